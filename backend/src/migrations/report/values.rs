//! What was chosen, the values that came of it, and the resources that hold them.

use shared::api::migration::{MigrationReport, MigrationValue};

use super::{
    Page,
    html::Cell::{Head, Text},
};

impl Page {
    pub(super) fn choices(&mut self, report: &MigrationReport) {
        if report.migration.choices.is_empty() {
            return;
        }
        self.heading("choices");
        self.html.raw("<table><tbody>");
        for option in &report.migration.choices {
            let chosen = report.migration.options.get(&option.option.id).cloned().unwrap_or_default();
            let (name, chosen) = (self.say(&option.name), self.choice(report, &option.option.id, &chosen));
            self.html.row(&[Head(&name), Text(&chosen)]);
        }
        self.html.end();
    }

    /// What a choice is called.
    pub(super) fn choice(&self, report: &MigrationReport, option: &str, choice: &str) -> String {
        let asked = report.migration.choices.iter().find(|asked| asked.option.id == option);
        let words = asked.and_then(|asked| asked.words.iter().find(|words| words.choice == choice));
        words.map_or_else(|| self.word("other_choice"), |words| self.say(&words.name))
    }

    pub(super) fn values(&mut self, report: &MigrationReport) {
        let values: Vec<&MigrationValue> =
            report.migration.values.iter().filter(|value| belongs(report, value)).collect();
        if !values.is_empty() {
            self.heading("values");
            self.html.raw("<table><tbody>");
            for value in values {
                let (label, text) = (self.say(&value.label), self.value(value));
                let proposed = value.proposed.then(|| self.word("proposed"));
                self.html.raw("<tr><th>").text(&label).raw("</th>");
                let cell = Self::value_cell(value.value.as_ref(), &text);
                self.html.noted(cell, proposed.as_deref()).raw("</tr>\n");
            }
            self.html.end();
        }
        if report.migration.resources.is_empty() {
            return;
        }
        self.heading("resources");
        self.columns(&[("w24", "resource"), ("", "type"), ("", "state")]);
        for resource in &report.migration.resources {
            let there = self.word(if resource.resource.is_some() { "there" } else { "not_made" });
            let kind = report.types.get(&resource.kind).cloned().unwrap_or_else(|| self.word("other_type"));
            self.html.row(&[Head(&resource.name), Text(&kind), Text(&there)]);
        }
        self.html.end();
    }

    fn value(&self, value: &MigrationValue) -> String {
        value.value.as_ref().map_or_else(|| self.word("nothing"), |shown| self.shown(shown))
    }
}

/// Whether a value says something of this migration: one that is kept, one that is still wanted, and one that the
/// playbook proposes if a step of this migration asks for it or hands it out.
fn belongs(report: &MigrationReport, value: &MigrationValue) -> bool {
    let used =
        || report.migration.steps.iter().any(|step| step.inputs.iter().chain(&step.copy).any(|id| *id == value.id));
    match &value.value {
        Some(_) => !value.proposed || used(),
        None => !value.optional && used(),
    }
}
