//! What a resource's tokens must carry, and what the last new token proved.

use serde::{Deserialize, Serialize};

use super::{authorization::SUBJECT, token::TokenError};
use crate::{
    field::{FieldFault, FieldKind, FieldSpec, Report, Validate},
    ids::{AdminConsentId, PermissionCheckId},
    resource::{NeededPermissions, PermissionKind},
    timestamp::Timestamp,
};

/// The permissions of a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResourcePermissions {
    /// Whose permissions its grant works with.
    pub kind: PermissionKind,
    /// What is needed, with its words.
    pub apis: Vec<NeededApi>,
    /// The same as names: the resource's own where it has its own, else its type's.
    pub needed: Vec<NeededPermissions>,
    /// Whether the resource has its own.
    pub overridden: bool,
    /// The directory in which they are to be granted, where it is known.
    pub directory_id: Option<String>,
    /// Whether an administrator can be sent to a page of the provider to grant them.
    pub consent: bool,
    /// What the last check found.
    pub last_check: Option<PermissionCheck>,
}

/// An API of which something is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NeededApi {
    /// Its id in the catalogue, or its own address.
    pub api: String,
    /// The name under which the directory lists it.
    pub name: String,
    /// Its application id, where it is known.
    pub app_id: Option<String>,
    /// What is needed of it.
    pub permissions: Vec<NeededPermission>,
    /// The directory roles that can grant it, in the caller's language, the weakest first.
    pub grantors: Vec<String>,
}

/// A permission that is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NeededPermission {
    /// Its name in tokens.
    pub name: String,
    /// What it is good for, in the caller's language.
    pub why: Option<String>,
    /// What to know about it, in the caller's language.
    pub note: Option<String>,
}

/// What a token proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PermissionState {
    /// Everything that is needed is there.
    Granted,
    /// Some of it is.
    Partly,
    /// Nothing of it is.
    Missing,
    /// Nobody has signed in yet, so there is no token to look at.
    Waiting,
    /// The token does not tell what it carries.
    Unreadable,
    /// The token is for another API.
    OtherApi,
    /// The token is of another directory.
    OtherDirectory,
    /// The provider gave no token.
    NoToken,
}

impl PermissionState {
    const ALL: [Self; 8] = [
        Self::Granted,
        Self::Partly,
        Self::Missing,
        Self::Waiting,
        Self::Unreadable,
        Self::OtherApi,
        Self::OtherDirectory,
        Self::NoToken,
    ];

    /// The name in storage; the one of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Partly => "partly",
            Self::Missing => "missing",
            Self::Waiting => "waiting",
            Self::Unreadable => "unreadable",
            Self::OtherApi => "other_api",
            Self::OtherDirectory => "other_directory",
            Self::NoToken => "no_token",
        }
    }

    /// Reads a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// A check: a new token was asked for, and what it carries compared with what is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PermissionCheck {
    /// Its id.
    pub id: PermissionCheckId,
    /// What it found altogether.
    pub state: PermissionState,
    /// When.
    pub checked_at: Timestamp,
    /// Who asked for it.
    pub checked_by: String,
    /// The consent after which it was made, if it was.
    pub admin_consent: Option<AdminConsentId>,
    /// The directory that was expected, where it is known.
    pub directory_id: Option<String>,
    /// What it found, API by API.
    pub apis: Vec<ApiProof>,
    /// When to check again, where what is missing may still be on its way.
    pub again_at: Option<Timestamp>,
}

/// What the token of one API proved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiProof {
    /// The API's id in the catalogue, or its own address; empty: whichever the token is for.
    pub api: String,
    /// The name under which the directory lists it.
    pub name: String,
    /// What was found.
    pub state: PermissionState,
    /// `aud` of the token.
    pub audience: Option<String>,
    /// `tid` of the token: the directory that gave it.
    pub directory_id: Option<String>,
    /// What is needed and granted.
    pub granted: Vec<String>,
    /// What is needed and not granted.
    pub missing: Vec<String>,
    /// What is granted and not needed.
    pub extra: Vec<String>,
    /// The directory roles that can grant what is missing, in the caller's language, the weakest first.
    pub grantors: Vec<String>,
    /// Why there is no token.
    pub problem: Option<TokenError>,
}

/// Checks again, with a new token.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct CheckPermissions {
    /// The mailbox or user whose token is looked at; absent: the only one there is, or the application's.
    pub subject: Option<String>,
}

impl Validate for CheckPermissions {
    fn validate(&self, report: &mut Report) {
        report.check_opt(&SUBJECT, self.subject.as_deref());
    }
}

/// Says what a resource needs, instead of its type.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PutPermissions {
    /// What is needed; `null`: what its type says.
    pub needed: Option<Vec<NeededPermissions>>,
}

/// The most APIs, and the most permissions of each.
pub const MOST_PERMISSIONS: usize = 50;
const API: FieldSpec = FieldSpec { max: 400, ..FieldSpec::required("api", FieldKind::Text) };
const NAME: FieldSpec = FieldSpec::required("name", FieldKind::Text);

impl Validate for PutPermissions {
    fn validate(&self, report: &mut Report) {
        judge_needed(report, "/needed", self.needed.as_deref().unwrap_or_default());
    }
}

/// Judges permissions that are said to be needed, under `pointer`.
pub(crate) fn judge_needed(report: &mut Report, pointer: &str, needed: &[NeededPermissions]) {
    if needed.len() > MOST_PERMISSIONS {
        return report.add(pointer, FieldFault::TooLong(MOST_PERMISSIONS));
    }
    for (at, api) in needed.iter().enumerate() {
        report.check_at(format!("{pointer}/{at}/api"), &API, &api.api);
        if needed[..at].iter().any(|other| other.api == api.api) {
            report.add(format!("{pointer}/{at}/api"), FieldFault::Taken);
        }
        for (kind, names) in [("application", &api.application), ("delegated", &api.delegated)] {
            judge_names(report, &format!("{pointer}/{at}/{kind}"), names);
        }
    }
}

fn judge_names(report: &mut Report, pointer: &str, names: &[String]) {
    if names.len() > MOST_PERMISSIONS {
        return report.add(pointer, FieldFault::TooLong(MOST_PERMISSIONS));
    }
    for (at, name) in names.iter().enumerate() {
        let pointer = format!("{pointer}/{at}");
        if name.contains(char::is_whitespace) {
            // One name would be compared with what is several in a token.
            report.add(pointer, FieldFault::SurroundingSpace);
        } else if names[..at].contains(name) {
            report.add(pointer, FieldFault::Taken);
        } else {
            report.check_at(pointer, &NAME, name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_stored_under_the_name_it_has_in_the_api() {
        for state in PermissionState::ALL {
            assert_eq!(serde_json::to_value(state).expect("a name"), state.as_str());
            assert_eq!(PermissionState::parse(state.as_str()), Some(state));
        }
    }

    #[test]
    fn names_are_single_words_and_stand_once() {
        let api = |api: &str, names: &[&str]| NeededPermissions {
            api: api.to_owned(),
            application: names.iter().map(|name| (*name).to_owned()).collect(),
            delegated: Vec::new(),
        };
        let pointers = |needed: Vec<NeededPermissions>| {
            let mut report = Report::default();
            PutPermissions { needed: Some(needed) }.validate(&mut report);
            report.into_faults().into_iter().map(|(pointer, _)| pointer).collect::<Vec<_>>()
        };
        assert!(pointers(vec![api("graph", &["Mail.Read", "Mail.Send"]), api("exchange", &[])]).is_empty());
        assert_eq!(
            pointers(vec![api("", &["a b", "c", "c", ""]), api("x", &[]), api("x", &[])]),
            [
                "/needed/0/api",
                "/needed/0/application/0",
                "/needed/0/application/2",
                "/needed/0/application/3",
                "/needed/2/api",
            ]
        );
    }
}
