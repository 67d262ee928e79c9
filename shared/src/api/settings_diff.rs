//! What differs between two environments, or between an environment and itself at another time.

use serde::{Deserialize, Serialize};

use super::setting_change::{SettingKind, ShownSetting};

/// What to compare an environment with; exactly one of `against` and `at`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct DiffQuery {
    /// Another environment of the tenant, by id or slug.
    pub against: Option<String>,
    /// Itself: after the change of this number, or at this time (RFC 3339).
    pub at: Option<String>,
    /// `false` leaves out what is the same.
    pub same: Option<bool>,
}

/// How a name stands on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DiffState {
    /// Only in the environment that was asked.
    OnlyHere,
    /// Only on the other side.
    OnlyThere,
    /// On both, and not the same.
    Differs,
    /// On both, and the same.
    Same,
}

/// One name on both sides. Secrets were compared; they are not shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DiffItem {
    /// Which kind of setting.
    pub kind: SettingKind,
    /// The name.
    pub name: String,
    /// How it stands.
    pub state: DiffState,
    /// In the environment that was asked.
    pub here: Option<ShownSetting>,
    /// On the other side.
    pub there: Option<ShownSetting>,
}

/// What differs, by kind and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SettingsDiff {
    /// One item a name.
    pub items: Vec<DiffItem>,
}
