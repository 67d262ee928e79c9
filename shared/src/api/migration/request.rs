//! What is asked of migrations.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CutoverSide, MigrationState, StepState};
use crate::{
    field::{FieldFault, FieldKind, FieldSpec, Report, Validate},
    ids::ResourceId,
    secret::{SecretText, hand_out_map},
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
            report.add(format!("/options/{id}"), fault);
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
    /// Switch back although somebody has changed the same settings since: what they did is lost.
    #[serde(default)]
    pub force: bool,
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
                report.add(format!("/values/{id}"), fault);
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
