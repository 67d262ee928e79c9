//! Writes one pair so that the same grammar reads it back.

use super::Grammar;

/// The pair cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// The key is empty, begins with a semicolon or space, ends with space, or has a control character.
    #[error("the key cannot be written in a connection string")]
    Key,
    /// The value has a NUL character.
    #[error("the value contains a NUL character")]
    Value,
}

/// `key=value`, quoted only where the grammar asks for it.
///
/// # Errors
/// When the grammar has no way to write the key or the value.
pub fn build_pair(key: &str, value: &str, grammar: Grammar) -> Result<String, BuildError> {
    let outer_space = key.starts_with(char::is_whitespace) || key.ends_with(char::is_whitespace);
    if key.is_empty() || key.starts_with(';') || outer_space || key.contains(char::is_control) {
        return Err(BuildError::Key);
    }
    let value = write_value(key, value, grammar)?;
    Ok(match grammar {
        Grammar::DotNet => format!("{}={value}", key.replace('=', "==")),
        Grammar::Odbc => format!("{key}={value}"),
    })
}

/// The value alone, as it stands behind the `=` of `key`.
pub(super) fn write_value(key: &str, value: &str, grammar: Grammar) -> Result<String, BuildError> {
    if value.contains('\0') {
        return Err(BuildError::Value);
    }
    Ok(match grammar {
        Grammar::DotNet => quote_dotnet(value),
        Grammar::Odbc => quote_odbc(key, value),
    })
}

fn quote_dotnet(value: &str) -> String {
    let plain = !value.contains(|c: char| matches!(c, '"' | '\'' | '=' | ';') || c.is_whitespace() || c.is_control());
    if plain {
        value.to_owned()
    } else if value.contains('"') && !value.contains('\'') {
        format!("'{value}'")
    } else {
        format!("\"{}\"", value.replace('"', "\"\""))
    }
}

fn quote_odbc(key: &str, value: &str) -> String {
    // A reader skips space, so that a brace behind it opens a quote too, which would swallow the pairs that follow.
    let opens = value.trim_start().starts_with('{');
    let wanted = opens || value.contains(';') || key.eq_ignore_ascii_case("Driver");
    if !wanted || value.is_empty() || is_braced(value.trim()) {
        value.to_owned()
    } else {
        format!("{{{}}}", value.replace('}', "}}"))
    }
}

/// Whether `value` is one complete `{…}` with every inner `}` doubled.
fn is_braced(value: &str) -> bool {
    let Some(inner) = value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else { return false };
    !inner.replace("}}", "").contains('}')
}
