//! What the page of a migration decides: which step is shown, how far it is, what can be copied, what was typed.

use std::collections::{BTreeMap, BTreeSet};

use shared::{
    api::{
        migration::{Migration, MigrationStep, MigrationSummary, MigrationValue, PutMigrationValues, StepState},
        resource::ShownValue,
    },
    check::CheckState,
    field::FieldFault,
    pasted::{self, KnownValues, PasteFault, PasteKind, Pasted},
    problem::Problem,
    secret::SecretText,
    variable::{VariableKind, VariableOptions, judge},
};

/// How much of a migration is done, in percent.
pub(crate) fn percent(summary: &MigrationSummary) -> usize {
    (summary.done * 100).checked_div(summary.total).unwrap_or(0)
}

/// The step that is shown: the one that the address names, else the one that is next, else the first.
pub(crate) fn opened(migration: &Migration, wanted: Option<&str>) -> Option<String> {
    let known = |id: &str| migration.steps.iter().any(|step| step.id == id);
    let next = migration.summary.current.as_ref().map(|current| current.step.as_str());
    let id = wanted.filter(|id| known(id)).or(next.filter(|id| known(id)));
    id.map(str::to_owned).or_else(|| migration.steps.first().map(|step| step.id.clone()))
}

/// The steps before and after one, as they are listed.
pub(crate) fn neighbours(migration: &Migration, id: &str) -> (Option<String>, Option<String>) {
    let Some(place) = migration.steps.iter().position(|step| step.id == id) else { return (None, None) };
    let at = |place: usize| migration.steps.get(place).map(|step| step.id.clone());
    (place.checked_sub(1).and_then(at), at(place + 1))
}

/// Whether nothing is left to do about it.
pub(crate) fn is_closed(state: StepState) -> bool {
    matches!(state, StepState::Done | StepState::Skipped)
}

/// How many checks of a step failed when they last ran.
pub(crate) fn failing(step: &MigrationStep) -> usize {
    step.checks.iter().filter(|check| check.last.as_ref().is_some_and(|run| run.state == CheckState::Failed)).count()
}

/// What the clipboard gets of a value; nothing where it is a secret or not there.
pub(crate) fn copyable(value: &MigrationValue) -> Option<&str> {
    match &value.value {
        Some(ShownValue::Plain(text)) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// Whether there is something in a value.
pub(crate) fn is_filled(value: &MigrationValue) -> bool {
    match &value.value {
        Some(ShownValue::Plain(text)) => !text.is_empty(),
        Some(ShownValue::Secret(secret)) => secret.set,
        None => false,
    }
}

/// Whether what is typed is never shown.
pub(crate) fn is_secret(value: &MigrationValue) -> bool {
    value.kind == VariableKind::Secret || matches!(value.value, Some(ShownValue::Secret(_)))
}

/// The steps that somebody changed between two readings: `mine` is what the reader did themselves.
pub(crate) fn changed_by_others(before: &Migration, after: &Migration, mine: &str) -> Vec<String> {
    let known: BTreeMap<&str, &MigrationStep> = before.steps.iter().map(|step| (step.id.as_str(), step)).collect();
    after
        .steps
        .iter()
        .filter(|step| known.get(step.id.as_str()).is_some_and(|old| old.version != step.version))
        .filter(|step| step.updated_by.as_deref().is_some_and(|by| by != mine))
        .map(|step| step.id.clone())
        .collect()
}

/// What is typed at a step and not saved yet, by value.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typing {
    typed: BTreeMap<String, String>,
    left: BTreeSet<String>,
    refused: BTreeMap<String, String>,
    cleaned: BTreeMap<String, PasteFault>,
}

/// What stands below an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Judged here.
    Fault(FieldFault),
    /// The server's words.
    Refused(String),
    /// Something else than what belongs here, or something that could be: see [`PasteFault::verdict`].
    Pasted(PasteFault),
}

/// What a text is, where a value of its kind belongs.
fn recognised(value: &MigrationValue, text: &str, known: &KnownValues) -> Option<Pasted> {
    let kind = PasteKind::of(value.paste.as_deref()?)?;
    Some(pasted::judge(kind, text, known))
}

/// What is known of a migration, so that a value in the wrong place is noticed.
pub(crate) fn known_values(values: &[MigrationValue]) -> KnownValues {
    let known = values.iter().filter(|value| !value.proposed);
    KnownValues::new(known.filter_map(|v| Some((PasteKind::of(v.paste.as_deref()?)?, copyable(v)?.to_owned()))))
}

impl Typing {
    /// Types.
    pub(crate) fn type_in(&mut self, value: &MigrationValue, text: String) {
        self.refused.remove(&value.id);
        self.cleaned.remove(&value.id);
        let stored = copyable(value).filter(|_| !value.proposed).unwrap_or_default();
        // A secret that is emptied again stays as it was, anything else is what is stored.
        if text == stored {
            self.typed.remove(&value.id);
        } else {
            self.typed.insert(value.id.clone(), text);
        }
    }

    /// The reader went on to something else: what is around the value is taken away, what is wrong may be said now.
    pub(crate) fn leave(&mut self, value: &MigrationValue, known: &KnownValues) {
        self.left.insert(value.id.clone());
        let typed = self.typed.get(&value.id).filter(|text| !text.is_empty());
        let Some((text, found)) = typed.and_then(|text| Some((text.clone(), recognised(value, text, known)?))) else {
            return;
        };
        if let Some(cleaned) = found.cleaned.filter(|cleaned| *cleaned != text) {
            self.type_in(value, cleaned);
            let removed = found.what.into_iter().find(|fault| fault.verdict() == pasted::Verdict::Cleaned);
            self.cleaned.extend(removed.map(|fault| (value.id.clone(), fault)));
        }
    }

    /// What stands in the input of a value: what was typed, else what is stored or proposed.
    pub(crate) fn text<'a>(&'a self, value: &'a MigrationValue) -> &'a str {
        self.typed.get(&value.id).map_or_else(|| copyable(value).unwrap_or_default(), String::as_str)
    }

    /// Whether something was typed that is not saved.
    pub(crate) fn dirty(&self) -> bool {
        !self.typed.is_empty()
    }

    /// The same of `values` alone.
    pub(crate) fn touches(&self, values: &[MigrationValue]) -> bool {
        values.iter().any(|value| self.typed.contains_key(&value.id))
    }

    /// What is wrong with a value, once that may be said: while typing what cannot become right by typing on, the rest
    /// when the input is left.
    pub(crate) fn verdict(&self, value: &MigrationValue, known: &KnownValues) -> Option<Verdict> {
        if let Some(words) = self.refused.get(&value.id) {
            return Some(Verdict::Refused(words.clone()));
        }
        let text = self.typed.get(&value.id).filter(|text| !text.is_empty())?;
        let left = self.left.contains(&value.id);
        let found = recognised(value, text, known).and_then(|pasted| pasted.what.first().copied());
        let found = found.filter(|fault| fault.verdict() >= pasted::Verdict::Suspicious);
        if let Some(found) = found.filter(|fault| left || !may_become_right(*fault)) {
            return Some(Verdict::Pasted(found));
        }
        let fault = fault(value, text)?;
        left.then_some(Verdict::Fault(fault))
    }

    /// What was taken away around a value when the reader went on.
    pub(crate) fn cleaned(&self, id: &str) -> Option<PasteFault> {
        self.cleaned.get(id).copied()
    }

    /// The values that are not right, of `values`. Marks them, so that each says why.
    pub(crate) fn judge(&mut self, values: &[MigrationValue], known: &KnownValues) -> Vec<String> {
        let other = |value: &MigrationValue, text: &str| {
            let found = if text.is_empty() { None } else { recognised(value, text, known) };
            let wrong = |fault: &PasteFault| fault.verdict() == pasted::Verdict::Wrong;
            found.is_some_and(|found| found.what.iter().any(wrong))
        };
        let wrong: Vec<String> = values
            .iter()
            .filter(|value| {
                self.typed.get(&value.id).is_some_and(|text| fault(value, text).is_some() || other(value, text))
            })
            .map(|value| value.id.clone())
            .collect();
        self.left.extend(wrong.iter().cloned());
        wrong
    }

    /// What is sent: what was typed, and proposals that nobody touched.
    pub(crate) fn request(&self, step: &str, values: &[MigrationValue]) -> PutMigrationValues {
        let given = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(SecretText::new);
        let proposed = values.iter().filter(|value| value.proposed && value.writable);
        let proposed = proposed.filter_map(|value| Some((value.id.clone(), given(copyable(value)?))));
        let typed = values.iter().filter_map(|value| Some((value.id.clone(), given(self.typed.get(&value.id)?))));
        PutMigrationValues { values: proposed.chain(typed).collect(), step: Some(step.to_owned()) }
    }

    /// Forgets what was typed for `values`: it is saved, or given up.
    pub(crate) fn clear(&mut self, values: &[MigrationValue]) {
        for value in values {
            self.typed.remove(&value.id);
            self.left.remove(&value.id);
            self.refused.remove(&value.id);
            self.cleaned.remove(&value.id);
        }
    }

    /// Puts the server's verdicts to their inputs, and names these.
    pub(crate) fn refuse(&mut self, problem: &Problem) -> Vec<String> {
        let mut placed = Vec::new();
        for error in &problem.errors {
            if let Some(id) = error.pointer.strip_prefix("/values/") {
                self.refused.insert(id.to_owned(), error.detail.clone());
                placed.push(id.to_owned());
            }
        }
        placed
    }

    /// Says `words` at those of `values` that have to be filled and are empty.
    pub(crate) fn require(&mut self, values: &[MigrationValue], words: &str) {
        let empty = |value: &&MigrationValue| !value.optional && !is_filled(value) && self.text(value).is_empty();
        let empty: Vec<String> = values.iter().filter(empty).map(|value| value.id.clone()).collect();
        self.refused.extend(empty.into_iter().map(|id| (id, words.to_owned())));
    }
}

/// Whether typing on can make a value of it.
fn may_become_right(fault: PasteFault) -> bool {
    use PasteFault::{
        NotAddress, NotDomain, NotHost, NotHttps, NotId, NotMailbox, NotThumbprint, OtherThumbprint, PlainHttp,
        ShortSecret, Surrounded,
    };
    matches!(
        fault,
        NotAddress
            | NotDomain
            | NotHost
            | NotHttps
            | NotId
            | NotMailbox
            | NotThumbprint
            | OtherThumbprint
            | PlainHttp
            | ShortSecret
            | Surrounded
    )
}

fn fault(value: &MigrationValue, text: &str) -> Option<FieldFault> {
    let options = VariableOptions { choices: value.choices.clone(), ..VariableOptions::default() };
    judge(value.kind, &options, text.trim()).err()
}

#[cfg(test)]
#[path = "migration_tests.rs"]
mod tests;
