//! A step of a migration as its page shows it.

use serde::{Deserialize, Serialize};

use super::super::check::CheckRun;
use crate::{
    check::{CheckNeed, Owner},
    ids::ResourceId,
    playbook::StepAction,
    text::LocalizedText,
    timestamp::Timestamp,
};

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Steps before it are not done.
    Waiting,
    /// It can be done.
    Open,
    /// Somebody says that they are at it.
    InProgress,
    /// Done.
    Done,
    /// Left out, with a reason.
    Skipped,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MigrationStep {
    /// Its stable name.
    pub id: String,
    /// What it is called.
    pub title: LocalizedText,
    /// Why it is done.
    pub why: LocalizedText,
    /// What to do; see [`crate::prose`].
    pub body: LocalizedText,
    /// What can go wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caution: Option<LocalizedText>,
    /// What to do today where the vendor says otherwise, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub today: Option<LocalizedText>,
    /// Who does it.
    pub owner: Owner,
    /// How far it is.
    pub state: StepState,
    /// The steps that it waits for and that are not done.
    pub blocked_by: Vec<String>,
    /// Values to copy, by their stable names.
    pub copy: Vec<String>,
    /// Values to fill, likewise.
    pub inputs: Vec<String>,
    /// What the portal can do for the reader.
    pub actions: Vec<MigrationAction>,
    /// Checks, each with its last run.
    pub checks: Vec<MigrationCheck>,
    /// Whether a person may say that it is done.
    pub by_hand: bool,
    /// Scripts that do the same.
    pub scripts: Vec<MigrationScript>,
    /// Who is at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// What somebody wrote down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Why it was skipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it came to be as it is; absent: nobody touched it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Who did that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
    /// Counts its changes, from 0.
    pub version: i64,
}

/// Something that the portal does at the press of a button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MigrationAction {
    /// What, as in the playbook: `resource:exchange`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub action: StepAction,
    /// Whether it has been done and nothing is left to do.
    pub done: bool,
    /// Values that must be filled before, by their stable names.
    pub missing: Vec<String>,
    /// What of a resource that is there is not as it is needed, by parameter or field: why it is to be done again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<String>,
    /// The resource that it is about, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<ResourceId>,
}

/// A check of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MigrationCheck {
    /// Its place among the step's checks, from 0.
    pub index: usize,
    /// The check.
    pub check: String,
    /// What it is called.
    pub name: LocalizedText,
    /// What it works on.
    #[serde(default)]
    pub needs: Vec<CheckNeed>,
    /// Values or resources that it needs and that are not there yet.
    pub missing: Vec<String>,
    /// Its last run for this migration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<CheckRun>,
}

/// A generated script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MigrationScript {
    /// Which.
    pub script: String,
    /// The role of the resource that it is about.
    pub resource: String,
    /// The languages that it can be had in: `powershell`, `az`, `json`.
    pub languages: Vec<String>,
}
