//! Names: well-formed, and each once.

use std::collections::BTreeSet;

use shared::resource::Condition;

use super::Judge;

/// The longest name.
const MOST: usize = 60;

/// Small letters, digits, `-` and `_`. Names stand in texts as places and in addresses.
pub(super) fn is_well_formed(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    (1..=MOST).contains(&id.len()) && id.chars().all(plain) && id.starts_with(|c: char| c.is_ascii_alphanumeric())
}

impl Judge<'_> {
    pub(super) fn ids(&mut self) {
        let playbook = self.playbook;
        self.well_formed("id", &playbook.id);
        self.well_formed("product", &playbook.product);
        self.names("options", &playbook.options.iter().map(|option| (option.id.as_str(), always())));
        self.names("values", &playbook.values.iter().map(|value| (value.id.as_str(), always())));
        // A role may be played by one of several, and a variable have one of several values.
        self.names("resources", &playbook.resources.iter().map(|need| (need.id.as_str(), need.when.as_slice())));
        self.names("connection_strings", &playbook.connection_strings.iter().map(|need| (need.id.as_str(), always())));
        self.once(
            "variables",
            "name",
            &playbook.variables.iter().map(|need| (need.name.as_str(), need.when.as_slice())),
        );
        self.names("steps", &playbook.steps.iter().map(|step| (step.id.as_str(), always())));
        self.names("exports", &playbook.exports.iter().map(|export| (export.id.as_str(), always())));
        self.names("questions", &playbook.questions.iter().map(|question| (question.id.as_str(), always())));
        self.names("effects", &playbook.effects.iter().map(|effect| (effect.id.as_str(), always())));
        for (index, option) in playbook.options.iter().enumerate() {
            let path = format!("options/{index}");
            self.choices(&path, &option.choices);
            if !option.choices.contains(&option.default) {
                self.say(&format!("{path}/default"), "unknown_choice", &[("name", &option.default)]);
            }
        }
        for (index, question) in playbook.questions.iter().enumerate() {
            self.choices(&format!("questions/{index}"), &question.choices);
            if question.id == "instances" || question.id.starts_with("instance_") {
                self.say(&format!("questions/{index}/id"), "reserved", &[("name", &question.id)]);
            }
        }
    }

    fn well_formed(&mut self, path: &str, id: &str) {
        if !is_well_formed(id) {
            self.say(path, "malformed_id", &[("name", id)]);
        }
    }

    fn names<'n>(&mut self, list: &str, ids: &(impl Iterator<Item = (&'n str, &'n [Condition])> + Clone)) {
        for (index, (id, _)) in ids.clone().enumerate() {
            self.well_formed(&format!("{list}/{index}/id"), id);
        }
        self.once(list, "id", ids);
    }

    /// Each name once, unless all that share it are only there under conditions.
    fn once<'n>(&mut self, list: &str, field: &str, ids: &(impl Iterator<Item = (&'n str, &'n [Condition])> + Clone)) {
        let mut seen = BTreeSet::new();
        for (index, (id, when)) in ids.clone().enumerate() {
            let shared = !when.is_empty() && ids.clone().filter(|(other, _)| *other == id).all(|(_, w)| !w.is_empty());
            if !seen.insert(id) && !shared {
                self.say(&format!("{list}/{index}/{field}"), "duplicate", &[("name", id)]);
            }
        }
    }

    /// Choices that have words of their own.
    fn choices(&mut self, path: &str, choices: &[String]) {
        for (index, choice) in choices.iter().enumerate() {
            self.well_formed(&format!("{path}/choices/{index}"), choice);
        }
        self.each_once(path, choices);
    }

    pub(super) fn each_once(&mut self, path: &str, choices: &[String]) {
        if choices.is_empty() {
            self.say(path, "missing_field", &[("field", "choices")]);
        }
        for (index, choice) in choices.iter().enumerate() {
            if choices[..index].contains(choice) {
                self.say(&format!("{path}/choices/{index}"), "duplicate", &[("name", choice)]);
            }
        }
    }
}

fn always() -> &'static [Condition] {
    &[]
}
