//! What happened, in words: no name of the program's own is in it.

use shared::{
    api::migration::{MigrationEvent, MigrationReport},
    check::CheckState,
    playbook::StepAction,
    text::fill_places,
};

use super::{
    Page,
    html::Cell::{Head, Text},
    moment,
};

impl Page {
    pub(super) fn timeline(&mut self, report: &MigrationReport) {
        self.heading("timeline");
        self.columns(&[("w18", "when"), ("w16", "by_name"), ("w24", "what"), ("", "detail")]);
        for event in &report.events {
            let step = event.step.as_ref().map(|id| {
                let own = report.migration.steps.iter().find(|step| step.id == *id);
                own.map_or_else(|| self.word("other_step"), |step| self.say(&step.title))
            });
            let told: Vec<String> = step.into_iter().chain(self.told(report, event)).collect();
            let (at, what) = (moment(event.at), self.event(&event.what));
            self.html.row(&[Text(&at), Text(&event.by), Head(&what), Text(&told.join(" · "))]);
        }
        self.html.end();
    }

    fn event(&self, what: &str) -> String {
        let key = if what == "abandoned" { "given_up" } else { what };
        if self.words.contains_key(key) { self.word(key) } else { self.word("other_event") }
    }

    /// What an event was about.
    fn told(&self, report: &MigrationReport, event: &MigrationEvent) -> Vec<String> {
        let given = |name: &str| event.detail.get(name).map(String::as_str).filter(|text| !text.is_empty());
        let mut told = match event.what.as_str() {
            "options_changed" => self.options(report, event),
            "resources_changed" => Self::roles(report, event),
            "values_filled" => given("values").map(|ids| self.labels(report, ids)).into_iter().collect(),
            "step_state" => {
                let states = [given("from"), given("to")].into_iter().flatten().map(|state| self.known(state));
                let states = states.collect::<Vec<_>>().join(" → ");
                let checks = (given("by") == Some("checks")).then(|| self.word("by_checks"));
                [Some(states), checks].into_iter().flatten().collect()
            }
            "step_assigned" => given("to").map(str::to_owned).into_iter().collect(),
            "action_done" => {
                let action = given("action").and_then(|text| StepAction::try_from(text.to_owned()).ok());
                action.map(|action| self.action(report, &action)).into_iter().collect()
            }
            "checks_run" => CheckState::ALL
                .into_iter()
                .filter_map(|state| Some((state, given(state.as_str()).filter(|n| *n != "0")?)))
                .map(|(state, n)| format!("{n} {}", self.word(state.as_str()).to_lowercase()))
                .collect(),
            "switched" => vec![self.word(if given("to") == Some("new") { "side_new" } else { "side_old" })],
            "undone" => given("what").map(|what| self.event(what)).into_iter().collect(),
            _ => Vec::new(),
        };
        if let Some(number) = given("change") {
            told.push(fill_places(&self.word("change"), |place| (place == "n").then_some(number)));
        }
        told
    }

    fn options(&self, report: &MigrationReport, event: &MigrationEvent) -> Vec<String> {
        let told = event.detail.iter().filter_map(|(id, choice)| {
            let asked = report.migration.choices.iter().find(|asked| asked.option.id == *id)?;
            Some(format!("{}: {}", self.say(&asked.name), self.choice(report, id, choice)))
        });
        told.collect()
    }

    fn roles(report: &MigrationReport, event: &MigrationEvent) -> Vec<String> {
        let roles = report.migration.resources.iter().filter(|one| event.detail.contains_key(&one.role));
        roles.map(|one| one.name.clone()).collect()
    }

    /// The labels of values; those that this migration has no more are counted.
    fn labels(&self, report: &MigrationReport, ids: &str) -> String {
        let label =
            |id: &str| report.migration.values.iter().find(|value| value.id == id).map(|value| self.say(&value.label));
        let all: Vec<Option<String>> = ids.split(", ").map(label).collect();
        let gone = all.iter().filter(|label| label.is_none()).count();
        let mut labels: Vec<String> = all.into_iter().flatten().collect();
        if gone > 0 {
            let gone = gone.to_string();
            labels.push(fill_places(&self.word("other_values"), |place| (place == "n").then_some(gone.as_str())));
        }
        labels.join(", ")
    }

    fn known(&self, state: &str) -> String {
        if self.words.contains_key(state) { self.word(state) } else { self.word("other_event") }
    }
}
