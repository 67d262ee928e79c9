//! Deadlines of a tenant, and the calendars in which they stand.

use serde::{Deserialize, Serialize};

use crate::{
    deadline::DeadlineLevel,
    field::{FieldKind, FieldSpec, Report, Validate},
    ids::CalendarFeedId,
    secret::{SecretText, hand_out},
    timestamp::Timestamp,
};

/// What a deadline is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeadlineKind {
    /// A provider's service ends.
    Service,
    /// A client secret ends.
    Secret,
    /// A certificate ends.
    Certificate,
    /// A refresh token ends; somebody has to sign in again.
    RefreshToken,
}

impl DeadlineKind {
    /// The name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Secret => "secret",
            Self::Certificate => "certificate",
            Self::RefreshToken => "refresh_token",
        }
    }
}

/// Something that ends and concerns a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TenantDeadline {
    /// Its stable name: the catalogue's, or what it is with its id.
    pub id: String,
    /// What it is about.
    pub kind: DeadlineKind,
    /// In a few words, in the caller's language.
    pub name: String,
    /// What stops working then.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
    /// When; `null`: not announced, see `when`.
    pub at: Option<Timestamp>,
    /// What is known where there is no day yet.
    pub when: Option<String>,
    /// Whole days from today, by the calendar in UTC; below 0: over.
    pub days: Option<i64>,
    /// How much it asks for attention.
    pub level: DeadlineLevel,
    /// Where that is said.
    pub source: Option<String>,
    /// What of the tenant's it concerns.
    pub concerns: Vec<Concerned>,
    /// The playbooks that mend it.
    pub playbooks: Vec<String>,
}

/// Something of a tenant's that a deadline concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Concerned {
    /// The resource's id, where it is one.
    pub resource: Option<String>,
    /// The connection string's id, where it is one.
    pub connection_string: Option<String>,
    /// The environment that the connection string is in, by its short name.
    pub environment: Option<String>,
    /// Its name.
    pub name: String,
}

/// What the calendar is for.
pub const FEED_NAME: FieldSpec = FieldSpec::required("name", FieldKind::Text);

/// Makes an address at which a calendar program reads the tenant's deadlines.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateCalendarFeed {
    /// Whose calendar it is for.
    pub name: String,
}

impl Validate for CreateCalendarFeed {
    fn validate(&self, report: &mut Report) {
        report.check(&FEED_NAME, &self.name);
    }
}

/// An address of the tenant's calendar, without the address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarFeed {
    /// Its id.
    pub id: CalendarFeedId,
    /// Whose calendar it is for.
    pub name: String,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
}

/// An address just made: the only time it is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarFeedCreated {
    /// The feed as it will be listed.
    #[serde(flatten)]
    pub details: CalendarFeed,
    /// The address. Whoever has it reads what ends and when, and nothing else.
    #[serde(serialize_with = "hand_out")]
    pub url: SecretText,
}
