//! Variables of an environment: one value, its kind, and what it resolves to.

use serde::{Deserialize, Serialize};

use super::{double_option, resource::ShownValue, setting_change::ShownSetting};
use crate::{
    field::{FieldFault, FieldKind, FieldSpec, Report, Validate},
    ids::{EnvironmentId, VariableId},
    secret::{SecretText, hand_out, hand_out_double},
    timestamp::Timestamp,
    variable::{VALUE, VariableKind, VariableOptions},
};

/// What a variable is for.
pub const DESCRIPTION: FieldSpec = FieldSpec { max: 1000, ..FieldSpec::optional("description", FieldKind::MultiLine) };

/// A variable of an environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Variable {
    /// Its id; stays when it is renamed.
    pub id: VariableId,
    /// Its name, unique in the environment without regard to case.
    pub name: String,
    /// What its value is.
    pub kind: VariableKind,
    /// What narrows the kind.
    #[serde(default)]
    pub options: VariableOptions,
    /// Whether its value is never shown.
    pub secret: bool,
    /// Whether only the support team may change it.
    pub protected: bool,
    /// What it is for.
    pub description: String,
    /// Its value as it is written, with its references.
    pub value: ShownValue,
    /// The references in its value: `${resource:Mail.client_id}`.
    pub references: Vec<String>,
    /// What its value resolves to; a secret if anything it refers to is one; `null`: a reference leads nowhere.
    pub resolved: Option<ShownValue>,
    /// What is wrong with its references.
    pub problems: Vec<VariableProblem>,
    /// Counts its changes; also the `ETag`.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// By whom.
    pub updated_by: String,
}

/// Something wrong with a value that did not keep it from being saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VariableProblem {
    /// The stable code: `reference_dangling`, `reference_cycle`, `reference_malformed`, `reference_too_long`, or that
    /// of a field fault when what it resolves to is not of its kind.
    pub code: String,
    /// The reference; empty when the resolved value itself is meant.
    pub reference: String,
    /// In words, in the caller's language.
    pub detail: String,
}

/// Creates a variable or changes it. What is absent keeps what is stored; at first, `kind` is `string`, the rest is
/// off and empty, and `value` must be given.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PutVariable {
    /// The value; `null` is refused.
    #[serde(
        default,
        deserialize_with = "double_option",
        serialize_with = "hand_out_double",
        skip_serializing_if = "Option::is_none"
    )]
    pub value: Option<Option<SecretText>>,
    /// What the value is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<VariableKind>,
    /// What narrows the kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<VariableOptions>,
    /// Whether the value is never shown; the kind `secret` says so by itself. Taking it back needs a new value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<bool>,
    /// Whether only the support team may change it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protected: Option<bool>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl PutVariable {
    /// Judges what can be judged without what is stored; pointers begin with `below`.
    pub fn check(&self, report: &mut Report, below: &str) {
        match &self.value {
            Some(None) => report.add(format!("{below}/value"), FieldFault::WrongType),
            Some(Some(value)) => report.check_at(format!("{below}/value"), &VALUE, value.expose()),
            None => {}
        }
        if let Some(description) = &self.description {
            report.check_at(format!("{below}/description"), &DESCRIPTION, description);
        }
    }
}

impl Validate for PutVariable {
    fn validate(&self, report: &mut Report) {
        self.check(report, "");
    }
}

/// A variable's value in clear.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RevealedVariable {
    /// The value as it is written.
    #[serde(serialize_with = "hand_out")]
    pub value: SecretText,
    /// What it resolves to; `null`: a reference leads nowhere.
    #[serde(serialize_with = "hand_out_optional")]
    pub resolved: Option<SecretText>,
}

fn hand_out_optional<S: serde::Serializer>(value: &Option<SecretText>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(secret) => serializer.serialize_some(secret.expose()),
        None => serializer.serialize_none(),
    }
}

/// A variable as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VariableVersion {
    /// Counts from 1.
    pub version: i64,
    /// The environment's change that made it.
    pub change: i64,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// Whether this change deleted it.
    pub deleted: bool,
    /// What it was after the change; of a deletion, what was deleted.
    pub setting: ShownSetting,
}

/// Every variable of a tenant, a row for each name and a cell for each environment that has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VariableMatrix {
    /// The environments, the default first.
    pub environments: Vec<MatrixEnvironment>,
    /// The rows by name.
    pub rows: Vec<MatrixRow>,
    /// Whether there are more than are shown.
    pub truncated: bool,
}

impl VariableMatrix {
    /// The most rows.
    pub const MOST_ROWS: usize = 20_000;
}

/// A column of the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MatrixEnvironment {
    /// Its id.
    pub id: EnvironmentId,
    /// Its short name in paths.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The number of its last change; 0 when there was none.
    pub change: i64,
}

/// A row of the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MatrixRow {
    /// The name.
    pub name: String,
    /// One cell for each environment, in their order; `null`: it has no such variable.
    pub cells: Vec<Option<MatrixCell>>,
}

/// A variable in the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MatrixCell {
    /// What its value is.
    pub kind: VariableKind,
    /// What narrows the kind.
    #[serde(default, skip_serializing_if = "VariableOptions::is_empty")]
    pub options: VariableOptions,
    /// Whether its value is never shown.
    #[serde(default, skip_serializing_if = "is_false")]
    pub secret: bool,
    /// Whether only the support team may change it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub protected: bool,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Its value as it is written.
    pub value: ShownValue,
    /// The codes of what is wrong with its references.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<String>,
    /// Counts its changes.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// By whom.
    pub updated_by: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// Something that a value can refer to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReferenceSuggestion {
    /// What to write: `${resource:Mail.client_id}`.
    pub text: String,
    /// What it looks into: `variable`, `resource`, `credential`, `tenant` or `environment`.
    pub kind: String,
    /// Whether what refers to it becomes secret.
    pub secret: bool,
    /// What it stands for at the moment; of a secret, nothing.
    pub detail: String,
}
