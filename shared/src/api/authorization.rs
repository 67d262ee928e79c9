//! Obtaining a token by authorization code with PKCE (RFC 6749 §4.1, RFC 7636): begin, and come back.

use serde::{Deserialize, Serialize};

use crate::{
    field::{FieldFault, FieldKind, FieldSpec, Report, Validate},
    ids::AuthorizationId,
    secret::{SecretText, hand_out},
    timestamp::Timestamp,
};

/// The mailbox or user the token is for.
pub const SUBJECT: FieldSpec = FieldSpec::optional("subject", FieldKind::Text);

/// Begins an authorization.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct StartAuthorization {
    /// The mailbox or user that will sign in; sent along as `login_hint` and used to tell tokens apart.
    pub subject: Option<String>,
}

impl Validate for StartAuthorization {
    fn validate(&self, report: &mut Report) {
        report.check_opt(&SUBJECT, self.subject.as_deref());
    }
}

/// An authorization that waits for the browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuthorizationStarted {
    /// Its id.
    pub id: AuthorizationId,
    /// Send the browser here.
    pub authorize_url: String,
    /// After this it must be begun anew.
    pub expires_at: Timestamp,
}

/// What the provider appended to the callback URL, posted by the callback page.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CompleteAuthorization {
    /// `state`, unchanged.
    #[serde(serialize_with = "hand_out")]
    pub state: SecretText,
    /// `code`, when it went well.
    #[serde(default, serialize_with = "hand_out_opt", skip_serializing_if = "Option::is_none")]
    pub code: Option<SecretText>,
    /// `error`, when it did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// `error_description`, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_description: Option<String>,
    /// `iss` (RFC 9207), where the provider sends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
    /// The last segment of the callback URL that was called; the page always sends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback: Option<String>,
}

/// [`hand_out`] of what may be absent.
pub(super) fn hand_out_opt<S: serde::Serializer>(
    secret: &Option<SecretText>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match secret {
        Some(secret) => hand_out(secret, serializer),
        None => serializer.serialize_none(),
    }
}

const STATE: FieldSpec = FieldSpec { max: 500, ..FieldSpec::required("state", FieldKind::Secret) };
const CODE: FieldSpec = FieldSpec::optional("code", FieldKind::Secret);
const ERROR: FieldSpec = FieldSpec::optional("error", FieldKind::Text);
const ERROR_DESCRIPTION: FieldSpec = FieldSpec::optional("error_description", FieldKind::MultiLine);
const ISS: FieldSpec = FieldSpec { max: 2000, ..FieldSpec::optional("iss", FieldKind::Text) };
const CALLBACK: FieldSpec = FieldSpec::optional("callback", FieldKind::Text);

impl Validate for CompleteAuthorization {
    fn validate(&self, report: &mut Report) {
        report.check_secret(&STATE, &self.state);
        report.check_opt(&CODE, self.code.as_ref().map(SecretText::expose));
        report.check_opt(&ERROR, self.error.as_deref());
        report.check_opt(&ERROR_DESCRIPTION, self.error_description.as_deref());
        report.check_opt(&ISS, self.iss.as_deref());
        report.check_opt(&CALLBACK, self.callback.as_deref());
        if self.code.is_none() && self.error.is_none() {
            report.add("/code", FieldFault::Required);
        }
    }
}
