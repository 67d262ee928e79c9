//! What a migration came to, for the file: what was changed, what was proved, and what is left.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Migration, MigrationEvent, StepTally, WatchItem};
use crate::{
    api::setting_change::{ChangedSetting, SettingChange},
    deadline::Deadline,
    text::LocalizedText,
    timestamp::Timestamp,
};

/// The query of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReportQuery {
    /// `html`, which is made for print, unless said; or `json`.
    pub format: Option<String>,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MigrationReport {
    /// When it was made.
    pub at: Timestamp,
    /// For whom.
    pub by: String,
    /// The tenant's name.
    pub tenant: String,
    /// The environment's name.
    pub environment: String,
    /// The migration as it is: choices, values, steps with their evidence.
    pub migration: Migration,
    /// The changes of settings that it made, the oldest first.
    pub changes: Vec<ReportedChange>,
    /// The steps that are left, by their stable names.
    pub left: Vec<String>,
    /// How the steps ended.
    pub tally: StepTally,
    /// What is left or to be watched, the most urgent first.
    pub watch: Vec<WatchItem>,
    /// The deadlines that it is about, the next first, those without a day at the end.
    pub deadlines: Vec<Deadline>,
    /// What the types of its resources are called, by id.
    pub types: BTreeMap<String, String>,
    /// What the kinds of its connection strings are called, by id.
    pub kinds: BTreeMap<String, LocalizedText>,
    /// What happened, the oldest first.
    pub events: Vec<MigrationEvent>,
}

/// A change of settings with everything it did; secrets are masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportedChange {
    /// The change.
    #[serde(flatten)]
    pub change: SettingChange,
    /// What it did.
    pub items: Vec<ChangedSetting>,
}
