//! Reads the kinds of connection entries (`catalog/connection_kinds/`) and the words about what can be odd in any of
//! them (`catalog/connection_warnings.toml`). Each warning brings a sample that it finds and one that it does not.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;
use shared::{
    connection_string::{
        Grammar,
        kind::{ConnectionKind, ConnectionKinds, PropertyGroup, Target, UnknownKeys, WarningRule},
    },
    text::LocalizedText,
};

use super::{CatalogError, files_of, read};

/// A data file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: String,
    /// Where it stands among the others.
    order: u32,
    name: LocalizedText,
    description: LocalizedText,
    grammar: Grammar,
    config_name: Option<String>,
    target: Target,
    #[serde(default)]
    groups: Vec<PropertyGroup>,
    #[serde(default)]
    unknown_keys: UnknownKeys,
    #[serde(default)]
    warnings: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    #[serde(flatten)]
    rule: WarningRule,
    finds: toml::Value,
    passes: toml::Value,
}

type Samples = Vec<(String, String, [toml::Value; 2])>;

/// The kinds, read once: the rules that mask secrets are needed where nothing but the text is at hand.
static KINDS: LazyLock<Result<ConnectionKinds, CatalogError>> = LazyLock::new(|| Ok(rows()?.0));
static NONE: ConnectionKinds = ConnectionKinds { kinds: Vec::new(), common: BTreeMap::new() };

/// The kinds. Data files that cannot be used keep the program from starting.
pub fn embedded() -> &'static ConnectionKinds {
    KINDS.as_ref().unwrap_or(&NONE)
}

pub(super) fn load() -> Result<&'static ConnectionKinds, CatalogError> {
    KINDS.as_ref().map_err(Clone::clone)
}

fn rows() -> Result<(ConnectionKinds, Samples), CatalogError> {
    let (mut kinds, mut samples) = (BTreeMap::new(), Samples::new());
    for path in files_of("connection_kinds/") {
        let file: File = read(&path)?;
        let mut warnings = Vec::new();
        for row in file.warnings {
            samples.push((file.id.clone(), row.rule.code.clone(), [row.finds, row.passes]));
            warnings.push(row.rule);
        }
        let File { id, order, name, description, grammar, config_name, target, groups, unknown_keys, .. } = file;
        let kind =
            ConnectionKind { id, name, description, grammar, config_name, target, groups, unknown_keys, warnings };
        if kinds.insert(order, kind).is_some() {
            return Err(CatalogError::new(&path, format!("order {order} is another kind's")));
        }
    }
    let kinds = ConnectionKinds { kinds: kinds.into_values().collect(), common: read("connection_warnings.toml")? };
    Ok((kinds, samples))
}

#[cfg(test)]
#[path = "connection_kinds_tests.rs"]
mod tests;
