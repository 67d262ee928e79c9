//! What a save would do: operations carried out in memory and judged together, before anything is written.

use std::collections::HashSet;

use shared::{
    api::setting_change::{ChangedSetting, SettingKind},
    field::FieldFault,
    timestamp::Timestamp,
    variable::{Fact, Graph, Reference, Renaming},
};

use super::{
    Operation,
    model::{Model, Step},
};
use crate::settings::{Edit, Setting, SettingsFault, Source, State};

/// What a source has to write, each edit with its place among the items.
pub(super) type EditsOf = (&'static dyn Source, Vec<(usize, Edit)>);

/// A setting and what becomes of it.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    /// As it was.
    pub(super) before: Option<Setting>,
    /// The id under which something deleted was known.
    pub(super) id: Option<String>,
    /// Its name from now on.
    pub(super) name: String,
    /// What is said about it from now on.
    pub(super) after: Option<State>,
    /// The operation that named it.
    pub(super) pointer: Option<String>,
    /// Whether references follow its new name.
    pub(super) follows: bool,
}

impl Planned {
    /// One that nothing happens to.
    pub(super) fn kept(setting: Setting) -> Self {
        let (name, after) = (setting.name.clone(), Some(setting.state.clone()));
        Self { before: Some(setting), id: None, name, after, pointer: None, follows: false }
    }

    fn differs(&self) -> bool {
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => before.name != self.name || before.state != *after,
            (before, after) => before.is_some() != after.is_some(),
        }
    }
}

/// What a save would do.
pub(super) struct Plan {
    models: Vec<Model>,
}

impl Plan {
    /// Carries everything out in memory and judges what comes of it.
    pub(super) fn make(
        stored: Vec<(&'static dyn Source, Vec<Setting>)>,
        operations: Vec<Operation>,
        support: bool,
    ) -> Result<Self, SettingsFault> {
        let mut models: Vec<Model> = stored.into_iter().map(|(source, all)| Model::new(source, all)).collect();
        let before = circles(&models, |planned| planned.before.as_ref().map(|before| (&before.name, &before.state)));
        let (mut faults, mut conflicts) = (Vec::new(), Vec::new());
        for operation in operations {
            let Some(model) = models.iter_mut().find(|model| model.source.kind() == operation.kind) else {
                faults.push((operation.pointer, FieldFault::NoSuchThing));
                continue;
            };
            match model.step(operation) {
                Step::Done => {}
                Step::Fault(pointer, fault) => faults.push((pointer, fault)),
                Step::Conflict(conflict) => conflicts.push(*conflict),
            }
        }
        if !conflicts.is_empty() {
            return Err(SettingsFault::Conflict(conflicts));
        }
        let plan = Self { models };
        faults.extend(plan.faults());
        if !faults.is_empty() {
            return Err(SettingsFault::Fields(faults));
        }
        if let Some(name) = plan.protected().filter(|_| !support) {
            return Err(SettingsFault::Protected(name));
        }
        plan.with_references_following().without_new_circles(&before)
    }

    /// What is wrong with what would be stored.
    fn faults(&self) -> Vec<(String, FieldFault)> {
        let mut faults = Vec::new();
        for model in &self.models {
            for planned in model.settings.iter().filter(|planned| planned.differs()) {
                let (Some(state), Some(pointer)) = (&planned.after, &planned.pointer) else { continue };
                for (field, fault) in model.source.judge(&planned.name, state) {
                    let field = if field == "/name" && planned.follows { "/to" } else { field };
                    faults.push((format!("{pointer}{field}"), fault));
                }
            }
            faults.extend(model.taken());
        }
        faults
    }

    /// One that is protected, or would be, and is to be changed.
    fn protected(&self) -> Option<String> {
        let mut all = self.models.iter().flat_map(|model| &model.settings);
        let guarded = |planned: &&Planned| {
            let before = planned.before.as_ref().is_some_and(|before| before.state.protected);
            planned.differs() && (before || planned.after.as_ref().is_some_and(|after| after.protected))
        };
        all.find(guarded).map(|planned| planned.before.as_ref().map_or(&planned.name, |before| &before.name).clone())
    }

    fn with_references_following(mut self) -> Self {
        let of_variables = |model: &&Model| model.source.kind() == SettingKind::Variable;
        let renamed = |planned: &Planned| {
            let before = planned.before.as_ref().filter(|before| planned.follows && before.name != planned.name)?;
            planned.after.as_ref()?;
            Some(Renaming::Variable { from: before.name.clone(), to: planned.name.clone() })
        };
        let renamings: Vec<Renaming> =
            self.models.iter().filter(of_variables).flat_map(|model| &model.settings).filter_map(renamed).collect();
        if !renamings.is_empty() {
            for model in &mut self.models {
                model.follow(&renamings);
            }
        }
        self
    }

    /// Refuses circles that were not there before; one that was may stay until somebody mends it.
    fn without_new_circles(self, before: &[HashSet<String>]) -> Result<Self, SettingsFault> {
        let after = circles(&self.models, |planned| planned.after.as_ref().map(|after| (&planned.name, after)));
        let Some(new) = after.into_iter().find(|circle| !before.iter().any(|known| circle.is_subset(known))) else {
            return Ok(self);
        };
        let members: Vec<&Planned> = self
            .models
            .iter()
            .filter(|model| model.source.kind() == SettingKind::Variable)
            .flat_map(|model| model.settings.iter().filter(|planned| new.contains(&model.source.key(&planned.name))))
            .filter(|planned| planned.after.is_some())
            .collect();
        let pointers = members.iter().filter_map(|planned| planned.pointer.clone());
        Err(SettingsFault::Cycle {
            pointers: pointers.map(|pointer| format!("{pointer}/value")).collect(),
            names: members.iter().map(|planned| planned.name.clone()).collect(),
        })
    }

    fn shown(&self) -> impl Iterator<Item = (&'static dyn Source, &Planned)> {
        self.models.iter().flat_map(|model| {
            let named = |planned: &&Planned| planned.pointer.is_some() || planned.differs();
            model.settings.iter().filter(named).map(|planned| (model.source, planned))
        })
    }

    /// What the answer says: what was asked for, and what follows from it.
    pub(super) fn items(&self, now: Timestamp) -> Vec<ChangedSetting> {
        self.shown().map(|(source, planned)| planned.shown(source, now)).collect()
    }

    pub(super) fn changes_nothing(&self) -> bool {
        !self.shown().any(|(_, planned)| planned.differs())
    }

    /// What each source has to write, each with its place among the items.
    pub(super) fn edits(&self) -> Vec<EditsOf> {
        let edit = |planned: &Planned| Edit {
            before: planned.before.clone(),
            id: planned.id.clone(),
            name: if planned.after.is_some() {
                planned.name.clone()
            } else {
                planned.before.as_ref().map_or_else(String::new, |before| before.name.clone())
            },
            after: planned.after.clone(),
        };
        let items: Vec<(&'static dyn Source, &Planned)> = self.shown().collect();
        self.models
            .iter()
            .map(|model| {
                let own = items
                    .iter()
                    .enumerate()
                    .filter(|(_, (source, planned))| source.kind() == model.source.kind() && planned.differs());
                (model.source, own.map(|(at, (_, planned))| (at, edit(planned))).collect::<Vec<_>>())
            })
            .filter(|(_, edits)| !edits.is_empty())
            .collect()
    }
}

/// The circles among variables, by what their names are compared by.
fn circles<'a>(
    models: &'a [Model],
    side: impl Fn(&'a Planned) -> Option<(&'a String, &'a State)>,
) -> Vec<HashSet<String>> {
    let Some(model) = models.iter().find(|model| model.source.kind() == SettingKind::Variable) else {
        return Vec::new();
    };
    let all: Vec<(&String, &State)> = model.settings.iter().filter_map(side).collect();
    let nothing = |_: &Reference| Fact::Missing;
    let graph = Graph::new(all.iter().map(|(name, state)| (name.as_str(), state.value.expose(), false)), &nothing);
    let names = |circle: &Vec<usize>| circle.iter().map(|at| model.source.key(all[*at].0)).collect();
    graph.cycles().iter().map(names).collect()
}
