//! Takes settings over from a file: what can be taken over becomes one change, and of the rest it is said why not.

mod strings;

use std::collections::{HashMap, HashSet};

use shared::{
    api::setting_change::{ChangedSetting, Outcome, SettingConflict, SettingKind, ShownSetting},
    field::FieldFault,
    secret::SecretText,
    settings_file::{Contents, Entry, guess_kind},
    variable::VariableKind,
};

use super::{ALL, Act, Expected, Operation, Patch, Save, Setting, SettingsFault, Source, State, apply, change};
use crate::{
    app::AppState,
    store::{Tx, setting_changes},
};

/// The most names in one import.
pub const MOST_NAMES: usize = 5000;
/// Each round leaves out what the one before was refused for.
const MOST_ROUNDS: usize = 20;

/// What to take over.
#[derive(Debug)]
pub struct Wanted<'a> {
    /// The file.
    pub contents: Contents,
    /// Whether what is there already is overwritten, or left alone.
    pub overwrite: bool,
    /// Only these names; `None`: all.
    pub only: Option<&'a [String]>,
    /// The number of the last change that the caller has seen.
    pub seen: Option<i64>,
}

/// What was taken over.
#[derive(Debug)]
pub struct Imported {
    /// The number of the change, if anything was written.
    pub change: Option<i64>,
    /// The number of the last change that this saw.
    pub seen: i64,
    /// One item for each name of the file.
    pub items: Vec<Item>,
}

/// One name of the file.
#[derive(Debug)]
pub struct Item {
    /// Which kind of setting.
    pub kind: SettingKind,
    /// Its name here.
    pub name: String,
    /// Its name in the file, where that is another.
    pub name_in_file: Option<String>,
    /// What becomes of it.
    pub outcome: Outcome,
    /// Why it is refused.
    pub refusal: Option<Refusal>,
    /// As it was.
    pub before: Option<ShownSetting>,
    /// As it is from now on.
    pub after: Option<ShownSetting>,
    /// Where it stands in the file.
    pub line: usize,
}

/// Why a name is not taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The field is not accepted.
    Field(FieldFault),
    /// Said by `catalog/settings_files.toml` under this code.
    Said(&'static str),
}

/// A name on its way.
struct Candidate {
    item: Item,
    act: Option<Act>,
}

/// The settings of one kind, found by their names.
struct Stored {
    source: &'static dyn Source,
    by_key: HashMap<String, Setting>,
}

/// Takes over what can be taken over, or tells what that would be.
///
/// # Errors
/// Why nothing was taken over.
pub async fn import(
    tx: &mut Tx,
    app: &AppState,
    save: &Save<'_>,
    wanted: Wanted<'_>,
) -> Result<Imported, SettingsFault> {
    change::lock(tx, save.place).await?;
    let last = setting_changes::last(tx, &save.place.tenant, &save.place.environment).await?;
    let stored = load(tx, app, save, None).await?;
    let Contents { entries, skipped, .. } = wanted.contents;
    let chosen: Option<HashSet<String>> = wanted.only.map(|only| only.iter().map(|name| name.to_lowercase()).collect());
    let is_chosen = |name: &str| chosen.as_ref().is_none_or(|chosen| chosen.contains(&name.to_lowercase()));
    let found = entries.into_iter().map(|entry| candidate(app, &stored, entry, wanted.overwrite, save.support));
    let mut candidates: Vec<Candidate> = found.filter(|candidate| is_chosen(&candidate.item.name)).collect();
    let of_note = skipped.iter().filter(|skipped| chosen.is_none() || is_chosen(&skipped.name));
    candidates.extend(of_note.map(|skipped| Candidate {
        item: refused((skipped.kind, &skipped.name), skipped.line, Refusal::Said(skipped.reason.code())),
        act: None,
    }));
    if candidates.len() > MOST_NAMES {
        return Err(SettingsFault::Fields(vec![("/content".to_owned(), FieldFault::TooLong(MOST_NAMES))]));
    }
    one_name_each(&stored, &mut candidates);
    if let Some(seen) = wanted.seen.filter(|seen| *seen != last) {
        let then = load(tx, app, save, Some(seen)).await?;
        let conflicts = conflicts(&stored, &then, &candidates);
        if !conflicts.is_empty() {
            return Err(SettingsFault::Conflict(conflicts));
        }
    }
    let change = carry_out(tx, app, save, &mut candidates).await?;
    let items = candidates.into_iter().map(|candidate| candidate.item).collect();
    Ok(Imported { change, seen: change.unwrap_or(last), items })
}

async fn load(tx: &mut Tx, app: &AppState, save: &Save<'_>, after: Option<i64>) -> Result<Vec<Stored>, SettingsFault> {
    let mut stored = Vec::with_capacity(ALL.len());
    for source in ALL {
        let all = source.load(tx, app, save.place, after).await?;
        let by_key = all.into_iter().map(|setting| (source.key(&setting.name), setting)).collect();
        stored.push(Stored { source: *source, by_key });
    }
    Ok(stored)
}

fn refused((kind, name): (SettingKind, &str), line: usize, why: Refusal) -> Item {
    Item {
        kind,
        name: name.to_owned(),
        name_in_file: None,
        outcome: Outcome::Refused,
        refusal: Some(why),
        before: None,
        after: None,
        line,
    }
}

/// What an entry of the file would become.
fn candidate(app: &AppState, stored: &[Stored], entry: Entry, overwrite: bool, support: bool) -> Candidate {
    let mut item = refused((entry.kind, &entry.name), entry.line, Refusal::Said("kind_unknown"));
    let Some(stored) = stored.iter().find(|stored| stored.source.kind() == entry.kind) else {
        return Candidate { item, act: None };
    };
    let prepared = match entry.kind {
        SettingKind::Variable => Some((known_name(app, &entry.name), entry.value)),
        SettingKind::ConnectionString => strings::named(&entry.name, entry.value),
    };
    let Some((name, value)) = prepared else { return Candidate { item, act: None } };
    let before = stored.by_key.get(&stored.source.key(&name));
    item.name = before.map_or(name, |before| before.name.clone());
    item.name_in_file = (item.name != entry.name).then_some(entry.name);
    let state = match (entry.kind, before) {
        (SettingKind::ConnectionString, _) => strings::state(&item.name, &value, before.map(|before| &before.state)),
        (SettingKind::Variable, Some(before)) => Some(State { value, ..before.state.clone() }),
        (SettingKind::Variable, None) => Some(new_variable(app, &item.name, value, support)),
    };
    let Some(state) = state else { return Candidate { item, act: None } };
    item.before = before.map(|before| stored.source.shown(&before.name, &before.state, before.value_at));
    if let Some((_, fault)) = stored.source.judge(&item.name, &state).into_iter().next() {
        item.refusal = Some(Refusal::Field(fault));
        return Candidate { item, act: None };
    }
    let differs = before.is_some_and(|before| before.state != state);
    if differs && !support && before.is_some_and(|before| before.state.protected) {
        item.refusal = Some(Refusal::Said("protected"));
        return Candidate { item, act: None };
    }
    if differs && !overwrite {
        (item.outcome, item.refusal, item.after) = (Outcome::Kept, None, item.before.clone());
        return Candidate { item, act: None };
    }
    Candidate { item, act: Some(act(entry.kind, before, state)) }
}

/// Variables keep what is said about them beside the value; a connection string is its text.
fn act(kind: SettingKind, before: Option<&Setting>, state: State) -> Act {
    match (kind, before) {
        (SettingKind::Variable, Some(_)) => Act::Put(Patch { value: Some(state.value), ..Patch::default() }, None),
        _ => Act::Become { id: None, state },
    }
}

/// The name under which products know what older files call otherwise.
fn known_name(app: &AppState, name: &str) -> String {
    let mut sets = app.catalog.settings().variable_sets.iter();
    sets.find_map(|set| set.renamed(name)).unwrap_or(name).to_owned()
}

/// What a product's own parameters are is known; of anything else it is guessed.
fn new_variable(app: &AppState, name: &str, value: SecretText, support: bool) -> State {
    let mut sets = app.catalog.settings().variable_sets.iter();
    if let Some(known) = sets.find_map(|set| set.parameter(name)) {
        return State {
            kind: known.kind.as_str().to_owned(),
            options: known.options.clone(),
            secret: known.kind == VariableKind::Secret,
            protected: known.protected && support,
            value,
            ..State::default()
        };
    }
    let kind = guess_kind(name, value.expose());
    let secret = kind == VariableKind::Secret;
    State { kind: kind.as_str().to_owned(), secret, value, ..State::default() }
}

/// Of names that mean the same here the last one counts, as in a file.
fn one_name_each(stored: &[Stored], candidates: &mut [Candidate]) {
    let mut seen: HashSet<(&'static str, String)> = HashSet::new();
    for candidate in candidates.iter_mut().rev() {
        let kind = candidate.item.kind;
        let Some(stored) = stored.iter().find(|stored| stored.source.kind() == kind) else { continue };
        let taken_over = candidate.act.is_some();
        if taken_over && !seen.insert((kind.as_str(), stored.source.key(&candidate.item.name))) {
            candidate.act = None;
            candidate.item.refusal = Some(Refusal::Said("two_names"));
        }
    }
}

/// Names of the import that are not what they were when the caller looked.
fn conflicts(now: &[Stored], then: &[Stored], candidates: &[Candidate]) -> Vec<SettingConflict> {
    let find = |stored: &[Stored], item: &Item| -> Option<(&'static dyn Source, Option<Setting>)> {
        let of_kind = stored.iter().find(|stored| stored.source.kind() == item.kind)?;
        Some((of_kind.source, of_kind.by_key.get(&of_kind.source.key(&item.name)).cloned()))
    };
    let conflict = |candidate: &Candidate| {
        let item = &candidate.item;
        let (source, current) = find(now, item)?;
        let (_, seen) = find(then, item)?;
        let version = |setting: &Option<Setting>| setting.as_ref().map(|setting| setting.version);
        if version(&current) == version(&seen) {
            return None;
        }
        let shown = |setting: &Setting| source.shown(&setting.name, &setting.state, setting.value_at);
        Some(SettingConflict {
            pointer: "/content".to_owned(),
            kind: item.kind,
            name: item.name.clone(),
            expected_version: version(&seen),
            version: version(&current),
            updated_at: current.as_ref().map(|current| current.at),
            updated_by: current.as_ref().map(|current| current.by.clone()),
            current: current.as_ref().map(shown),
        })
    };
    candidates.iter().filter_map(conflict).collect()
}

/// Saves what is left; what a rule refuses that looks at all of them together is left out and the rest tried again.
async fn carry_out(
    tx: &mut Tx,
    app: &AppState,
    save: &Save<'_>,
    candidates: &mut [Candidate],
) -> Result<Option<i64>, SettingsFault> {
    for _ in 0..MOST_ROUNDS {
        let operations: Vec<Operation> =
            candidates.iter().enumerate().filter_map(|(at, candidate)| operation(at, candidate)).collect();
        if operations.is_empty() {
            return Ok(None);
        }
        match apply(tx, app, save, operations).await {
            Ok(changed) => {
                take_outcomes(candidates, changed.items);
                return Ok(changed.change);
            }
            Err(SettingsFault::Cycle { names, pointers }) => {
                if !refuse(candidates, &pointers, |_| Refusal::Said("cycle")) {
                    return Err(SettingsFault::Cycle { names, pointers });
                }
            }
            Err(SettingsFault::Fields(faults)) => {
                let pointers: Vec<String> = faults.iter().map(|(pointer, _)| pointer.clone()).collect();
                if !refuse(candidates, &pointers, |at| Refusal::Field(faults[at].1)) {
                    return Err(SettingsFault::Fields(faults));
                }
            }
            Err(fault) => return Err(fault),
        }
    }
    Err(SettingsFault::Fields(vec![("/content".to_owned(), FieldFault::ReferenceCycle)]))
}

fn operation(at: usize, candidate: &Candidate) -> Option<Operation> {
    Some(Operation {
        kind: candidate.item.kind,
        name: candidate.item.name.clone(),
        expected: Expected::Any,
        act: candidate.act.clone()?,
        pointer: format!("/items/{at}"),
    })
}

/// Leaves out those that pointers name; whether there were any.
fn refuse(candidates: &mut [Candidate], pointers: &[String], why: impl Fn(usize) -> Refusal) -> bool {
    let mut any = false;
    for (place, pointer) in pointers.iter().enumerate() {
        let number = pointer.strip_prefix("/items/").and_then(|rest| rest.split('/').next()?.parse::<usize>().ok());
        let Some(candidate) = number.and_then(|at| candidates.get_mut(at)) else { continue };
        any |= candidate.act.take().is_some();
        candidate.item.refusal = Some(why(place));
    }
    any
}

fn take_outcomes(candidates: &mut [Candidate], changed: Vec<ChangedSetting>) {
    let name_of = |kind: SettingKind, name: &str| (kind.as_str(), name.to_lowercase());
    let mut by_name: HashMap<_, ChangedSetting> =
        changed.into_iter().map(|changed| (name_of(changed.kind, &changed.name), changed)).collect();
    for candidate in candidates.iter_mut().filter(|candidate| candidate.act.is_some()) {
        let item = &mut candidate.item;
        if let Some(changed) = by_name.remove(&name_of(item.kind, &item.name)) {
            (item.outcome, item.refusal) = (changed.outcome, None);
            (item.before, item.after) = (changed.before, changed.after);
        }
    }
}
