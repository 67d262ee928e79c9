//! The settings of one kind while operations are carried out on them, in memory.

use std::collections::HashMap;

use shared::{
    api::setting_change::SettingConflict,
    field::FieldFault,
    variable::{Renaming, VariableKind, VariableOptions},
};

use super::{Act, Expected, Operation, Patch, plan::Planned};
use crate::settings::{Setting, Source, State};

/// The settings of one kind.
pub(super) struct Model {
    /// Keeps them.
    pub(super) source: &'static dyn Source,
    /// Every one, with what becomes of it.
    pub(super) settings: Vec<Planned>,
    by_key: HashMap<String, usize>,
    by_id: HashMap<String, usize>,
}

/// What one operation came to.
pub(super) enum Step {
    /// Done.
    Done,
    /// Refused because of what it says.
    Fault(String, FieldFault),
    /// The setting is not as expected.
    Conflict(Box<SettingConflict>),
}

impl Model {
    pub(super) fn new(source: &'static dyn Source, stored: Vec<Setting>) -> Self {
        let by_key = stored.iter().enumerate().map(|(at, setting)| (source.key(&setting.name), at)).collect();
        let by_id = stored.iter().enumerate().map(|(at, setting)| (setting.id.clone(), at)).collect();
        Self { source, settings: stored.into_iter().map(Planned::kept).collect(), by_key, by_id }
    }

    /// Carries one operation out.
    pub(super) fn step(&mut self, operation: Operation) -> Step {
        let Operation { name, expected, act, pointer, .. } = operation;
        let known = match &act {
            Act::Become { id: Some(id), .. } => self.by_id.get(id).copied(),
            _ => self.by_key.get(&self.source.key(&name)).copied(),
        };
        if let Some(at) = known
            && self.settings[at].pointer.is_some()
        {
            return Step::Fault(format!("{pointer}/name"), FieldFault::Twice);
        }
        if !expected.holds(known.and_then(|at| self.settings[at].before.as_ref())) {
            return Step::Conflict(Box::new(self.conflict(&name, &expected, pointer, known)));
        }
        let must_be_there = matches!(act, Act::Delete | Act::Put(_, Some(_)));
        if must_be_there && known.is_none() {
            return Step::Fault(format!("{pointer}/name"), FieldFault::NoSuchThing);
        }
        match act {
            Act::Put(patch, to) => self.put(known, name, patch, to, pointer),
            Act::Delete => self.delete(known, pointer),
            Act::Become { id, state } => {
                let at = known.unwrap_or_else(|| self.add(name.clone(), id));
                let planned = &mut self.settings[at];
                (planned.name, planned.after, planned.pointer) = (name, Some(state), Some(pointer));
                Step::Done
            }
        }
    }

    fn add(&mut self, name: String, id: Option<String>) -> usize {
        let at = self.settings.len();
        self.by_key.insert(self.source.key(&name), at);
        self.settings.push(Planned { before: None, id, name, after: None, pointer: None, follows: false });
        at
    }

    fn delete(&mut self, known: Option<usize>, pointer: String) -> Step {
        let Some(at) = known else { return Step::Fault(pointer, FieldFault::NoSuchThing) };
        (self.settings[at].after, self.settings[at].pointer) = (None, Some(pointer));
        Step::Done
    }

    fn put(&mut self, known: Option<usize>, name: String, patch: Patch, to: Option<String>, pointer: String) -> Step {
        let before = known.and_then(|at| self.settings[at].before.as_ref());
        if before.is_none() && patch.value.is_none() {
            return Step::Fault(format!("{pointer}/value"), FieldFault::Required);
        }
        let was_secret = before.is_some_and(|before| before.state.secret && !before.state.value.is_empty());
        let given = patch.value.is_some();
        let state = patched(before.map(|before| before.state.clone()).unwrap_or_default(), patch);
        if was_secret && !state.secret && !given {
            return Step::Fault(format!("{pointer}/value"), FieldFault::SecretNeedsValue);
        }
        let at = known.unwrap_or_else(|| self.add(name, None));
        let planned = &mut self.settings[at];
        if let Some(to) = to {
            (planned.name, planned.follows) = (to, true);
        }
        (planned.after, planned.pointer) = (Some(state), Some(pointer));
        Step::Done
    }

    fn conflict(&self, name: &str, expected: &Expected, pointer: String, known: Option<usize>) -> SettingConflict {
        let current = known.and_then(|at| self.settings[at].before.as_ref());
        SettingConflict {
            pointer,
            kind: self.source.kind(),
            name: current.map_or_else(|| name.to_owned(), |current| current.name.clone()),
            expected_version: match expected {
                Expected::Version(versions) => versions.first().copied(),
                _ => None,
            },
            current: current.map(|current| self.source.shown(&current.name, &current.state, current.value_at)),
            version: current.map(|current| current.version),
            updated_at: current.map(|current| current.at),
            updated_by: current.map(|current| current.by.clone()),
        }
    }

    /// Lets references follow new names; what that changes is part of the save without having been asked for.
    pub(super) fn follow(&mut self, renamings: &[Renaming]) {
        for planned in &mut self.settings {
            let followed = planned.after.as_ref().and_then(|state| self.source.renamed(state, renamings));
            if let Some(state) = followed {
                planned.after = Some(state);
            }
        }
    }

    /// Names that stand twice, each with the pointer of an operation that has made it so.
    pub(super) fn taken(&self) -> Vec<(String, FieldFault)> {
        let mut first: HashMap<String, usize> = HashMap::new();
        let mut faults = Vec::new();
        for (at, planned) in self.settings.iter().enumerate().filter(|(_, planned)| planned.after.is_some()) {
            let Some(other) = first.insert(self.source.key(&planned.name), at) else { continue };
            let blame = if planned.pointer.is_some() { planned } else { &self.settings[other] };
            let field = if blame.follows { "to" } else { "name" };
            faults.push((format!("{}/{field}", blame.pointer.as_deref().unwrap_or_default()), FieldFault::Taken));
        }
        faults
    }
}

impl Expected {
    fn holds(&self, current: Option<&Setting>) -> bool {
        match self {
            Self::Any => true,
            Self::Absent => current.is_none(),
            Self::There => current.is_some(),
            Self::Version(versions) => current.is_some_and(|current| versions.contains(&current.version)),
        }
    }
}

fn patched(before: State, patch: Patch) -> State {
    let kind = patch.kind.unwrap_or_else(|| {
        if before.kind.is_empty() { VariableKind::default().as_str().to_owned() } else { before.kind.clone() }
    });
    let same_kind = kind == before.kind;
    // What narrowed another kind means nothing to this one.
    let options = patch.options.unwrap_or_else(|| if same_kind { before.options } else { VariableOptions::default() });
    State {
        secret: patch.secret.unwrap_or(before.secret) || kind == VariableKind::Secret.as_str(),
        protected: patch.protected.unwrap_or(before.protected),
        description: patch.description.unwrap_or(before.description),
        value: patch.value.unwrap_or(before.value),
        target: before.target,
        kind,
        options,
    }
}
