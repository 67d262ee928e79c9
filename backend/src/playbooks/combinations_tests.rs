//! Every combination of choices of every playbook that comes with the program, before anything is filled, with what must
//! be filled, and with everything: its steps lead to the end, and nothing refers to what does not belong to it.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use shared::{
    playbook::{Playbook, PlaybookFacts, PlaybookStep, applies},
    resource::{Condition, Value},
    text::{Locale, fill_places},
};

use super::Known;
use crate::{catalog::Catalog, migrations::chosen};

const DAYS: [&str; 2] = ["2026-11-22", "2028-01-01"];

/// How much somebody has filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filled {
    Nothing,
    Needed,
    Everything,
}

/// One way through a playbook.
struct Way<'k> {
    known: &'k Known,
    facts: PlaybookFacts,
    filled: Filled,
    wrong: RefCell<BTreeSet<String>>,
}

impl Way<'_> {
    fn playbook(&self) -> &Playbook {
        &self.known.playbook
    }

    fn holds(&self, when: &[Condition]) -> bool {
        applies(when, &self.facts)
    }

    fn says(&self, right: bool, what: impl FnOnce() -> String) {
        if !right {
            let what = format!("{} {:?} {:?}: {}", self.playbook().id, self.facts.options, self.filled, what());
            self.wrong.borrow_mut().insert(what);
        }
    }

    fn steps(&self) -> Vec<&PlaybookStep> {
        self.playbook().steps.iter().filter(|step| self.holds(&step.when)).collect()
    }

    /// Whether a value belongs to this way.
    fn is_own(&self, id: &str) -> bool {
        self.playbook().value(id).is_some_and(|value| self.holds(&value.when))
    }

    /// How many descriptions of a role hold: one, or none.
    fn needs(&self, role: &str) -> usize {
        self.playbook().resources.iter().filter(|need| need.id == role && self.holds(&need.when)).count()
    }

    /// Everything that a template names is a value that belongs here.
    fn template(&self, text: &str, place: &str) {
        for id in places(text) {
            let known = self.playbook().value(&id).is_some();
            self.says(!known || self.is_own(&id), || format!("{place} names {id}, which is not asked for here"));
        }
    }

    fn texts(&self, step: &PlaybookStep) {
        for part in ["title", "why", "do", "caution", "today"] {
            let key = format!("step.{}.{part}", step.id);
            let Some(text) = self.known.texts.find(&key) else {
                self.says(matches!(part, "caution" | "today"), || format!("{key} is missing"));
                continue;
            };
            for locale in [Locale::En, Locale::Nl] {
                let text = text.get(locale);
                self.says(!text.trim().is_empty(), || format!("{key} is empty"));
                for id in places(text) {
                    // What is no value is a brace that a reader sees.
                    let value = self.playbook().value(&id).is_some();
                    self.says(value, || format!("{key} shows the brace {{{id}}}"));
                }
                self.template(text, &key);
            }
        }
    }

    fn parts(&self, step: &PlaybookStep) {
        let role = |role: &str, part: &str| {
            self.says(self.needs(role) == 1, || format!("{part} of {} needs {role}, which is not made here", step.id));
        };
        for action in &step.actions {
            if let Some(name) = action.role() {
                role(name, "an action");
            }
        }
        for check in step.checks.iter().filter(|check| self.holds(&check.when)) {
            if let Some(name) = &check.resource {
                role(name, "a check");
            }
            for text in check.arguments.values() {
                self.template(text, &format!("the check {} of {}", check.check, step.id));
            }
        }
        for script in step.scripts.iter().filter(|script| self.holds(&script.when)) {
            role(&script.resource, "a script");
        }
        let after = step.after.iter().filter(|id| self.steps().iter().any(|own| own.id == **id)).count();
        self.says(step.after.is_empty() || after > 0, || format!("nothing that {} waits for belongs here", step.id));
    }

    /// Settings that are written, and resources that are made.
    fn written(&self) {
        let playbook = self.playbook();
        for need in playbook.resources.iter().filter(|need| self.holds(&need.when)) {
            self.says(self.needs(&need.id) == 1, || format!("{} is described more than once", need.id));
            self.template(&need.name, &format!("the name of {}", need.id));
            for (name, values) in &need.parameters {
                for text in [&values.authorization, &values.token, &values.refresh].into_iter().flatten() {
                    self.template(text, &format!("{name} of {}", need.id));
                }
            }
        }
        for need in playbook.connection_strings.iter().filter(|need| self.holds(&need.when)) {
            let texts = need.properties.values().chain(&need.target);
            texts.for_each(|text| self.template(text, &format!("the connection string {}", need.id)));
        }
        let mut names = BTreeSet::new();
        for need in playbook.variables.iter().filter(|need| self.holds(&need.when)) {
            self.says(names.insert(&need.name), || format!("{} is written twice", need.name));
            self.template(&need.value, &format!("the variable {}", need.name));
        }
        for value in playbook.values.iter().filter(|value| self.holds(&value.when)) {
            // A default that names what does not belong here is not filled, and so proposes nothing.
            let role = value.at.role().is_none_or(|role| self.needs(role) == 1);
            self.says(role, || format!("{} is kept in a resource that is not made here", value.id));
        }
    }

    /// Whether nothing keeps a step from being done for ever, once it is its turn.
    fn can_be_done(&self, step: &PlaybookStep) -> bool {
        let needed = |id: &&String| {
            let value = self.playbook().value(id);
            value.is_some_and(|value| self.holds(&value.when) && !value.optional && value.default.is_none())
        };
        let fillable = |id: &String| {
            let value = self.playbook().value(id);
            // What cannot be written comes of a resource or a setting that an action makes.
            value.is_some_and(|value| value.at.is_writable() || value.at.role().is_some())
        };
        step.inputs.iter().filter(needed).all(fillable)
    }

    /// Does one step after the other; what is left waits for something that never comes.
    fn walk(&self) {
        let (steps, mut done) = (self.steps(), BTreeSet::<String>::new());
        self.says(!steps.is_empty(), || "there is nothing to do".to_owned());
        loop {
            let open = |step: &&&PlaybookStep| {
                let over = |id: &String| done.contains(id) || !steps.iter().any(|own| own.id == *id);
                !done.contains(&step.id) && step.after.iter().all(over) && self.can_be_done(step)
            };
            let ready: Vec<String> = steps.iter().filter(open).map(|step| step.id.clone()).collect();
            if ready.is_empty() {
                break;
            }
            done.extend(ready);
        }
        for step in steps.iter().filter(|step| !done.contains(&step.id)) {
            self.says(false, || format!("{} can never be done", step.id));
        }
    }

    fn judge(self) -> BTreeSet<String> {
        for step in self.steps() {
            self.texts(step);
            self.parts(step);
        }
        self.written();
        self.walk();
        self.wrong.into_inner()
    }
}

/// The names in braces.
fn places(text: &str) -> BTreeSet<String> {
    let found = RefCell::new(BTreeSet::new());
    fill_places(text, |name| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !name.is_empty() && name.chars().all(plain) {
            found.borrow_mut().insert(name.to_owned());
        }
        None::<&str>
    });
    found.into_inner()
}

/// All combinations of choices.
fn combinations(playbook: &Playbook) -> Vec<BTreeMap<String, String>> {
    let mut all = vec![BTreeMap::new()];
    for option in &playbook.options {
        let with = |given: &BTreeMap<String, String>, choice: &String| {
            let mut given = given.clone();
            given.insert(option.id.clone(), choice.clone());
            given
        };
        all = all.iter().flat_map(|given| option.choices.iter().map(move |choice| with(given, choice))).collect();
    }
    all
}

fn facts(playbook: &Playbook, given: &BTreeMap<String, String>, (today, filled): (&str, Filled)) -> PlaybookFacts {
    let options = chosen(playbook, given, today);
    let is_filled = |optional: bool| match filled {
        Filled::Nothing => false,
        Filled::Needed => !optional,
        Filled::Everything => true,
    };
    let values = playbook.values.iter().filter(|value| is_filled(value.optional));
    let sample = |value: &shared::playbook::PlaybookValue| {
        let text = value.choices.first().cloned().unwrap_or_else(|| "Contoso".to_owned());
        (value.id.clone(), if value.at.is_secret() { Value::Hidden } else { Value::Known(text) })
    };
    PlaybookFacts { options, values: values.map(sample).collect(), today: today.to_owned(), ..PlaybookFacts::default() }
}

#[test]
fn every_combination_of_choices_leads_to_its_end_and_names_nothing_that_is_not_part_of_it() {
    let catalog = Catalog::load().expect("the data files are sound");
    let (mut ways, mut wrong) = (0, BTreeSet::new());
    for known in catalog.playbooks() {
        for given in combinations(&known.playbook) {
            for today in DAYS {
                for filled in [Filled::Nothing, Filled::Needed, Filled::Everything] {
                    let facts = facts(&known.playbook, &given, (today, filled));
                    ways += 1;
                    wrong.extend(Way { known, facts, filled, wrong: RefCell::default() }.judge());
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {ways} ways:\n{}", wrong.len(), Vec::from_iter(wrong).join("\n"));
    assert!(ways >= 400, "{ways}");
}
