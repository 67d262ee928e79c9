//! What an application permission can reach, and what is recorded and proved about its limits.

use serde::{Deserialize, Serialize};

use crate::{
    field::{FieldKind, FieldSpec, Report, Validate},
    timestamp::Timestamp,
};

/// What the policy is called where it was made.
pub const POLICY_NAME: FieldSpec = FieldSpec::required("name", FieldKind::Text);
/// Which mailboxes it leaves open.
pub const POLICY_SCOPE: FieldSpec = FieldSpec { max: 500, ..FieldSpec::required("scope", FieldKind::MultiLine) };

/// How an application is kept to some mailboxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ScopingKind {
    /// Roles of Exchange with a scope (RBAC for Applications); the tenant-wide consent is taken away.
    RbacForApplications,
    /// A policy that narrows the tenant-wide consent; superseded, and still honoured.
    ApplicationAccessPolicy,
    /// Full access given mailbox by mailbox, as IMAP and POP need it.
    MailboxPermissions,
}

impl ScopingKind {
    /// All of them, the one to prefer first.
    pub const ALL: [Self; 3] = [Self::RbacForApplications, Self::ApplicationAccessPolicy, Self::MailboxPermissions];

    /// The name in storage; the one of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RbacForApplications => "rbac_for_applications",
            Self::ApplicationAccessPolicy => "application_access_policy",
            Self::MailboxPermissions => "mailbox_permissions",
        }
    }

    /// Reads a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// How far the reach of a resource is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReachState {
    /// People sign in: only the mailbox of whoever does.
    SignedInOnly,
    /// It needs no application permission.
    Nothing,
    /// Nothing is recorded: everything that its permissions say.
    Unscoped,
    /// What is recorded was for another application.
    Outdated,
    /// A limit is recorded, and no mailbox was seen to be refused since.
    Unproved,
    /// A mailbox that had to be refused was opened.
    Opened,
    /// A limit is recorded, and a mailbox was refused since.
    Proved,
}

impl ReachState {
    /// The name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedInOnly => "signed_in_only",
            Self::Nothing => "nothing",
            Self::Unscoped => "unscoped",
            Self::Outdated => "outdated",
            Self::Unproved => "unproved",
            Self::Opened => "opened",
            Self::Proved => "proved",
        }
    }

    /// Whether nothing is left to be done.
    pub fn is_fine(self) -> bool {
        matches!(self, Self::SignedInOnly | Self::Nothing | Self::Proved)
    }
}

/// What a resource's permissions reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reach {
    /// How far that is limited.
    pub state: ReachState,
    /// The application permissions that are needed, and what each opens, in the caller's language.
    pub permissions: Vec<Reached>,
    /// What is recorded.
    pub policy: Option<ScopingPolicy>,
    /// The last mailbox that had to be refused, since the record.
    pub proof: Option<ReachProof>,
}

/// What one permission opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reached {
    /// Its name in tokens.
    pub name: String,
    /// What it is good for, where that is known.
    pub why: Option<String>,
}

/// A limit that somebody recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScopingPolicy {
    /// How.
    pub kind: ScopingKind,
    /// What it is called where it was made.
    pub name: String,
    /// Which mailboxes it leaves open.
    pub scope: String,
    /// The application that it was for.
    pub client_id: Option<String>,
    /// Who recorded it.
    pub recorded_by: String,
    /// When.
    pub recorded_at: Timestamp,
}

/// A run of the check `mailbox_refused`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReachProof {
    /// The mailbox.
    pub mailbox: String,
    /// Whether it was refused, as it had to be.
    pub refused: bool,
    /// When.
    pub at: Timestamp,
    /// The run.
    pub check_run: String,
}

/// Records a limit; `null` takes the record away.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PutReach {
    /// The limit.
    pub policy: Option<GivenPolicy>,
}

/// A limit as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GivenPolicy {
    /// How.
    pub kind: ScopingKind,
    /// What it is called where it was made.
    pub name: String,
    /// Which mailboxes it leaves open.
    pub scope: String,
}

impl Validate for PutReach {
    fn validate(&self, report: &mut Report) {
        let Some(policy) = &self.policy else { return };
        report.check_at("/policy/name".to_owned(), &POLICY_NAME, &policy.name);
        report.check_at("/policy/scope".to_owned(), &POLICY_SCOPE, &policy.scope);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_stored_under_the_name_it_has_in_the_api() {
        for kind in ScopingKind::ALL {
            assert_eq!(serde_json::to_value(kind).expect("a name"), kind.as_str());
            assert_eq!(ScopingKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(serde_json::to_value(ReachState::SignedInOnly).expect("a name"), ReachState::SignedInOnly.as_str());
    }
}
