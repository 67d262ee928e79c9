//! A resource type while it is edited: what was stored, what stands there now, and what the server said about it.

use shared::{
    api::resource_type::{PatchResourceType, TypeDefinition},
    problem::Problem,
    resource::{Phase, PhaseFlag, TypeParameter},
};

/// A type that is being edited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TypeDraft {
    stored: TypeDefinition,
    /// What stands there now.
    pub now: TypeDefinition,
    refused: Vec<(String, String)>,
}

impl TypeDraft {
    /// Begins with what is stored.
    pub(crate) fn new(stored: TypeDefinition) -> Self {
        Self { now: stored.clone(), stored, refused: Vec::new() }
    }

    /// Whether there is something to save.
    pub(crate) fn dirty(&self) -> bool {
        self.now != self.stored
    }

    /// Back to what is stored.
    pub(crate) fn undo(&mut self) {
        self.now = self.stored.clone();
        self.refused.clear();
    }

    /// Changes something; what the server said about the old text is over.
    pub(crate) fn edit(&mut self, pointer: &str, change: impl FnOnce(&mut TypeDefinition)) {
        change(&mut self.now);
        self.refused.retain(|(known, _)| known != pointer);
    }

    /// Changes a parameter, if it is there.
    pub(crate) fn edit_parameter(&mut self, row: usize, part: &str, change: impl FnOnce(&mut TypeParameter)) {
        self.edit(&format!("/parameters/{row}/{part}"), |definition| {
            if let Some(parameter) = definition.parameters.get_mut(row) {
                change(parameter);
            }
        });
    }

    /// The parameter of a row.
    pub(crate) fn parameter(&self, row: usize) -> TypeParameter {
        self.now.parameters.get(row).cloned().unwrap_or_else(empty_parameter)
    }

    /// Adds an empty parameter at the end.
    pub(crate) fn add(&mut self) {
        self.now.parameters.push(empty_parameter());
    }

    /// Takes a parameter away; the rows below move up, so what was said about rows is over.
    pub(crate) fn remove(&mut self, row: usize) {
        if row < self.now.parameters.len() {
            self.now.parameters.remove(row);
            self.refused.retain(|(pointer, _)| !pointer.starts_with("/parameters/"));
        }
    }

    /// Moves a parameter one row up.
    pub(crate) fn lift(&mut self, row: usize) {
        if row > 0 && row < self.now.parameters.len() {
            self.now.parameters.swap(row - 1, row);
            self.refused.retain(|(pointer, _)| !pointer.starts_with("/parameters/"));
        }
    }

    /// What the server does not accept, if it says so field by field.
    pub(crate) fn refuse(&mut self, problem: &Problem) -> bool {
        self.refused = problem.errors.iter().map(|error| (error.pointer.clone(), error.detail.clone())).collect();
        !self.refused.is_empty()
    }

    /// What was said about exactly this place.
    pub(crate) fn verdict(&self, pointer: &str) -> Option<String> {
        self.refused.iter().find(|(known, _)| known == pointer).map(|(_, words)| words.clone())
    }

    /// What was said about this place or anything below it.
    pub(crate) fn verdict_below(&self, pointer: &str) -> Option<String> {
        let below = |known: &str| known == pointer || known.starts_with(&format!("{pointer}/"));
        self.refused.iter().find(|(known, _)| below(known)).map(|(_, words)| words.clone())
    }

    /// The request that stores it.
    pub(crate) fn request(&self) -> PatchResourceType {
        let now = self.now.clone();
        PatchResourceType {
            name: Some(now.name),
            description: Some(now.description),
            usage: Some(now.usage),
            grants: Some(now.grants),
            client_auth: Some(now.client_auth),
            endpoints: Some(now.endpoints),
            parameters: Some(now.parameters),
            expected_response_fields: Some(now.expected_response_fields),
            refresh_token_days: Some(now.refresh_token_days),
            warning_days: Some(now.warning_days),
            recovery: Some(now.recovery),
            grace_seconds: Some(now.grace_seconds),
            // Not edited here: what it knows of directories and permissions is kept.
            ..PatchResourceType::default()
        }
    }
}

fn empty_parameter() -> TypeParameter {
    TypeParameter {
        name: String::new(),
        description: shared::text::LocalizedText::default(),
        secret: false,
        url_encode: true,
        phases: vec![PhaseFlag::TokenRequest],
        defaults: shared::resource::PhaseValues::default(),
        application_default: None,
    }
}

/// Ticks or unticks a flag.
pub(crate) fn toggle<T: PartialEq>(list: &mut Vec<T>, entry: T) {
    match list.iter().position(|known| *known == entry) {
        Some(at) => drop(list.remove(at)),
        None => list.push(entry),
    }
}

/// Writes a default; an empty one is none.
pub(crate) fn set_default(parameter: &mut TypeParameter, phase: Phase, text: &str) {
    parameter.defaults.set(phase, Some(text.to_owned()).filter(|text| !text.is_empty()));
}

/// An empty text is nothing.
pub(crate) fn given(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

/// Words separated by commas or spaces.
pub(crate) fn words(text: &str) -> Vec<String> {
    text.split([',', ' ']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use shared::problem::FieldProblem;

    use super::*;

    fn draft() -> TypeDraft {
        let mut first = empty_parameter();
        first.name = "client_id".to_owned();
        TypeDraft::new(TypeDefinition { name: "Mail".into(), parameters: vec![first], ..TypeDefinition::default() })
    }

    #[test]
    fn what_is_typed_is_dirty_until_it_is_undone() {
        let mut draft = draft();
        assert!(!draft.dirty());
        draft.edit_parameter(0, "phases", |p| toggle(&mut p.phases, PhaseFlag::RefreshRequest));
        assert!(draft.dirty() && draft.parameter(0).sent_in(Phase::Refresh));
        draft.edit_parameter(0, "phases", |p| toggle(&mut p.phases, PhaseFlag::RefreshRequest));
        assert!(!draft.dirty());
        draft.add();
        draft.lift(1);
        assert_eq!(draft.parameter(1).name, "client_id");
        draft.undo();
        assert!(!draft.dirty());
    }

    #[test]
    fn what_the_server_says_stays_at_its_place_until_that_is_changed() {
        let mut draft = draft();
        let mut problem: Problem = serde_json::from_str(
            r#"{"type":"t","title":"t","status":422,"detail":"d","code":"request.invalid","request_id":"r"}"#,
        )
        .expect("a problem");
        assert!(!draft.refuse(&problem));
        problem.errors =
            vec![FieldProblem { pointer: "/parameters/0/name".into(), code: "twice".into(), detail: "No.".into() }];
        assert!(draft.refuse(&problem));
        assert_eq!(draft.verdict("/parameters/0/name").as_deref(), Some("No."));
        assert_eq!(draft.verdict_below("/parameters").as_deref(), Some("No."));
        draft.edit_parameter(0, "name", |p| p.name = "other".into());
        assert_eq!(draft.verdict_below("/parameters"), None);
    }

    #[test]
    fn words_are_separated_by_commas_or_spaces() {
        assert_eq!(words("expires_in, scope  id_token,"), ["expires_in", "scope", "id_token"]);
    }
}
