//! Explaining a provider's error that somebody pasted. Nothing of the text is stored, logged or given back.

use serde::{Deserialize, Serialize};

use crate::{
    field::{FieldFault, FieldKind, FieldSpec, Report, Validate},
    provider_error::{ErrorClass, WhoActs},
    secret::{SecretText, hand_out},
};

/// Most codes that one text may list.
const MOST_CODES: usize = 20;
/// Anything: a JSON body, an address, a line of a log, a reply of a mail server.
pub const TEXT: FieldSpec = FieldSpec { max: 20_000, ..FieldSpec::optional("text", FieldKind::MultiLine) };
const NAME: FieldSpec = FieldSpec::optional("error", FieldKind::Text);

/// What to explain: a text, or the fields of an error response (RFC 6749 §5.2, with Microsoft's additions).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ExplainError {
    /// Anything that was pasted; at most 20 000 characters.
    #[serde(default, serialize_with = "hand_out", skip_serializing_if = "SecretText::is_empty")]
    pub text: SecretText,
    /// The protocol's `error`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Microsoft's `suberror`, Google's `error_subtype`.
    #[serde(default, alias = "error_subtype", alias = "error_subcode", skip_serializing_if = "Option::is_none")]
    pub suberror: Option<String>,
    /// The provider's own words.
    #[serde(default, serialize_with = "hand_out", skip_serializing_if = "SecretText::is_empty")]
    pub error_description: SecretText,
    /// Microsoft's numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub error_codes: Vec<u64>,
    /// The provider's correlation id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// The provider's trace id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
    /// When it happened, as the provider writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// Where the provider tells more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_uri: Option<String>,
}

impl Validate for ExplainError {
    fn validate(&self, report: &mut Report) {
        report.check_secret(&TEXT, &self.text);
        report.check_secret(&FieldSpec { name: "error_description", ..TEXT }, &self.error_description);
        report.check_opt(&NAME, self.error.as_deref());
        report.check_opt(&FieldSpec { name: "suberror", ..NAME }, self.suberror.as_deref());
        if self.error_codes.len() > MOST_CODES {
            report.add("/error_codes", FieldFault::TooLong(MOST_CODES));
        }
        let nothing = self.text.is_empty()
            && self.error_description.is_empty()
            && self.error.is_none()
            && self.suberror.is_none()
            && self.error_codes.is_empty();
        if nothing {
            report.add("/text", FieldFault::Required);
        }
    }
}

/// What an error means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Explanation {
    /// Every error that was recognised, the most telling one first.
    pub errors: Vec<ExplainedError>,
    /// Codes of Microsoft's that nothing is known about here.
    pub unknown: Vec<String>,
    /// The provider's correlation id: its support asks for it.
    pub correlation_id: Option<String>,
    /// The provider's trace id.
    pub trace_id: Option<String>,
    /// Whether something in the text looks like a token, a code or a password.
    pub secret_seen: bool,
}

/// One error, in the caller's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExplainedError {
    /// The provider's code, or the name under which its reply is known here.
    pub code: String,
    /// What kind of fault it is.
    pub class: ErrorClass,
    /// Who has to act.
    pub who: WhoActs,
    /// What happened.
    pub cause: String,
    /// What to do about it.
    pub remedy: String,
}
