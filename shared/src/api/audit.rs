//! The audit trail: who did what to what, when.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AuditId, TenantId},
    timestamp::Timestamp,
};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEntry {
    /// Its id.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// The tenant it belongs to; `null` for the portal itself.
    pub tenant: Option<TenantId>,
    /// `user`, `api_key`, `command` or `system`.
    pub actor_kind: String,
    /// The account's or key's id.
    pub actor_id: Option<String>,
    /// Its name at that time.
    pub actor_name: String,
    /// What was done, dotted: `resource.create`.
    pub action: String,
    /// What it was done to: its kind.
    pub target_kind: Option<String>,
    /// What it was done to: its id.
    pub target_id: Option<String>,
    /// More, without secrets.
    pub detail: serde_json::Value,
    /// The request that did it; the first one, when it was done several times.
    pub request_id: Option<String>,
    /// How often it was done: tokens handed out to the same caller within a second share an entry.
    #[serde(default = "once")]
    pub times: u32,
    /// The last time, when it was done several times.
    #[serde(default)]
    pub last_at: Option<Timestamp>,
    /// Every request, when it was done several times.
    #[serde(default)]
    pub request_ids: Vec<String>,
}

fn once() -> u32 {
    1
}

/// Narrows the trail.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct AuditQuery {
    /// Id or slug. Without it: what concerns the whole portal too (portal administrators only).
    pub tenant: Option<String>,
    /// The actor's id.
    pub actor: Option<String>,
    /// An action, or its beginning (`resource.`).
    pub action: Option<String>,
    /// Not before this moment.
    pub since: Option<Timestamp>,
    /// At most 200; 50 unless told.
    pub limit: Option<u32>,
    /// From `next_cursor`.
    pub cursor: Option<String>,
}
