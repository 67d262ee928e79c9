//! The settings that a playbook needs, as what would have to be done to have them: nothing where they are there already,
//! and never anything about what the playbook does not name.

use shared::{
    api::{
        connection_entry::pointer,
        setting_change::{ChangedSetting, Outcome, SettingKind},
    },
    connection_string::{BuildError, ConnectionString, kind::ConnectionKind},
    field::FieldFault,
    playbook::{NeededConnectionString, NeededVariable},
    secret::SecretText,
    timestamp::Timestamp,
    variable::key,
};

use super::Run;
use crate::settings::{
    Act, Expected, Operation, Setting, State,
    connection_strings::{kind_of, parsed, state},
    source,
};

/// What would have to be done.
#[derive(Debug, Default)]
pub struct Wanted {
    /// For [`crate::settings::apply`]; empty: everything is as it should be.
    pub operations: Vec<Operation>,
    /// The same, as it may be shown.
    pub items: Vec<ChangedSetting>,
    /// Values that are not known yet, by their stable names.
    pub missing: Vec<String>,
    /// What cannot be written, whatever is filled.
    pub faults: Vec<(String, FieldFault)>,
}

impl Run {
    /// What would have to be done so that the environment has what the playbook needs: at once, or at the cut-over.
    pub fn wanted(&self, at_cutover: bool, now: Timestamp) -> Wanted {
        let mut wanted = Wanted::default();
        for need in &self.known.playbook.connection_strings {
            if need.at_cutover == at_cutover && self.holds(&need.when) {
                self.want_string(need, now, &mut wanted);
            }
        }
        for need in &self.known.playbook.variables {
            if need.at_cutover == at_cutover && self.holds(&need.when) {
                self.want_variable(need, now, &mut wanted);
            }
        }
        wanted.missing.sort();
        wanted.missing.dedup();
        wanted
    }

    /// Whether anything is left for the cut-over.
    pub fn has_cutover(&self) -> bool {
        let playbook = &self.known.playbook;
        playbook.connection_strings.iter().any(|need| need.at_cutover && self.holds(&need.when))
            || playbook.variables.iter().any(|need| need.at_cutover && self.holds(&need.when))
    }

    fn want_string(&self, need: &NeededConnectionString, now: Timestamp, wanted: &mut Wanted) {
        let Some(kind) = kind_of(&need.kind) else { return };
        let target = need.target.as_deref().map(|target| self.fill_plain(target));
        if let Some(missing) = target.as_ref().map(|target| &target.missing).filter(|missing| !missing.is_empty()) {
            return wanted.missing.extend(missing.iter().cloned());
        }
        let target = target.map(|target| target.text);
        let target = target.as_ref().map(SecretText::expose);
        let name = kind.entry_name(target);
        let current = self.strings.iter().find(|entry| key(&entry.name) == key(&name));
        let before = current.and_then(|entry| parsed(&entry.state)).map(|(_, string)| string);
        let mut string = before.clone().unwrap_or_else(|| ConnectionString::empty(kind.grammar));
        let missing = wanted.missing.len();
        self.want_properties(kind, need, &mut string, wanted);
        let changed = before.as_ref().map(ConnectionString::emit) != Some(string.emit());
        if wanted.missing.len() == missing && changed && !(before.is_none() && string.emit().is_empty()) {
            wanted.add(SettingKind::ConnectionString, name, current, state(kind, target, &string), now);
        }
    }

    fn want_properties(
        &self,
        kind: &ConnectionKind,
        need: &NeededConnectionString,
        string: &mut ConnectionString,
        wanted: &mut Wanted,
    ) {
        let place = |name: &str| kind.properties().position(|property| property.is_named(name)).unwrap_or(usize::MAX);
        let mut properties: Vec<(&String, &String)> = need.properties.iter().collect();
        properties.sort_by_key(|(name, _)| place(name));
        for (name, value) in properties {
            let filled = if kind.is_secret(name) { self.fill(value) } else { self.fill_plain(value) };
            if !filled.missing.is_empty() {
                wanted.missing.extend(filled.missing);
                continue;
            }
            let text = filled.text.expose();
            if text.is_empty() {
                string.remove(name);
            } else if string.get(name) != Some(text) {
                match string.set(name, text) {
                    Ok(()) => {}
                    Err(BuildError::Key) => wanted.faults.push((pointer(name), FieldFault::ConnectionStringKey)),
                    Err(BuildError::Value) => wanted.faults.push((pointer(name), FieldFault::ControlCharacter)),
                }
            }
        }
    }

    fn want_variable(&self, need: &NeededVariable, now: Timestamp, wanted: &mut Wanted) {
        let filled = self.fill(&need.value);
        if !filled.missing.is_empty() {
            return wanted.missing.extend(filled.missing);
        }
        let current = self.variables.iter().find(|variable| key(&variable.name) == key(&need.name));
        let there = current.map(|current| current.state.value.expose()).unwrap_or_default();
        if there == filled.text.expose() {
            return;
        }
        let hidden = filled.secret || need.kind == shared::variable::VariableKind::Secret;
        let state = match current {
            Some(current) => {
                State { value: filled.text, secret: current.state.secret || hidden, ..current.state.clone() }
            }
            None => State {
                kind: need.kind.as_str().to_owned(),
                secret: hidden,
                description: need.description.clone(),
                value: filled.text,
                ..State::default()
            },
        };
        let name = current.map_or(&need.name, |current| &current.name).clone();
        wanted.add(SettingKind::Variable, name, current, state, now);
    }
}

impl Wanted {
    fn add(&mut self, kind: SettingKind, name: String, current: Option<&Setting>, state: State, now: Timestamp) {
        if let Some(source) = source(kind) {
            self.items.push(ChangedSetting {
                kind,
                outcome: if current.is_some() { Outcome::Changed } else { Outcome::New },
                before: current.map(|current| source.shown(&current.name, &current.state, current.value_at)),
                after: Some(source.shown(&name, &state, now)),
                version: current.map(|current| current.version),
                name: name.clone(),
            });
        }
        let id = current.map(|current| current.id.clone());
        self.operations.push(Operation {
            kind,
            name,
            expected: Expected::Any,
            act: Act::Become { id, state },
            pointer: String::new(),
        });
    }
}
