//! What was pasted into a migration: a tool's output, or one value.

use serde::{Deserialize, Serialize};

use super::resource::ShownValue;
use crate::{
    field::{FieldKind, FieldSpec, Report, Validate},
    pasted::{PasteKind, Verdict},
    secret::{SecretText, hand_out},
};

/// A text of at most 200,000 characters; lists of applications can be long.
pub const TEXT: FieldSpec = FieldSpec { max: 200_000, ..FieldSpec::required("text", FieldKind::Secret) };
/// The step at which it was pasted.
pub const STEP: FieldSpec = FieldSpec { max: 100, ..FieldSpec::optional("step", FieldKind::Text) };

/// Body of `POST …/paste`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasteText {
    /// The text. It is read and forgotten; what is filled is kept where it belongs.
    #[serde(serialize_with = "hand_out")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub text: SecretText,
    /// The step at which it was pasted: its inputs come first, and a bare value is for its one input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// Only tell what was recognised.
    #[serde(default)]
    pub dry_run: bool,
}

impl Validate for PasteText {
    fn validate(&self, report: &mut Report) {
        report.check(&TEXT, self.text.expose());
        report.check_opt(&STEP, self.step.as_deref());
    }
}

/// What was recognised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasteAnswer {
    /// The values, in the order of the text.
    pub items: Vec<PastedValue>,
    /// The migration's values that were filled, or would be.
    pub filled: Vec<String>,
}

/// A value that was recognised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PastedValue {
    /// What it is.
    pub kind: PasteKind,
    /// As it would be filled; a secret only as its state. Absent: nothing in it can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<ShownValue>,
    /// The migration's value that it goes to; absent: nothing here needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// How it stands.
    pub verdict: Verdict,
    /// What was recognised about it, the worst first.
    pub remarks: Vec<PasteRemark>,
}

/// Something that was recognised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasteRemark {
    /// The stable code.
    pub code: String,
    /// What it means and what to do, in the caller's language.
    pub detail: String,
}
