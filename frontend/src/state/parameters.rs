//! The parameter grid: what each cell shows and sends, what was changed and not saved, what looks wrong, and the
//! requests that follow from it.

use std::collections::BTreeMap;

use shared::{
    api::{
        catalog::Acquisition,
        resource::{PutParameter, Resource, ShownValue},
    },
    connection_string::kind::KnownResource,
    resource::{
        Facts, Finding, LintRule, NationalCloud, Phase, PreviewOf, RequestKind, ResourceType, STARS, TypeParameter,
        Value, lint,
    },
    secret::{SecretState, SecretText},
    timestamp::Timestamp,
};

/// A change that is not saved yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Edit {
    /// A value of the resource's own, even an empty one.
    Set(String),
    /// The type's default again.
    Inherit,
}

/// What one cell shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    /// Whether a request of the phase carries the parameter at all.
    pub(crate) sent: bool,
    /// The type's default.
    pub(crate) default: Option<String>,
    /// The resource's own value as it is stored.
    pub(crate) own: Option<ShownValue>,
    /// What was typed over it.
    pub(crate) edit: Option<Edit>,
}

impl Cell {
    /// Whether the resource's own value holds instead of the type's default.
    pub(crate) fn overridden(&self) -> bool {
        match &self.edit {
            Some(Edit::Set(_)) => true,
            Some(Edit::Inherit) => false,
            None => self.own.is_some(),
        }
    }

    /// What stands in the cell's input.
    pub(crate) fn text(&self) -> String {
        match (&self.edit, &self.own) {
            (Some(Edit::Set(text)), _) | (None, Some(ShownValue::Plain(text))) => text.clone(),
            _ => String::new(),
        }
    }

    /// The stored secret, when there is one and nothing was typed over it.
    pub(crate) fn stored_secret(&self) -> Option<&SecretState> {
        match (&self.edit, &self.own) {
            (None, Some(ShownValue::Secret(state))) if state.set => Some(state),
            _ => None,
        }
    }

    /// The value that a request carries; stars for a stored secret.
    fn effective(&self) -> Option<String> {
        let own = match (&self.edit, &self.own) {
            (Some(Edit::Set(text)), _) | (None, Some(ShownValue::Plain(text))) => Some(text.clone()),
            (None, Some(ShownValue::Secret(state))) => state.set.then(|| STARS.to_owned()),
            _ => self.default.clone(),
        };
        own.filter(|text| !text.is_empty())
    }
}

/// The grid of one resource.
#[derive(Debug, Clone)]
pub(crate) struct Grid {
    kind: ResourceType,
    resource: Resource,
    edits: BTreeMap<(String, Phase), Edit>,
}

impl Grid {
    /// The grid of `resource`, which is of type `kind`.
    pub(crate) fn new(kind: ResourceType, resource: Resource) -> Self {
        Self { kind, resource, edits: BTreeMap::new() }
    }

    /// The type's parameters, in its order.
    pub(crate) fn parameters(&self) -> &[TypeParameter] {
        &self.kind.parameters
    }

    /// Takes over what the server stored; what is typed elsewhere stays.
    pub(crate) fn stored(&mut self, resource: Resource) {
        self.resource = resource;
    }

    /// One cell.
    pub(crate) fn cell(&self, name: &str, phase: Phase) -> Cell {
        let parameter = self.kind.parameter(name);
        Cell {
            sent: parameter.is_some_and(|p| p.sent_in(phase) && !(p.secret && phase == Phase::Authorization)),
            default: parameter.and_then(|p| p.defaults.get(phase).cloned()),
            own: self.resource.parameters.get(name).and_then(|values| values.get(phase).cloned()),
            edit: self.edits.get(&(name.to_owned(), phase)).cloned(),
        }
    }

    /// Types into a cell. What was there already is no change.
    pub(crate) fn type_in(&mut self, name: &str, phase: Phase, text: String) {
        let cell = self.cell(name, phase);
        let same = match &cell.own {
            Some(ShownValue::Plain(own)) => *own == text,
            Some(ShownValue::Secret(_)) | None => text.is_empty(),
        };
        let key = (name.to_owned(), phase);
        if same {
            self.edits.remove(&key);
        } else {
            self.edits.insert(key, Edit::Set(text));
        }
    }

    /// Takes the type's default again.
    pub(crate) fn inherit(&mut self, name: &str, phase: Phase) {
        let key = (name.to_owned(), phase);
        if self.cell(name, phase).own.is_some() {
            self.edits.insert(key, Edit::Inherit);
        } else {
            self.edits.remove(&key);
        }
    }

    /// Gives every phase that sends the parameter the value of the first that has one typed in.
    pub(crate) fn spread(&mut self, name: &str) {
        let from = Phase::ALL.into_iter().find_map(|phase| {
            let cell = self.cell(name, phase);
            (cell.sent && !cell.text().is_empty()).then(|| cell.text())
        });
        if let Some(text) = from {
            for phase in Phase::ALL {
                if self.cell(name, phase).sent {
                    self.type_in(name, phase, text.clone());
                }
            }
        }
    }

    /// Whether [`Self::spread`] would change anything.
    pub(crate) fn can_spread(&self, name: &str) -> bool {
        let texts: Vec<String> =
            Phase::ALL.into_iter().map(|phase| self.cell(name, phase)).filter(|c| c.sent).map(|c| c.text()).collect();
        texts.len() > 1 && texts.iter().any(|text| !text.is_empty()) && texts.iter().any(|text| *text != texts[0])
    }

    /// Whether a row has changes.
    pub(crate) fn dirty(&self, name: &str) -> bool {
        self.edits.keys().any(|(known, _)| known == name)
    }

    /// Whether anything has changes.
    pub(crate) fn any_dirty(&self) -> bool {
        !self.edits.is_empty()
    }

    /// Forgets a row's changes.
    pub(crate) fn undo(&mut self, name: &str) {
        self.edits.retain(|(known, _), _| known != name);
    }

    /// What saving a row asks the server.
    pub(crate) fn request(&self, name: &str) -> PutParameter {
        let given = |phase| {
            self.edits.get(&(name.to_owned(), phase)).map(|edit| match edit {
                Edit::Set(text) => Some(SecretText::new(text.clone())),
                Edit::Inherit => None,
            })
        };
        PutParameter {
            authorization: given(Phase::Authorization),
            token: given(Phase::Token),
            refresh: given(Phase::Refresh),
        }
    }

    fn value(&self, name: &str, phase: Phase) -> Option<Value> {
        let cell = self.cell(name, phase);
        if cell.stored_secret().is_some() {
            return Some(Value::Hidden);
        }
        cell.effective().map(Value::Known)
    }

    /// The resource, as connection strings that name it see it.
    pub(crate) fn known(&self) -> KnownResource {
        let Resource { name, grant, .. } = &self.resource;
        KnownResource::new(name, self.kind.id.as_str(), grant, &|name, phase| self.value(name, phase))
    }

    /// What the rules find, changes included. Of what does not show here, such as a stored secret, the server's
    /// findings are kept.
    pub(crate) fn findings(&self, rules: &[LintRule], clouds: &[NationalCloud], now: Timestamp) -> Vec<Finding> {
        let value = |name: &str, phase| self.value(name, phase);
        let facts = Facts {
            kind: &self.kind,
            grant: &self.resource.grant,
            client_auth: self.resource.client_auth,
            endpoints: &self.resource.endpoints,
            value: &value,
            names: self.resource.parameters.keys().cloned().collect(),
            credentials: None,
            now,
            clouds,
        };
        lint(rules, &facts, &self.resource.findings)
    }

    /// The request of that kind as the server will make it, if the grant makes one.
    pub(crate) fn preview(&self, which: RequestKind, acquisition: Acquisition) -> Option<String> {
        let value = |name: &str, phase| self.cell(name, phase).effective();
        let cleared = |name: &str, phase| {
            let cell = self.cell(name, phase);
            cell.overridden() && cell.effective().is_none()
        };
        let of = PreviewOf {
            kind: &self.kind,
            grant: &self.resource.grant,
            acquisition,
            client_auth: self.resource.client_auth,
            endpoints: &self.resource.endpoints,
            callback_url: &self.resource.callback_url,
            value: &value,
            cleared: &cleared,
            subject: None,
        };
        of.request(which).map(|request| request.text())
    }
}

#[cfg(test)]
#[path = "parameters_tests.rs"]
mod tests;
