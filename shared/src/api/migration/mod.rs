//! Migrations: a playbook running for one environment. Texts come filled with the tenant's values, in every language.

mod report;
mod request;
mod step;
mod watch;

pub use report::{MigrationReport, ReportQuery, ReportedChange};
pub use request::{
    CreateMigration, DoAction, PatchMigration, PatchStep, PutMigrationValues, RunMigrationChecks, SwitchOver,
};
pub use step::{MigrationAction, MigrationCheck, MigrationScript, MigrationStep, StepState};
pub use watch::{StepTally, WatchItem, WatchKind};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{check::CheckRun, resource::ShownValue, setting_change::ChangedSetting};
use crate::{
    check::Owner,
    ids::{MigrationId, ResourceId},
    playbook::{PlaybookExport, PlaybookOption},
    text::LocalizedText,
    timestamp::Timestamp,
    variable::VariableKind,
};

/// How far a migration is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MigrationState {
    /// Steps are open.
    Running,
    /// Every step is done or skipped.
    Completed,
    /// Somebody gave it up.
    Abandoned,
}

/// A migration in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MigrationSummary {
    /// Its id.
    pub id: MigrationId,
    /// The playbook.
    pub playbook: String,
    /// What the playbook is called.
    pub name: LocalizedText,
    /// How far it is.
    pub state: MigrationState,
    /// Steps done or skipped.
    pub done: usize,
    /// Steps that belong to it.
    pub total: usize,
    /// The step that is next; absent: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<CurrentStep>,
    /// Checks whose last run failed.
    pub failing: usize,
    /// When it began.
    pub created_at: Timestamp,
    /// Who began it.
    pub created_by: String,
    /// When anything in it last changed.
    pub updated_at: Timestamp,
}

/// The step that is next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CurrentStep {
    /// Its stable name.
    pub step: String,
    /// What it is called.
    pub title: LocalizedText,
    /// Who does it.
    pub owner: Owner,
}

/// A migration with everything that its page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Migration {
    /// What a list says of it.
    #[serde(flatten)]
    pub summary: MigrationSummary,
    /// The version of the playbook that it began with.
    pub playbook_version: u32,
    /// The version of the playbook that there is now.
    pub playbook_current: u32,
    /// What the playbook is for.
    pub about: LocalizedText,
    /// What was chosen, by option.
    pub options: BTreeMap<String, String>,
    /// What can be chosen.
    pub choices: Vec<MigrationOption>,
    /// The resources that it needs.
    pub resources: Vec<MigrationResource>,
    /// The values that it knows or needs.
    pub values: Vec<MigrationValue>,
    /// The steps that belong to it.
    pub steps: Vec<MigrationStep>,
    /// The files that come of it.
    pub exports: Vec<MigrationExport>,
    /// The cut-over, where the playbook has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cutover: Option<Cutover>,
    /// The deadlines that concern it, by their stable names.
    pub deadlines: Vec<String>,
    /// Counts the changes of the migration itself; steps count their own.
    pub version: i64,
}

/// An option with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MigrationOption {
    /// The option.
    #[serde(flatten)]
    pub option: PlaybookOption,
    /// What it is called.
    pub name: LocalizedText,
    /// What it decides.
    pub help: LocalizedText,
    /// What each choice is called and means, in the order of `choices`.
    pub words: Vec<ChoiceWords>,
}

/// The words of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChoiceWords {
    /// The choice.
    pub choice: String,
    /// What it is called.
    pub name: LocalizedText,
    /// What it means.
    pub help: LocalizedText,
}

/// A resource that the migration needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MigrationResource {
    /// The role that it plays.
    pub role: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The tenant's resource that plays it; absent: none yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<ResourceId>,
    /// Its name, or what it will be called.
    pub name: String,
    /// Whether the one that played it was deleted meanwhile: the role is free again.
    #[serde(default)]
    pub deleted: bool,
    /// The tenant's one resource of that type and name, where nobody has chosen any: to be offered, never just taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed: Option<ResourceId>,
}

/// A value that the migration knows or needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MigrationValue {
    /// Its stable name.
    pub id: String,
    /// What it is called.
    pub label: LocalizedText,
    /// What it is.
    pub help: LocalizedText,
    /// What kind it is.
    pub kind: VariableKind,
    /// What it can be, where `kind` is `enum`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Where it is kept, as in the playbook: `resource.exchange.parameter.client_id`.
    pub at: String,
    /// What is there; `null`: nothing.
    pub value: Option<ShownValue>,
    /// Whether that is the playbook's default, kept nowhere yet.
    #[serde(default)]
    pub proposed: bool,
    /// Whether somebody can fill it.
    pub writable: bool,
    /// Whether it may stay empty.
    pub optional: bool,
    /// What the recogniser of pasted text expects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paste: Option<String>,
}

/// A file that comes of the migration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MigrationExport {
    /// The export.
    #[serde(flatten)]
    pub export: PlaybookExport,
    /// What it is called.
    pub name: LocalizedText,
    /// What it is for.
    pub help: LocalizedText,
}

/// Which way production goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CutoverSide {
    /// The old way.
    Old,
    /// The new way.
    New,
}

/// The cut-over: the settings of both ways side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Cutover {
    /// Which way production goes now.
    pub side: CutoverSide,
    /// What the switch changes: what is there now, and what would be.
    pub items: Vec<ChangedSetting>,
    /// Values that must be filled before, by their stable names.
    pub missing: Vec<String>,
    /// The environment's change that switched; absent: nobody has yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<i64>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// Who.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// What an action came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActionDone {
    /// The environment's change, where settings were written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<i64>,
    /// What changed, or would.
    #[serde(default)]
    pub items: Vec<ChangedSetting>,
    /// The resource that was made or brought up to date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<ResourceId>,
    /// What changed about it, by parameter.
    #[serde(default)]
    pub parameters: Vec<String>,
}

/// What the checks found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MigrationChecked {
    /// The runs, in the order of the steps.
    pub items: Vec<CheckRun>,
    /// The steps that they closed.
    pub closed: Vec<String>,
    /// Steps that were checked and still wait, each with the steps that it waits for. Their checks count when these
    /// are done.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub waiting: BTreeMap<String, Vec<String>>,
}

/// Something that happened in a migration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MigrationEvent {
    /// Its id.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// What: `created`, `options_changed`, `values_filled`, `step_state`, `step_note`, `action_done`, `checks_run`,
    /// `switched`, `undone`, …
    pub what: String,
    /// The step that it was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// Names and states, never values: `{"from":"open","to":"done"}`.
    #[serde(default)]
    pub detail: BTreeMap<String, String>,
    /// Whether it can be taken back now.
    pub undoable: bool,
}
