//! API keys: identities of robots.

use serde::{Deserialize, Serialize};

use crate::{
    field::{FieldFault, FieldKind, FieldSpec, Report, Validate},
    ids::{ApiKeyId, TenantId},
    permission::Scope,
    secret::{SecretText, hand_out},
    timestamp::Timestamp,
};

/// What the key is for.
pub const NAME: FieldSpec = FieldSpec::required("name", FieldKind::Text);
/// The longest life that may be asked for, in days.
pub const MOST_DAYS: u32 = 3650;
/// The life of a key whose maker did not say, in days.
pub const USUAL_DAYS: u32 = 90;

/// An API key without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiKey {
    /// Its id, also the part of the key after `csy_`.
    pub id: ApiKeyId,
    /// What it is for.
    pub name: String,
    /// The one tenant it works for; `null`: all of them.
    pub tenant: Option<TenantId>,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Option<Timestamp>,
    /// When it last did something, to the minute.
    pub last_used_at: Option<Timestamp>,
}

/// Narrows the list of keys.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ApiKeyQuery {
    /// Id or slug. Without it: every key of the portal (portal administrators only).
    pub tenant: Option<String>,
    /// At most 200; 50 unless told.
    pub limit: Option<u32>,
    /// From `next_cursor`.
    pub cursor: Option<String>,
}

/// Makes a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateApiKey {
    /// What it is for.
    pub name: String,
    /// What it may do; at least one.
    pub scopes: Vec<Scope>,
    /// The one tenant it works for, by id or slug; absent: all of them (portal administrators only).
    #[serde(default)]
    pub tenant: Option<String>,
    /// Days until it stops working; 90 unless told, at most 3650.
    #[serde(default)]
    pub expires_in_days: Option<u32>,
}

impl Validate for CreateApiKey {
    fn validate(&self, report: &mut Report) {
        report.check(&NAME, &self.name);
        if self.scopes.is_empty() {
            report.add("/scopes", FieldFault::Required);
        }
        if self.expires_in_days.is_some_and(|days| !(1..=MOST_DAYS).contains(&days)) {
            report.add("/expires_in_days", FieldFault::Choice);
        }
    }
}

/// A key just made: the only time its secret is shown.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiKeyCreated {
    /// The key as it will be listed.
    #[serde(flatten)]
    pub details: ApiKey,
    /// The key itself, for `Authorization: Bearer`.
    #[serde(serialize_with = "hand_out")]
    pub key: SecretText,
}
