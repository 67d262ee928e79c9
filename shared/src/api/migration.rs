//! Migrations: a playbook running for one environment. Texts come filled with the tenant's values, in every language.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{check::CheckRun, resource::ShownValue, setting_change::ChangedSetting};
use crate::{
    check::Owner,
    field::{FieldFault, FieldKind, FieldSpec, Report, Validate},
    ids::{MigrationId, ResourceId},
    playbook::{PlaybookExport, PlaybookOption, StepAction},
    secret::{SecretText, hand_out_map},
    text::LocalizedText,
    timestamp::Timestamp,
    variable::VariableKind,
};

/// Begins a migration.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateMigration {
    /// The playbook.
    pub playbook: String,
    /// What was chosen, by option; what is left out is the default.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
    /// The tenant's resources that play the playbook's roles, where they are there already.
    #[serde(default)]
    pub resources: BTreeMap<String, ResourceId>,
}

const PLAYBOOK: FieldSpec = FieldSpec::required("playbook", FieldKind::Text);
const CHOICE: FieldSpec = FieldSpec::required("options", FieldKind::Text);
const NOTE: FieldSpec = FieldSpec { max: 4000, ..FieldSpec::optional("note", FieldKind::MultiLine) };
const REASON: FieldSpec = FieldSpec { max: 1000, ..FieldSpec::optional("reason", FieldKind::MultiLine) };
const ASSIGNEE: FieldSpec = FieldSpec::optional("assignee", FieldKind::Text);
const VALUE: FieldSpec = FieldSpec { max: 16_000, ..FieldSpec::optional("values", FieldKind::MultiLine) };

fn judge_choices(options: &BTreeMap<String, String>, report: &mut Report) {
    for (id, choice) in options {
        if let Err(fault) = CHOICE.check(choice) {
            report.add(&format!("/options/{id}"), fault);
        }
    }
}

impl Validate for CreateMigration {
    fn validate(&self, report: &mut Report) {
        report.check(&PLAYBOOK, &self.playbook);
        judge_choices(&self.options, report);
    }
}

/// Changes what was chosen, which resources are meant, or gives the migration up.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PatchMigration {
    /// What was chosen; what is left out stays.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
    /// The tenant's resources that play the playbook's roles; `null` lets one go.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, String>))]
    pub resources: BTreeMap<String, Option<ResourceId>>,
    /// `abandoned` gives it up, `running` takes it up again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<MigrationState>,
    /// The version that the caller has seen; another one is answered with 412.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

impl Validate for PatchMigration {
    fn validate(&self, report: &mut Report) {
        judge_choices(&self.options, report);
    }
}

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

/// Switches production, in one change.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SwitchOver {
    /// Which way.
    pub to: CutoverSide,
    /// Only tell what would change.
    #[serde(default)]
    pub dry_run: bool,
}

impl Validate for SwitchOver {
    fn validate(&self, _report: &mut Report) {}
}

/// Fills values; each goes where it is kept.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PutMigrationValues {
    /// By stable name; `null` empties.
    #[serde(serialize_with = "hand_out_map")]
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, String>))]
    pub values: BTreeMap<String, Option<SecretText>>,
    /// The step at which they were filled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
}

impl Validate for PutMigrationValues {
    fn validate(&self, report: &mut Report) {
        if self.values.is_empty() {
            report.add("/values", FieldFault::Required);
        }
        for (id, value) in &self.values {
            if let Err(fault) = VALUE.check(value.as_ref().map_or("", SecretText::expose)) {
                report.add(&format!("/values/{id}"), fault);
            }
        }
    }
}

/// Changes a step.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PatchStep {
    /// `open`, `in_progress`, `done` or `skipped`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<StepState>,
    /// What to write down; an empty text takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Why it is skipped; must be said then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who is at it; an empty text: nobody in particular.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// The version that the caller has seen; another one is answered with 409 and the step as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

impl Validate for PatchStep {
    fn validate(&self, report: &mut Report) {
        report.check_opt(&NOTE, self.note.as_deref());
        report.check_opt(&REASON, self.reason.as_deref());
        report.check_opt(&ASSIGNEE, self.assignee.as_deref());
        if self.state == Some(StepState::Skipped)
            && self.reason.as_deref().is_none_or(|reason| reason.trim().is_empty())
        {
            report.add("/reason", FieldFault::Required);
        }
    }
}

/// Does what an action says.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DoAction {
    /// Which, as in the playbook: `settings`, `resource:exchange`. Those that need the reader's browser
    /// (`authorize:…`, `consent_request:…`, `cutover`) have endpoints of their own.
    pub action: String,
    /// Only tell what would change.
    #[serde(default)]
    pub dry_run: bool,
}

const ACTION: FieldSpec = FieldSpec::required("action", FieldKind::Text);

impl Validate for DoAction {
    fn validate(&self, report: &mut Report) {
        report.check(&ACTION, &self.action);
    }
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

/// Runs the checks of steps.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RunMigrationChecks {
    /// Of these steps; none: of every step that has any.
    #[serde(default)]
    pub steps: Vec<String>,
    /// Only the check at this place of its one step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<usize>,
}

impl Validate for RunMigrationChecks {
    fn validate(&self, report: &mut Report) {
        if self.index.is_some() && self.steps.len() != 1 {
            report.add("/index", FieldFault::Required);
        }
    }
}

/// What the checks found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MigrationChecked {
    /// The runs, in the order of the steps.
    pub items: Vec<CheckRun>,
    /// The steps that they closed.
    pub closed: Vec<String>,
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
