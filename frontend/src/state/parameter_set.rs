//! A set of parameters while it is filled in: what is stored, what is typed over it, what the rules say of both
//! together, and the edits that lead from one to the other.

use std::collections::BTreeMap;

use shared::{
    api::{
        resource::ShownValue, setting_change::VariableOperation, variable::Variable, variable_set::VariableSetState,
    },
    field::FieldFault,
    resource::Value,
    secret::SecretText,
    variable::{VariableKind, judge, key},
    variable_set::{Need, SetFinding, SetParameter, SetVerdict, VariableSet, judge as judge_set, need},
};

/// The form of a set.
#[derive(Debug, Clone)]
pub(crate) struct SetDraft {
    stored: VariableSetState,
    /// What was typed, by key, with the name as it is written.
    typed: BTreeMap<String, (String, String)>,
    /// Choices that no variable holds and somebody made.
    said: BTreeMap<String, String>,
    /// What the server finds and the browser, which does not see stored secrets, cannot.
    unseen: Vec<SetFinding>,
    /// Whether what was typed is saved.
    settled: bool,
}

impl SetDraft {
    /// Nothing typed yet.
    pub(crate) fn new(stored: VariableSetState) -> Self {
        let mut draft =
            Self { stored, typed: BTreeMap::new(), said: BTreeMap::new(), unseen: Vec::new(), settled: false };
        draft.look();
        draft
    }

    /// Takes what is stored now; what was typed stays.
    pub(crate) fn rebase(&mut self, stored: VariableSetState) {
        self.stored = stored;
        let typed = std::mem::take(&mut self.typed);
        self.look();
        if std::mem::take(&mut self.settled) {
            return;
        }
        self.typed = typed;
        let settled: Vec<String> = self
            .typed
            .iter()
            .filter(|(_, (name, text))| !self.differs(name, text))
            .map(|(key, _)| key.clone())
            .collect();
        for key in settled {
            self.typed.remove(&key);
        }
    }

    /// What was typed is saved: it shows until what is stored now is read.
    pub(crate) fn settle(&mut self) {
        self.settled = true;
    }

    fn look(&mut self) {
        let seen = judge_set(self.set(), &self.given(), &self.said).findings;
        let here =
            |found: &SetFinding| seen.iter().any(|one| one.rule == found.rule && one.parameter == found.parameter);
        self.unseen = self.stored.verdict.findings.iter().filter(|found| !here(found)).cloned().collect();
    }

    /// The set.
    pub(crate) fn set(&self) -> &VariableSet {
        &self.stored.set
    }

    /// The variable of this name.
    pub(crate) fn variable(&self, name: &str) -> Option<&Variable> {
        let wanted = key(name);
        let same = |variable: &&Variable| key(&variable.name) == wanted;
        let under_old = || {
            let parameter = self.set().parameter(name).filter(|parameter| parameter.family().is_none())?;
            self.stored.variables.iter().find(|variable| parameter.is_called(&variable.name))
        };
        self.stored.variables.iter().find(same).or_else(under_old)
    }

    /// What the input shows: what was typed, else what is stored, unless that is a secret.
    pub(crate) fn text(&self, name: &str) -> String {
        let typed = self.typed.get(&key(name)).map(|(_, text)| text.clone());
        typed.or_else(|| self.plain(name)).unwrap_or_default()
    }

    fn plain(&self, name: &str) -> Option<String> {
        match &self.variable(name)?.value {
            ShownValue::Plain(text) => Some(text.clone()),
            ShownValue::Secret(_) => None,
        }
    }

    /// Dots for a secret that is stored and stays.
    pub(crate) fn kept(&self, name: &str) -> Option<String> {
        let kept = !self.typed.contains_key(&key(name));
        match &self.variable(name).filter(|_| kept)?.value {
            ShownValue::Secret(secret) if secret.set => Some(super::matrix::dots(secret)),
            _ => None,
        }
    }

    /// Whether something else is typed than is stored.
    pub(crate) fn edited(&self, name: &str) -> bool {
        self.typed.contains_key(&key(name))
    }

    fn differs(&self, name: &str, text: &str) -> bool {
        match self.variable(name).map(|variable| &variable.value) {
            None => !text.is_empty(),
            Some(ShownValue::Plain(stored)) => stored != text,
            Some(ShownValue::Secret(secret)) => !text.is_empty() || secret.set,
        }
    }

    /// Types over a value; as it is stored, the edit goes away.
    pub(crate) fn type_in(&mut self, name: &str, text: &str) {
        if self.differs(name, text) {
            self.typed.insert(key(name), (name.to_owned(), text.to_owned()));
        } else {
            self.typed.remove(&key(name));
        }
    }

    /// Takes an edit back.
    pub(crate) fn undo(&mut self, name: &str) {
        self.typed.remove(&key(name));
    }

    /// Makes a choice; where a variable holds it, that variable is typed.
    pub(crate) fn choose(&mut self, choice: &str, option: &str) {
        match self.set().choices.iter().find(|known| known.id == choice).and_then(|known| known.parameter.clone()) {
            Some(name) => self.type_in(&name, option),
            None => drop(self.said.insert(choice.to_owned(), option.to_owned())),
        }
    }

    fn given(&self) -> Vec<(String, Value)> {
        let mut given: Vec<(String, Value)> = Vec::new();
        for variable in &self.stored.variables {
            let Some((_, text)) = self.typed.get(&key(&self.own_name(&variable.name))) else {
                given.push((variable.name.clone(), stored_value(variable)));
                continue;
            };
            given.push((variable.name.clone(), typed_value(text)));
        }
        let fresh = self.typed.values().filter(|(name, _)| self.variable(name).is_none());
        given.extend(fresh.map(|(name, text)| (name.clone(), typed_value(text))));
        given
    }

    /// The name under which a variable is typed: a parameter's own, whatever the variable is called.
    fn own_name(&self, variable: &str) -> String {
        let parameter = self.set().parameter(variable).filter(|parameter| parameter.family().is_none());
        parameter.map_or_else(|| variable.to_owned(), |parameter| parameter.name.clone())
    }

    /// What the rules say of what is stored and typed together.
    pub(crate) fn verdict(&self) -> SetVerdict {
        let mut verdict = judge_set(self.set(), &self.given(), &self.said);
        // They hold for the choices that were found stored, and as long as their field is left alone.
        let holds = |found: &&SetFinding| self.said.is_empty() && !self.edited(&self.own_name(&found.parameter));
        verdict.findings.extend(self.unseen.iter().filter(holds).cloned());
        verdict.findings.sort_by_key(|finding| finding.level);
        verdict
    }

    /// What the rules ask of a parameter, the choices being what they are.
    pub(crate) fn need(&self, name: &str, verdict: &SetVerdict) -> (Need, Option<SetFinding>) {
        let chosen = verdict.choices.iter().filter_map(|choice| Some((choice.id.clone(), choice.option.clone()?)));
        need(self.set(), &self.given(), &chosen.collect(), name)
    }

    /// What is wrong with what stands in a field.
    pub(crate) fn fault(&self, name: &str) -> Option<FieldFault> {
        let (_, text) = self.typed.get(&key(name))?;
        let parameter = self.set().parameter(name)?;
        judge(parameter.kind, &parameter.options, text).err()
    }

    /// The parameters that are not families.
    pub(crate) fn single(&self) -> Vec<SetParameter> {
        self.set().parameters.iter().filter(|parameter| parameter.family().is_none()).cloned().collect()
    }

    /// The families, with what their members are called behind the prefix.
    pub(crate) fn families(&self) -> (Vec<SetParameter>, Vec<String>) {
        let families: Vec<SetParameter> =
            self.set().parameters.iter().filter(|parameter| parameter.family().is_some()).cloned().collect();
        let mut members: BTreeMap<String, String> = BTreeMap::new();
        let stored = self.stored.variables.iter().map(|variable| variable.name.as_str());
        for name in stored.chain(self.typed.values().map(|(name, _)| name.as_str())) {
            for prefix in families.iter().filter_map(SetParameter::family) {
                let rest = name.split_at_checked(prefix.len()).filter(|(head, _)| head.eq_ignore_ascii_case(prefix));
                if let Some((_, rest)) = rest.filter(|(_, rest)| !rest.is_empty()) {
                    members.entry(key(rest)).or_insert_with(|| rest.to_owned());
                }
            }
        }
        (families, members.into_values().collect())
    }

    /// How many values are edited.
    pub(crate) fn count(&self) -> usize {
        self.typed.len()
    }

    /// The edits, each on the version that was seen.
    pub(crate) fn operations(&self) -> Vec<VariableOperation> {
        let edit = |(name, text): &(String, String)| {
            let stored = self.variable(name);
            let parameter = self.set().parameter(name).filter(|_| stored.is_none());
            VariableOperation {
                name: stored.map_or_else(|| name.clone(), |variable| variable.name.clone()),
                expected_version: Some(stored.map(|variable| variable.version)),
                value: Some(Some(SecretText::new(text.clone()))),
                kind: parameter.map(|parameter| parameter.kind),
                options: parameter.map(|parameter| parameter.options.clone()).filter(|options| !options.is_empty()),
                secret: parameter.map(|parameter| parameter.kind == VariableKind::Secret),
                protected: parameter.filter(|parameter| parameter.protected).map(|_| true),
                ..VariableOperation::default()
            }
        };
        self.typed.values().map(edit).collect()
    }
}

fn stored_value(variable: &Variable) -> Value {
    match variable.resolved.as_ref() {
        Some(ShownValue::Plain(text)) => Value::Known(text.clone()),
        Some(ShownValue::Secret(secret)) if !secret.set => Value::Known(String::new()),
        _ => Value::Hidden,
    }
}

/// What a reference stands for is not known here.
fn typed_value(text: &str) -> Value {
    if text.contains("${") { Value::Hidden } else { Value::Known(text.to_owned()) }
}

#[cfg(test)]
#[path = "parameter_set_tests.rs"]
mod tests;
