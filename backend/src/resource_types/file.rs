//! Types as files: written as the product's own data files are, and read as leniently as those (a directory named by
//! its key, a description left out where everybody means the same).

use serde::Serialize;
use serde_json::Value as Json;
use shared::api::resource_type::{FILE_FORMAT, FileFormat, TypeDefinition};
use toml::{Table, Value};

use crate::catalog::Shorthand;

/// Why a file is not even looked into.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    /// It does not follow its format.
    #[error("line {line}, column {column}: {reason}")]
    Syntax {
        /// What it claims to be, or was taken for.
        format: FileFormat,
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// In the reader's words.
        reason: String,
    },
    /// Another program, or another version of this one, wrote it.
    #[error("its format is {0}")]
    Version(String),
}

#[derive(Serialize)]
struct File<'a> {
    format: &'static str,
    #[serde(flatten)]
    definition: &'a TypeDefinition,
}

/// Writes a type.
///
/// # Errors
/// Never for a type that was accepted; those of the writers.
pub fn exported(
    definition: &TypeDefinition,
    format: FileFormat,
) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    let file = File { format: FILE_FORMAT, definition };
    Ok(match format {
        FileFormat::Toml => toml::to_string_pretty(&file)?,
        FileFormat::Json => serde_json::to_string_pretty(&file)? + "\n",
    })
}

/// Reads a file as JSON in the shape of a [`TypeDefinition`]; whether it is one is for the caller to find out.
///
/// # Errors
/// Where it stops being what it claims to be.
pub fn parsed(content: &str, format: Option<FileFormat>, shorthand: &Shorthand) -> Result<Json, FileFault> {
    let format = format.unwrap_or_else(|| guessed(content));
    let mut table = match format {
        FileFormat::Toml => content.parse::<Table>().map_err(|error| {
            let at = error.span().map_or(content.len(), |span| span.start);
            let (line, column) = position(content, at);
            FileFault::Syntax { format, line, column, reason: error.message().to_owned() }
        })?,
        FileFormat::Json => from_json(content)?,
    };
    match table.remove("format") {
        None => {}
        Some(Value::String(known)) if known == FILE_FORMAT => {}
        Some(Value::String(other)) => return Err(FileFault::Version(other)),
        Some(other) => return Err(FileFault::Version(other.to_string())),
    }
    // Built-in types have an id; one that is imported gets its own.
    table.remove("id");
    shorthand.write_out(&mut table);
    serde_json::to_value(&table).map_err(|error| FileFault::Syntax {
        format,
        line: 1,
        column: 1,
        reason: error.to_string(),
    })
}

/// Which format a file without a name for it is in.
fn guessed(content: &str) -> FileFormat {
    if content.trim_start().starts_with('{') { FileFormat::Json } else { FileFormat::Toml }
}

fn from_json(content: &str) -> Result<Table, FileFault> {
    let unreadable = |line: usize, column: usize, reason: String| FileFault::Syntax {
        format: FileFormat::Json,
        line: line.max(1),
        column: column.max(1),
        reason,
    };
    let mut json: Json =
        serde_json::from_str(content).map_err(|error| unreadable(error.line(), error.column(), error.to_string()))?;
    without_nulls(&mut json);
    if !json.is_object() {
        return Err(unreadable(1, 1, "an object is expected".to_owned()));
    }
    Table::try_from(json).map_err(|error| unreadable(1, 1, error.to_string()))
}

/// TOML has no nulls; leaving a field out says the same.
fn without_nulls(json: &mut Json) {
    match json {
        Json::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(without_nulls);
        }
        Json::Array(items) => items.iter_mut().for_each(without_nulls),
        _ => {}
    }
}

/// Line and column, from 1, of a place in a text.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    fn catalog() -> Catalog {
        Catalog::load().expect("the data files are sound")
    }

    fn read(content: &str, format: Option<FileFormat>) -> Result<TypeDefinition, FileFault> {
        parsed(content, format, catalog().shorthand()).map(|json| serde_json::from_value(json).expect("a type"))
    }

    #[test]
    fn every_built_in_type_survives_the_way_out_and_back() {
        for kind in catalog().resource_types() {
            let definition = TypeDefinition::from(kind.clone());
            for format in [FileFormat::Toml, FileFormat::Json] {
                let text = exported(&definition, format).expect("written");
                assert!(text.contains(FILE_FORMAT), "{text}");
                assert_eq!(guessed(&text), format);
                assert_eq!(read(&text, None).expect("read"), definition, "{}: {text}", kind.id);
            }
        }
    }

    #[test]
    fn the_products_own_data_files_are_read_as_they_are() {
        let content = include_str!("../../catalog/resource_types/microsoft-online.toml");
        let known = catalog();
        let kind = known.resource_types().iter().find(|kind| kind.id.as_str() == "microsoft-online").expect("there");
        assert_eq!(read(content, None).expect("read"), TypeDefinition::from(kind.clone()));
    }

    #[test]
    fn a_broken_file_is_explained_by_its_place() {
        let place = |content: &str| match parsed(content, None, catalog().shorthand()) {
            Err(FileFault::Syntax { line, column, .. }) => (line, column),
            other => panic!("{other:?}"),
        };
        assert_eq!(place("name = \"a\"\ngrants = [\"x\"\n[endpoints]\n").0, 3);
        assert_eq!(place("name = \"a\"\nname = \"b\"\n"), (2, 1));
        assert_eq!(place("{\n  \"name\": ,\n}"), (2, 11));
        assert_eq!(place("{\"name\": \"a\"} []").0, 1);
    }

    #[test]
    fn another_version_is_told_from_a_broken_file() {
        let version = |content: &str| match parsed(content, None, catalog().shorthand()) {
            Err(FileFault::Version(found)) => found,
            other => panic!("{other:?}"),
        };
        assert_eq!(version("format = \"consentry.resource-type/9\"\nname = \"a\""), "consentry.resource-type/9");
        assert_eq!(version("format = 2\nname = \"a\""), "2");
    }
}
