//! How far steps are: what they wait for, what they lack, and what closes them.

use shared::{
    api::{
        check::{CheckRequest, CheckRun},
        migration::{MigrationState, StepState},
    },
    playbook::PlaybookStep,
};

use super::{ABANDONED, Run};
use crate::store::migration_steps::MigrationStepRow;

/// A check of a step, ready to be made.
#[derive(Debug)]
pub struct StepCheck {
    /// Its place among the step's checks.
    pub index: usize,
    /// Whether it only informs and closes nothing.
    pub evidence: bool,
    /// What is asked; not worth asking while anything is missing.
    pub request: CheckRequest,
    /// Values and resources that are not there yet.
    pub missing: Vec<String>,
}

/// The state under its name in storage.
pub fn state_name(state: StepState) -> &'static str {
    match state {
        StepState::Waiting => "waiting",
        StepState::Open => "open",
        StepState::InProgress => "in_progress",
        StepState::Done => "done",
        StepState::Skipped => "skipped",
    }
}

/// The state that a row says; one that nobody touched is open.
pub fn stored_state(row: Option<&MigrationStepRow>) -> StepState {
    let all = [StepState::InProgress, StepState::Done, StepState::Skipped];
    let named = |row: &MigrationStepRow| all.into_iter().find(|state| state_name(*state) == row.state);
    row.and_then(named).unwrap_or(StepState::Open)
}

/// Whether nothing is left to do.
pub fn is_over(state: StepState) -> bool {
    matches!(state, StepState::Done | StepState::Skipped)
}

impl Run {
    /// How far a step is.
    pub fn step_state(&self, step: &PlaybookStep) -> StepState {
        let stored = stored_state(self.steps.get(&step.id));
        if !is_over(stored) && !self.blocked_by(step).is_empty() { StepState::Waiting } else { stored }
    }

    /// The steps that it waits for and that are neither done nor skipped.
    pub fn blocked_by(&self, step: &PlaybookStep) -> Vec<String> {
        let open =
            |id: &&String| self.own_step(id).is_some_and(|before| !is_over(stored_state(self.steps.get(&before.id))));
        step.after.iter().filter(open).cloned().collect()
    }

    /// The inputs of a step that have to be filled and are not.
    pub fn inputs_missing(&self, step: &PlaybookStep) -> Vec<String> {
        step.inputs.iter().filter(|id| self.lacks(id)).cloned().collect()
    }

    /// The checks of a step, as they would be asked now.
    pub fn checks_of(&self, step: &PlaybookStep) -> Vec<StepCheck> {
        let wanted = step.checks.iter().enumerate().filter(|(_, check)| self.holds(&check.when));
        let asked = wanted.map(|(index, check)| {
            let mut missing = Vec::new();
            let resource = check.resource.as_ref().and_then(|role| {
                let played = self.resources.contains_key(role).then(|| self.roles.get(role)).flatten();
                if played.is_none() {
                    missing.push(role.clone());
                }
                played.cloned()
            });
            let mut request = CheckRequest { check: check.check.clone(), resource, ..CheckRequest::default() };
            for (name, value) in &check.arguments {
                let filled = self.fill_plain(value);
                missing.extend(filled.missing);
                if !filled.text.is_empty() {
                    request.arguments.insert(name.clone(), filled.text.expose().to_owned());
                }
            }
            missing.sort();
            missing.dedup();
            StepCheck { index, evidence: check.evidence, request, missing }
        });
        asked.collect()
    }

    /// The last run of a check at its step, if what would be asked now is what was asked then.
    pub fn last_run(&self, step: &PlaybookStep, check: &StepCheck) -> Option<&CheckRun> {
        self.checks.iter().find(|run| {
            run.step.as_deref() == Some(step.id.as_str())
                && run.check == check.request.check
                && run.resource == check.request.resource
                && run.arguments == check.request.arguments
        })
    }

    /// Whether its checks close a step: it waits for nothing, its inputs are filled, its actions done, and the last run
    /// of each of its checks is green and later than whenever somebody took it up again.
    pub fn closes(&self, step: &PlaybookStep) -> bool {
        if !matches!(self.step_state(step), StepState::Open | StepState::InProgress) {
            return false;
        }
        let mut checks = self.checks_of(step);
        checks.retain(|check| !check.evidence);
        let reopened = self.steps.get(&step.id).and_then(|row| row.reopened_at).unwrap_or(i64::MIN);
        let green = |check: &StepCheck| {
            check.missing.is_empty()
                && self
                    .last_run(step, check)
                    .is_some_and(|run| run.state.is_green() && run.started_at.as_millis() >= reopened)
        };
        !checks.is_empty()
            && checks.iter().all(green)
            && self.inputs_missing(step).is_empty()
            && step.actions.iter().all(|action| self.action_done(action))
    }

    /// Whether a person may say that it is done.
    pub fn is_by_hand(&self, step: &PlaybookStep) -> bool {
        step.by_hand || !step.checks.iter().any(|check| !check.evidence && self.holds(&check.when))
    }

    /// How far the migration is.
    pub fn state(&self) -> MigrationState {
        let over = |step: &PlaybookStep| is_over(stored_state(self.steps.get(&step.id)));
        if self.row.state == ABANDONED {
            MigrationState::Abandoned
        } else if self.own_steps().all(over) {
            MigrationState::Completed
        } else {
            MigrationState::Running
        }
    }
}
