//! Puts settings back as they were after an earlier change. What was renamed since gets its old name back, what came
//! since goes, what went comes back with its history.

use std::collections::{HashMap, HashSet};

use shared::{
    api::setting_change::{SettingKind, SettingsChanged},
    field::FieldFault,
};

use super::{ALL, Act, Expected, Operation, Save, Setting, SettingsFault, Source, apply, change};
use crate::{app::AppState, store::Tx};

/// Which settings: all of them, or those of some names and kinds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Choice<'a> {
    /// Only these names.
    pub names: Option<&'a [String]>,
    /// Only these kinds.
    pub kinds: Option<&'a [SettingKind]>,
}

impl Choice<'_> {
    /// Whether settings of that kind are meant.
    pub(super) fn has_kind(&self, kind: SettingKind) -> bool {
        self.kinds.is_none_or(|kinds| kinds.contains(&kind))
    }

    /// Whether a setting of that name is meant.
    pub(super) fn has(&self, source: &dyn Source, name: &str) -> bool {
        self.names.is_none_or(|names| names.iter().any(|wanted| source.key(wanted) == source.key(name)))
    }

    /// Names that none of `known` is called.
    pub(super) fn unknown(&self, known: &[(&dyn Source, HashSet<String>)]) -> Vec<(String, FieldFault)> {
        let there = |name: &str| known.iter().any(|(source, keys)| keys.contains(&source.key(name)));
        let names = self.names.unwrap_or_default().iter().enumerate();
        names
            .filter(|(_, name)| !there(name))
            .map(|(at, _)| (format!("/names/{at}"), FieldFault::NoSuchThing))
            .collect()
    }
}

/// Puts them back as they were after the change of that number.
///
/// # Errors
/// Why nothing was put back.
pub async fn restore(
    tx: &mut Tx,
    app: &AppState,
    save: &Save<'_>,
    number: i64,
    choice: Choice<'_>,
) -> Result<SettingsChanged, SettingsFault> {
    change::lock(tx, save.place).await?;
    let (mut operations, mut known) = (Vec::new(), Vec::new());
    for source in ALL.iter().filter(|source| choice.has_kind(source.kind())) {
        let then = source.load(tx, app, save.place, Some(number)).await?;
        let now = source.load(tx, app, save.place, None).await?;
        let names = then.iter().chain(&now).map(|setting| source.key(&setting.name)).collect();
        known.push((*source, names));
        operations.extend(way_back(*source, &then, &now, choice));
    }
    let unknown = choice.unknown(&known);
    if !unknown.is_empty() {
        return Err(SettingsFault::Fields(unknown));
    }
    apply(tx, app, save, operations).await
}

fn way_back(source: &dyn Source, then: &[Setting], now: &[Setting], choice: Choice<'_>) -> Vec<Operation> {
    let operation = |name: String, act| Operation {
        kind: source.kind(),
        name,
        expected: Expected::Any,
        act,
        pointer: String::new(),
    };
    let current: HashMap<&str, &Setting> = now.iter().map(|setting| (setting.id.as_str(), setting)).collect();
    let was: HashSet<&str> = then.iter().map(|setting| setting.id.as_str()).collect();
    let came = now.iter().filter(|setting| !was.contains(setting.id.as_str()) && choice.has(source, &setting.name));
    let mut operations: Vec<Operation> = came.map(|setting| operation(setting.name.clone(), Act::Delete)).collect();
    for setting in then {
        let present = current.get(setting.id.as_str());
        let same = present.is_some_and(|now| now.name == setting.name && now.state == setting.state);
        let meant = choice.has(source, &setting.name) || present.is_some_and(|now| choice.has(source, &now.name));
        if meant && !same {
            let act = Act::Become { id: Some(setting.id.clone()), state: setting.state.clone() };
            operations.push(operation(setting.name.clone(), act));
        }
    }
    operations
}
