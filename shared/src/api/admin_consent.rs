//! Admin consent: a directory's administrator says yes at the provider, and a new token proves what that was worth.

use serde::{Deserialize, Serialize};

use super::{permission::PermissionCheck, token::TokenError};
use crate::{
    field::{FieldFault, FieldKind, FieldSpec, Report, Validate},
    ids::AdminConsentId,
    secret::{SecretText, hand_out},
    timestamp::Timestamp,
};

/// What stands before the id in the `state` of an admin consent, so that the callback page can tell it from an
/// authorization: `consent.{id}.{random}`.
pub const STATE_PREFIX: &str = "consent.";

/// Begins an admin consent. The resource says it all, but for the order where its provider's page takes the
/// permissions of one API at a time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StartAdminConsent {
    /// The API whose permissions are asked for, one of those that the resource needs; absent: the first of which the
    /// last check did not find everything. A page that grants everything at once (v1) is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api: Option<String>,
}

impl Validate for StartAdminConsent {
    fn validate(&self, report: &mut Report) {
        report.check_opt(&API, self.api.as_deref());
    }
}

/// An admin consent that waits for the directory's administrator. The address is told once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdminConsentStarted {
    /// Its id.
    pub id: AdminConsentId,
    /// Where the administrator says yes or no.
    pub consent_url: String,
    /// The directory that has to answer.
    pub directory_id: String,
    /// What the page is asked for; `null`: whatever the app registration lists.
    pub scope: Option<String>,
    /// The API that the page asks about; `null`: everything that the app registration lists, or nothing in particular.
    #[serde(default)]
    pub api: Option<String>,
    /// The APIs that the resource needs besides and that were not found granted: each wants a page of its own after
    /// this one.
    #[serde(default)]
    pub then: Vec<String>,
    /// After this it must be begun anew.
    pub expires_at: Timestamp,
}

/// What the provider appended to the callback URL, posted by the callback page.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CompleteAdminConsent {
    /// `state`, unchanged.
    #[serde(serialize_with = "hand_out")]
    pub state: SecretText,
    /// `admin_consent`: `True`, also beside an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin_consent: Option<String>,
    /// `tenant`: the directory that is said to have answered. Anybody can write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// `scope`: what is said to have been granted. Likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// `error`, when it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// `error_description`, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_description: Option<String>,
    /// The last segment of the callback URL that was called; the page always sends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback: Option<String>,
}

const STATE: FieldSpec = FieldSpec { max: 500, ..FieldSpec::required("state", FieldKind::Secret) };
const API: FieldSpec = FieldSpec::optional("api", FieldKind::Text);
const ADMIN_CONSENT: FieldSpec = FieldSpec::optional("admin_consent", FieldKind::Text);
const TENANT: FieldSpec = FieldSpec { max: 253, ..FieldSpec::optional("tenant", FieldKind::Text) };
const SCOPE: FieldSpec = FieldSpec::optional("scope", FieldKind::MultiLine);
const ERROR: FieldSpec = FieldSpec::optional("error", FieldKind::Text);
const ERROR_DESCRIPTION: FieldSpec = FieldSpec::optional("error_description", FieldKind::MultiLine);
const CALLBACK: FieldSpec = FieldSpec::optional("callback", FieldKind::Text);

impl Validate for CompleteAdminConsent {
    fn validate(&self, report: &mut Report) {
        report.check_secret(&STATE, &self.state);
        report.check_opt(&ADMIN_CONSENT, self.admin_consent.as_deref());
        report.check_opt(&TENANT, self.tenant.as_deref());
        report.check_opt(&SCOPE, self.scope.as_deref());
        report.check_opt(&ERROR, self.error.as_deref());
        report.check_opt(&ERROR_DESCRIPTION, self.error_description.as_deref());
        report.check_opt(&CALLBACK, self.callback.as_deref());
        if self.admin_consent.is_none() && self.error.is_none() {
            report.add("/admin_consent", FieldFault::Required);
        }
    }
}

/// How far an admin consent has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AdminConsentState {
    /// Nobody has come back yet.
    Pending,
    /// The provider said yes; what that was worth is in the check.
    Completed,
    /// The administrator or the provider said no.
    Refused,
    /// Another directory answered than the one that was asked.
    WrongDirectory,
    /// Nobody came back in time. It may have been granted all the same: a check tells.
    Expired,
}

impl AdminConsentState {
    const ALL: [Self; 5] = [Self::Pending, Self::Completed, Self::Refused, Self::WrongDirectory, Self::Expired];

    /// The name in storage; the one of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Completed => "completed",
            Self::Refused => "refused",
            Self::WrongDirectory => "wrong_directory",
            Self::Expired => "expired",
        }
    }

    /// Reads a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// An admin consent without its address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdminConsent {
    /// Its id.
    pub id: AdminConsentId,
    /// How far it has come.
    pub state: AdminConsentState,
    /// The directory that has to answer.
    pub directory_id: String,
    /// Who began it.
    pub begun_by: String,
    /// When.
    pub begun_at: Timestamp,
    /// After this it must be begun anew.
    pub expires_at: Timestamp,
    /// When somebody came back.
    pub finished_at: Option<Timestamp>,
    /// The directory that is said to have answered, where it was another.
    pub answered_by: Option<String>,
    /// Why it was refused.
    pub problem: Option<TokenError>,
    /// What a new token proved.
    pub check: Option<PermissionCheck>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_stored_under_the_name_it_has_in_the_api() {
        for state in AdminConsentState::ALL {
            assert_eq!(serde_json::to_value(state).expect("a name"), state.as_str());
            assert_eq!(AdminConsentState::parse(state.as_str()), Some(state));
        }
    }

    #[test]
    fn an_answer_without_verdict_is_not_one() {
        let mut report = Report::default();
        CompleteAdminConsent { state: SecretText::new("consent.a.b"), ..CompleteAdminConsent::default() }
            .validate(&mut report);
        assert_eq!(report.into_faults(), [("/admin_consent".to_owned(), FieldFault::Required)]);
    }
}
