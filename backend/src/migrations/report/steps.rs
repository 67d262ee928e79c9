//! What was proved, and the steps one by one.

use shared::{
    api::{
        check::CheckRun,
        migration::{MigrationReport, MigrationStep, StepState},
    },
    check::{Finding, Owner},
    playbook::StepAction,
    text::fill_places,
};

use super::{
    Page,
    html::Cell::{State, Text},
    moment,
};
use crate::migrations::steps::state_name;

/// Whoever runs the checks of a schedule.
const SCHEDULE: &str = "schedule";

impl Page {
    /// Each check that was made, with what it looked at, as it came out last.
    pub(super) fn proved(&mut self, report: &MigrationReport) {
        self.heading("evidence");
        let mut any = false;
        for step in &report.migration.steps {
            for (check, run) in step.checks.iter().filter_map(|check| Some((check, check.last.as_ref()?))) {
                any = true;
                let (name, title) = (self.say(&check.name), self.say(&step.title));
                let line = format!("{} · {}", title, self.run_by(run));
                self.html.raw("<h3>").text(&name).raw("</h3>\n<p class=\"quiet\">").text(&line).raw("</p>\n");
                self.columns(&[("w16", "state"), ("w24", "looked_at"), ("", "expected"), ("", "found")]);
                for finding in &run.findings {
                    self.finding(finding);
                }
                self.html.end();
            }
        }
        if !any {
            let none = self.word("nothing_proved");
            self.html.paragraph(&none);
        }
    }

    fn run_by(&self, run: &CheckRun) -> String {
        let by = if run.by == SCHEDULE { self.word("schedule") } else { run.by.clone() };
        self.at_by(&moment(run.started_at), &by)
    }

    fn finding(&mut self, finding: &Finding) {
        let state = self.word(finding.state.as_str());
        let [looked_at, expected, found] =
            [&finding.looked_at, &finding.expected, &finding.found].map(|text| self.say(text));
        let codes = [("code", &finding.code), ("correlation", &finding.correlation_id)].map(|(key, told)| {
            let told = told.clone().filter(|told| !found.contains(told.as_str()))?;
            Some((self.word(key), told))
        });
        self.html.raw("<tr>").cell(State(&state)).cell(Text(&looked_at)).cell(Text(&expected)).raw("<td>").text(&found);
        for (word, told) in codes.into_iter().flatten() {
            self.html.raw(" ").text(&word).raw(": <code>").text(&told).raw("</code>.");
        }
        self.html.raw("</td></tr>\n");
    }

    /// Each step.
    pub(super) fn steps(&mut self, report: &MigrationReport) {
        self.heading("steps");
        for (at, step) in report.migration.steps.iter().enumerate() {
            let title = format!("{}. {}", at + 1, self.say(&step.title));
            let state = self.word(state_name(step.state));
            self.html.raw("<section><h3>").text(&title).raw(" <small>").text(&state).raw("</small></h3>\n");
            self.step(report, step);
            self.html.raw("</section>\n");
        }
    }

    fn step(&mut self, report: &MigrationReport, step: &MigrationStep) {
        let mut who = format!("{}: {}", self.word("who"), self.owner(step.owner, &report.tenant));
        if let Some(assignee) = &step.assignee {
            who = format!("{who}. {}: {assignee}", self.word("assignee"));
        }
        if let (Some(at), Some(by)) = (step.updated_at, &step.updated_by) {
            who = format!("{who}. {}: {}", self.word("changed"), self.at_by(&moment(at), by));
        }
        let ended = match step.state {
            StepState::Done if step.is_proved() => Some("ended_proved"),
            StepState::Done => Some("ended_by_hand"),
            _ => None,
        };
        let ended = ended.map(|key| format!(" {}", self.word(key))).unwrap_or_default();
        self.html.paragraph(&format!("{who}.{ended}"));
        let acted: Vec<String> =
            step.actions.iter().filter(|act| act.done).map(|act| self.action(report, &act.action)).collect();
        if !acted.is_empty() {
            let line = format!("{}: {}.", self.word("action_done"), acted.join(", "));
            self.html.paragraph(&line);
        }
        let checks = step.checks.iter().map(|check| {
            let state = check.last.as_ref().map_or("not_run", |run| run.state.as_str());
            format!("{} ({})", self.say(&check.name), self.word(state).to_lowercase())
        });
        let checks: Vec<String> = checks.collect();
        if !checks.is_empty() {
            let line = format!("{}: {}.", self.word("checks"), checks.join(", "));
            self.html.paragraph(&line);
        }
        for (key, text) in [("note", &step.note), ("reason", &step.reason)] {
            if let Some(text) = text {
                let line = format!("{}: {text}", self.word(key));
                self.html.said(&line);
            }
        }
    }

    /// Who acts, as the pages call them; the reader of paper is told who "you" is.
    pub(super) fn owner(&self, owner: Owner, tenant: &str) -> String {
        fill_places(&self.word(owner.as_str()), |place| (place == "tenant").then_some(tenant))
    }

    /// What an action is called.
    pub(super) fn action(&self, report: &MigrationReport, action: &StepAction) -> String {
        let key = match action {
            StepAction::Resource(_) => "act_resource",
            StepAction::Certificate(_) => "act_certificate",
            StepAction::Settings => "act_settings",
            StepAction::Authorize(_) => "act_authorize",
            StepAction::Acquire(_) => "act_acquire",
            StepAction::ConsentRequest(_) => "act_consent",
            StepAction::Cutover => "cutover",
        };
        let played = action.role().and_then(|role| report.migration.resources.iter().find(|one| one.role == role));
        let name = played.map_or_else(|| self.word("other_resource"), |one| one.name.clone());
        fill_places(&self.word(key), |place| (place == "name").then_some(name.as_str()))
    }
}
