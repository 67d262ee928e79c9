//! Reading and writing connection strings without storing them: the grammar as a service.

use serde::{Deserialize, Serialize};

use crate::{
    connection_string::Grammar,
    field::{FieldFault, FieldKind, FieldSpec, Report, Validate},
    secret::{SecretText, hand_out},
};

const TEXT: FieldSpec = FieldSpec::optional("text", FieldKind::Secret);
/// The most pairs that one string may be built from.
pub const MOST_PAIRS: usize = 200;

/// Takes a connection string apart.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ParseConnectionString {
    /// The rules to read it by.
    #[serde(default)]
    pub grammar: Grammar,
    /// The string; at most 8000 characters.
    #[serde(serialize_with = "hand_out")]
    pub text: SecretText,
}

impl Validate for ParseConnectionString {
    fn validate(&self, report: &mut Report) {
        report.check_secret(&TEXT, &self.text);
    }
}

/// What a program sees in a connection string: keys compared without case, the last one wins.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ParsedConnectionString {
    /// The pairs, in the order in which each key first occurs.
    pub pairs: Vec<ConnectionStringPair>,
    /// Keys that occur more than once.
    pub duplicates: Vec<String>,
}

/// One property.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConnectionStringPair {
    /// The key, as written.
    pub key: String,
    /// The value, without quotes. The caller's own text comes back to it, secrets included.
    #[serde(serialize_with = "hand_out")]
    pub value: SecretText,
}

/// Puts a connection string together.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BuildConnectionString {
    /// The rules to write it by.
    #[serde(default)]
    pub grammar: Grammar,
    /// The pairs, in the order wanted.
    pub pairs: Vec<ConnectionStringPair>,
}

impl Validate for BuildConnectionString {
    fn validate(&self, report: &mut Report) {
        if self.pairs.len() > MOST_PAIRS {
            report.add("/pairs", FieldFault::TooLong(MOST_PAIRS));
        }
        for (index, pair) in self.pairs.iter().enumerate() {
            let value = FieldSpec { name: "value", ..TEXT };
            report.check_at(format!("/pairs/{index}/value"), &value, pair.value.expose());
        }
    }
}

/// A connection string.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BuiltConnectionString {
    /// The string.
    #[serde(serialize_with = "hand_out")]
    pub text: SecretText,
}
