//! Conditions: what they look at is there, and what they compare with can be.

use shared::{
    playbook::{EffectOf, Playbook},
    resource::{Condition, Test},
    variable::VariableKind,
};

use super::Judge;

/// The columns of an imported list.
const COLUMNS: [&str; 4] = ["instance_name", "instance_service_type", "instance_authentication", "instance_server"];

/// What is known where a condition stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// Options and values.
    Migration,
    /// Answers.
    Assessment,
    /// Answers, and the columns of a list.
    Instance,
}

/// What a condition may compare with.
enum Comparable {
    /// Any text.
    Anything,
    /// One of these.
    Among(Vec<String>),
}

type Found<'p> = (String, &'p [Condition], Scope);

impl Judge<'_> {
    pub(super) fn conditions(&mut self) {
        let playbook = self.playbook;
        let mut found = of_migrations(playbook);
        found.extend(of_assessments(playbook));
        for (path, when, scope) in found {
            for (index, condition) in when.iter().enumerate() {
                self.condition(&format!("{path}/{index}"), condition, scope);
            }
        }
        for (index, option) in playbook.options.iter().enumerate() {
            self.not_itself(&format!("options/{index}"), &option.when, &format!("option.{}", option.id));
        }
        for (index, value) in playbook.values.iter().enumerate() {
            self.not_itself(&format!("values/{index}"), &value.when, &format!("value.{}", value.id));
        }
        for (index, question) in playbook.questions.iter().enumerate() {
            self.not_itself(&format!("questions/{index}"), &question.when, &format!("answer.{}", question.id));
        }
    }

    fn not_itself(&mut self, path: &str, when: &[Condition], name: &str) {
        for (index, condition) in when.iter().enumerate() {
            if condition.of == name || condition.with.as_deref() == Some(name) {
                self.say(&format!("{path}/when/{index}"), "cycle", &[("names", name)]);
            }
        }
    }

    fn condition(&mut self, path: &str, condition: &Condition, scope: Scope) {
        let comparable = self.subject(&format!("{path}/of"), &condition.of, scope);
        if let Some(with) = &condition.with {
            self.subject(&format!("{path}/with"), with, scope);
        }
        let needs_text = matches!(
            condition.is,
            Test::OneOf | Test::Containing | Test::Starting | Test::Ending | Test::NotEnding | Test::From
        );
        let needs_any = condition.is == Test::OtherThan && condition.with.is_none();
        if (needs_text || needs_any) && condition.text.is_empty() {
            self.say(path, "missing_field", &[("field", "text")]);
        }
        if condition.is == Test::SameAs && condition.with.is_none() {
            self.say(path, "missing_field", &[("field", "with")]);
        }
        if condition.is == Test::From && !condition.text.iter().all(|text| is_date(text)) {
            self.say(&format!("{path}/text"), "not_a_date", &[("name", &condition.text.join(", "))]);
        }
        if let (Some(Comparable::Among(choices)), Test::OneOf | Test::OtherThan) = (comparable, condition.is) {
            for (index, text) in condition.text.iter().enumerate() {
                self.known(choices.contains(text), &format!("{path}/text/{index}"), "unknown_choice", text);
            }
        }
    }

    /// What a condition looks at; says so if that is not there.
    fn subject(&mut self, path: &str, name: &str, scope: Scope) -> Option<Comparable> {
        let playbook = self.playbook;
        let found = match (name.split_once('.'), scope) {
            (Some(("option", id)), Scope::Migration) => {
                playbook.option(id).map(|option| Comparable::Among(option.choices.clone()))
            }
            (Some(("value", id)), Scope::Migration) => {
                playbook.value(id).map(|value| match (value.kind, value.choices.is_empty()) {
                    (VariableKind::Enum, false) => Comparable::Among(value.choices.clone()),
                    _ => Comparable::Anything,
                })
            }
            (Some(("answer", "instances")), Scope::Assessment | Scope::Instance) => {
                Some(Comparable::Among(vec!["given".to_owned()]))
            }
            (Some(("answer", id)), Scope::Instance) if COLUMNS.contains(&id) => Some(Comparable::Anything),
            (Some(("answer", id)), Scope::Assessment | Scope::Instance) => playbook
                .questions
                .iter()
                .find(|question| question.id == id)
                .map(|question| Comparable::Among(question.choices.clone())),
            (None, _) if name == "today" => Some(Comparable::Anything),
            (Some(("option" | "value" | "answer", _)), _) => {
                self.say(path, "out_of_scope", &[("name", name)]);
                return None;
            }
            _ => None,
        };
        self.known(found.is_some(), path, "unknown_condition", name);
        found
    }
}

fn listed<'p, T>(list: &str, items: &'p [T], when: fn(&T) -> &[Condition], scope: Scope) -> Vec<Found<'p>> {
    let each = |(index, item): (usize, &'p T)| (format!("{list}/{index}/when"), when(item), scope);
    items.iter().enumerate().map(each).collect()
}

fn of_migrations(playbook: &Playbook) -> Vec<Found<'_>> {
    let scope = Scope::Migration;
    let mut found = listed("options", &playbook.options, |option| &option.when, scope);
    found.extend(listed("values", &playbook.values, |value| &value.when, scope));
    found.extend(listed("resources", &playbook.resources, |need| &need.when, scope));
    found.extend(listed("connection_strings", &playbook.connection_strings, |need| &need.when, scope));
    found.extend(listed("variables", &playbook.variables, |need| &need.when, scope));
    found.extend(listed("exports", &playbook.exports, |export| &export.when, scope));
    found.extend(listed("steps", &playbook.steps, |step| &step.when, scope));
    for (index, step) in playbook.steps.iter().enumerate() {
        found.extend(listed(&format!("steps/{index}/checks"), &step.checks, |check| &check.when, scope));
        found.extend(listed(&format!("steps/{index}/scripts"), &step.scripts, |script| &script.when, scope));
    }
    found
}

fn of_assessments(playbook: &Playbook) -> Vec<Found<'_>> {
    let mut found = listed("questions", &playbook.questions, |question| &question.when, Scope::Assessment);
    found.push(("suits".to_owned(), &playbook.suits, Scope::Assessment));
    for (index, effect) in playbook.effects.iter().enumerate() {
        let scope = match effect.of {
            EffectOf::Installation => Scope::Assessment,
            EffectOf::Instance => Scope::Instance,
        };
        found.push((format!("effects/{index}/when"), &effect.when, scope));
    }
    found
}

/// `2026-10-01`.
fn is_date(text: &str) -> bool {
    let shape =
        |(index, byte): (usize, u8)| if index == 4 || index == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    text.len() == 10 && text.bytes().enumerate().all(shape)
}
