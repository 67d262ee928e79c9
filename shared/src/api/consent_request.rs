//! Consent asked by a one-time link: a directory's administrator without an account says yes or no, and the answer
//! waits until somebody here confirms it.

use serde::{Deserialize, Serialize};

use super::{
    permission::{NeededApi, PermissionCheck},
    token::TokenError,
};
use crate::{
    field::{FieldFault, FieldKind, FieldSpec, Report, Validate},
    ids::{ConsentRequestId, ResourceId},
    resource::PermissionKind,
    secret::{SecretText, hand_out},
    text::Locale,
    timestamp::Timestamp,
};

/// What stands before the id in the `state` of an admin consent that began at a link: `consent-link.{id}.{random}`.
pub const LINK_STATE_PREFIX: &str = "consent-link.";
/// The longest life of a link, in hours.
pub const MOST_HOURS: u32 = 168;
/// The life of a link whose maker did not say, in hours.
pub const USUAL_HOURS: u32 = 72;

/// Makes a link for the directory's administrator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateConsentRequest {
    /// The resource whose permissions are to be granted.
    pub resource: ResourceId,
    /// Hours until the link stops working: 1 to 168; 72 unless told.
    #[serde(default)]
    pub expires_in_hours: Option<u32>,
    /// The API that is asked about, where the provider's page takes one at a time; absent: the first of which the last
    /// check did not find everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api: Option<String>,
    /// The migration that it is made for, to be found again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migration: Option<String>,
    /// A few words to whoever opens the link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A few words to whoever opens the link.
pub const NOTE: FieldSpec = FieldSpec { max: 500, ..FieldSpec::optional("note", FieldKind::MultiLine) };
const API: FieldSpec = FieldSpec { max: 400, ..FieldSpec::optional("api", FieldKind::Text) };
const MIGRATION: FieldSpec = FieldSpec { max: 64, ..FieldSpec::optional("migration", FieldKind::Text) };

impl Validate for CreateConsentRequest {
    fn validate(&self, report: &mut Report) {
        report.check_opt(&API, self.api.as_deref());
        report.check_opt(&MIGRATION, self.migration.as_deref());
        report.check_opt(&NOTE, self.note.as_deref());
        if self.expires_in_hours.is_some_and(|hours| !(1..=MOST_HOURS).contains(&hours)) {
            report.add("/expires_in_hours", FieldFault::OutOfRange(MOST_HOURS as usize));
        }
    }
}

/// A link just made: the only time its address is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConsentRequestCreated {
    /// The request as it will be listed.
    #[serde(flatten)]
    pub details: ConsentRequest,
    /// The address to send. Whoever has it can answer once, from one browser.
    #[serde(serialize_with = "hand_out")]
    pub url: SecretText,
    /// The APIs that the resource needs besides and that were not found granted: each wants a link of its own.
    #[serde(default)]
    pub then: Vec<String>,
}

macro_rules! states {
    ($($(#[$doc:meta])* $variant:ident = $name:literal;)*) => {
        /// How far a consent request has come.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum ConsentRequestState { $($(#[$doc])* $variant,)* }

        impl ConsentRequestState {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in storage; the one of the API.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

states! {
    /// Nobody has pressed the button yet.
    Open = "open";
    /// Somebody has, and has not come back yet.
    Started = "started";
    /// The provider says that it was granted; somebody here has to confirm that.
    Answered = "answered";
    /// The administrator or the provider said no.
    Refused = "refused";
    /// Another directory answered than the one that was asked.
    WrongDirectory = "wrong_directory";
    /// Confirmed here; what it was worth is in the check.
    Confirmed = "confirmed";
    /// Not accepted here.
    Rejected = "rejected";
    /// Taken back before anybody answered.
    Revoked = "revoked";
    /// Nobody answered in time.
    Expired = "expired";
}

impl ConsentRequestState {
    /// Reads a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == name)
    }
}

/// A consent request without its address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConsentRequest {
    /// Its id.
    pub id: ConsentRequestId,
    /// The resource whose permissions are to be granted.
    pub resource: ResourceId,
    /// How far it has come.
    pub state: ConsentRequestState,
    /// The directory that has to answer.
    pub directory_id: String,
    /// The API that is asked about; `null`: everything that the app registration lists, or nothing in particular.
    pub api: Option<String>,
    /// The migration that it was made for.
    pub migration: Option<String>,
    /// The words to whoever opens it.
    pub note: Option<String>,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// When the link stops working.
    pub expires_at: Timestamp,
    /// When the button was pressed first.
    pub started_at: Option<Timestamp>,
    /// When the answer came.
    pub answered_at: Option<Timestamp>,
    /// The directory that is said to have answered. Anybody can write it.
    pub answered_by: Option<String>,
    /// Why it was refused.
    pub problem: Option<TokenError>,
    /// Who confirmed, rejected or revoked it.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// What a new token proved after it was confirmed.
    pub check: Option<PermissionCheck>,
}

/// What whoever holds the link may know: what is asked, by whom, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConsentLink {
    /// How far it has come; one that is over is a problem instead, except to the browser that answered.
    pub state: ConsentRequestState,
    /// The organisation that the application works for.
    pub tenant: String,
    /// Who asks.
    pub asked_by: String,
    /// The application's name here.
    pub application: String,
    /// Its id in the directory.
    pub client_id: String,
    /// The directory that has to answer.
    pub directory_id: String,
    /// Whether the application acts as itself or for people who sign in.
    pub kind: PermissionKind,
    /// The permissions, in words.
    pub apis: Vec<NeededApi>,
    /// Whether the provider's page grants whatever the app registration lists, also what is not named here.
    pub everything: bool,
    /// What the asker wrote.
    pub note: Option<String>,
    /// The language that the organisation is written to in.
    pub locale: Locale,
    /// When the link stops working.
    pub expires_at: Timestamp,
    /// What is shown here, as a number to send back when the button is pressed.
    pub shown: i64,
    /// Why it was refused.
    pub problem: Option<TokenError>,
}

/// A refusal that came back without `state`: Microsoft's older consent page leaves it out then.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RefusedConsentLink {
    /// `error`.
    pub error: String,
    /// `error_description`, if it came along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_description: Option<String>,
    /// The last segment of the callback URL that was called.
    pub callback: String,
}

const ERROR: FieldSpec = FieldSpec::required("error", FieldKind::Text);
const ERROR_DESCRIPTION: FieldSpec = FieldSpec::optional("error_description", FieldKind::MultiLine);
const CALLBACK: FieldSpec = FieldSpec { max: 64, ..FieldSpec::required("callback", FieldKind::Text) };

impl Validate for RefusedConsentLink {
    fn validate(&self, report: &mut Report) {
        report.check(&ERROR, &self.error);
        report.check_opt(&ERROR_DESCRIPTION, self.error_description.as_deref());
        report.check(&CALLBACK, &self.callback);
    }
}

/// What such a refusal belongs to, as far as this browser's own requests tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefusedConsent {
    /// The one request that this browser left for there, with what the refusal means. It is as open as it was: anybody can
    /// write such an address.
    pub link: Option<ConsentLink>,
}

/// The button is pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StartConsentLink {
    /// [`ConsentLink::shown`]: what is asked for is what was on the page.
    pub shown: i64,
}

impl Validate for StartConsentLink {
    fn validate(&self, _: &mut Report) {}
}

/// The way to the provider's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConsentLinkStarted {
    /// Where the administrator says yes or no.
    pub consent_url: String,
}

/// Narrows the list of consent requests.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ConsentRequestQuery {
    /// Only those of this resource.
    pub resource: Option<ResourceId>,
    /// At most 200; 50 unless told.
    pub limit: Option<u32>,
    /// From `next_cursor`.
    pub cursor: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_stored_under_the_name_it_has_in_the_api() {
        for state in ConsentRequestState::ALL {
            assert_eq!(serde_json::to_value(state).expect("a name"), state.as_str());
            assert_eq!(ConsentRequestState::parse(state.as_str()), Some(*state));
        }
    }

    #[test]
    fn a_link_lives_for_an_hour_to_a_week() {
        let faults = |hours| {
            let mut report = Report::default();
            let request = CreateConsentRequest {
                resource: ResourceId::new("r1"),
                expires_in_hours: hours,
                api: None,
                migration: None,
                note: None,
            };
            request.validate(&mut report);
            report.into_faults().len()
        };
        for good in [None, Some(1), Some(168)] {
            assert_eq!(faults(good), 0, "{good:?}");
        }
        for bad in [Some(0), Some(169), Some(u32::MAX)] {
            assert_eq!(faults(bad), 1, "{bad:?}");
        }
    }
}
