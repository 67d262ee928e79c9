//! What conditions look at: what was chosen, what is known, and the date.

use std::collections::BTreeMap;

use shared::{
    playbook::{Playbook, PlaybookFacts, applies},
    resource::Value,
};

use super::Held;

/// What holds of every option: what was chosen where it is asked and still on offer, else the default.
pub fn chosen(playbook: &Playbook, given: &BTreeMap<String, String>, today: &str) -> BTreeMap<String, String> {
    let mut facts = PlaybookFacts { today: today.to_owned(), ..PlaybookFacts::default() };
    for option in &playbook.options {
        let asked = applies(&option.when, &facts);
        let said = given.get(&option.id).filter(|choice| asked && option.choices.contains(choice));
        facts.options.insert(option.id.clone(), said.unwrap_or(&option.default).clone());
    }
    facts.options
}

/// What conditions look at.
pub(super) fn of(options: &BTreeMap<String, String>, values: &BTreeMap<String, Held>, today: &str) -> PlaybookFacts {
    let value = |held: &Held| match held.secret {
        Some(_) => Value::Hidden,
        None => Value::Known(held.text.expose().to_owned()),
    };
    PlaybookFacts {
        options: options.clone(),
        values: values.iter().map(|(id, held)| (id.clone(), value(held))).collect(),
        answers: BTreeMap::new(),
        today: today.to_owned(),
    }
}
