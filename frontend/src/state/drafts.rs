//! Edits of variables that are not saved yet: staged one by one, counted, shown beside what they replace, and saved
//! together as one change of their environment.

use std::collections::BTreeMap;

use shared::{
    api::{
        resource::ShownValue,
        setting_change::{OperationKind, SettingConflict, VariableOperation},
        variable::MatrixCell,
    },
    problem::Problem,
    secret::SecretText,
    variable::key,
};

use super::matrix::Matrix;

/// A variable of an environment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Spot {
    /// The environment's id.
    pub environment: String,
    /// The name in what makes two names the same.
    key: String,
}

impl Spot {
    /// The variable `name` of the environment with this id.
    pub(crate) fn new(environment: impl Into<String>, name: &str) -> Self {
        Self { environment: environment.into(), key: key(name) }
    }

    /// Whether a variable of this name is meant.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        self.key == key(name)
    }
}

/// What a cell shows instead of what is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shown {
    /// This value.
    Value(String),
    /// A secret; it is not shown.
    Secret,
    /// What is stored, with something else about it changed.
    Stored,
    /// That it will be gone.
    Deleted,
    /// What is stored, under another name.
    Renamed(String),
}

/// The staged edits, and what the server said about them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Drafts {
    staged: BTreeMap<Spot, VariableOperation>,
    refused: BTreeMap<Spot, Vec<String>>,
}

impl Drafts {
    /// How many edits are staged.
    pub(crate) fn count(&self) -> usize {
        self.staged.len()
    }

    /// The edit of a variable.
    pub(crate) fn get(&self, spot: &Spot) -> Option<&VariableOperation> {
        self.staged.get(spot)
    }

    /// Whether anything is staged for the name that is told from others by `key`, in any environment.
    pub(crate) fn touch(&self, key: &str) -> bool {
        self.staged.keys().any(|spot| spot.key == key)
    }

    /// What the cell of a variable shows; nothing: what is stored. `secret`: whether it is one already.
    pub(crate) fn shown(&self, spot: &Spot, secret: bool) -> Option<Shown> {
        let edit = self.staged.get(spot)?;
        Some(match edit.op {
            OperationKind::Delete => Shown::Deleted,
            OperationKind::Rename => Shown::Renamed(edit.to.clone().unwrap_or_default()),
            OperationKind::Put => match &edit.value {
                Some(Some(_)) if edit.secret.unwrap_or(secret) => Shown::Secret,
                Some(Some(value)) => Shown::Value(value.expose().to_owned()),
                _ => Shown::Stored,
            },
        })
    }

    /// Stages an edit instead of the one that was there; it was made on `seen`, or on nothing.
    pub(crate) fn stage(&mut self, spot: Spot, edit: VariableOperation, seen: Option<&MatrixCell>) {
        self.refused.remove(&spot);
        // Of an edit that goes on, what it was begun on stays: somebody may have saved in between.
        let expected = self.staged.get(&spot).and_then(|edit| edit.expected_version);
        let expected_version = Some(expected.unwrap_or_else(|| seen.map(|cell| cell.version)));
        self.staged.insert(spot, VariableOperation { expected_version, ..edit });
    }

    /// Stages another value; one that is stored already is no edit. Of a variable that is not there yet, what it is
    /// follows `like`, the same variable of another environment.
    pub(crate) fn stage_value(
        &mut self,
        spot: Spot,
        name: &str,
        value: String,
        seen: Option<&MatrixCell>,
        like: Option<&MatrixCell>,
    ) {
        let same = seen.is_some_and(|cell| matches!(&cell.value, ShownValue::Plain(text) if *text == value));
        let edit = match self.staged.remove(&spot) {
            Some(edit) if edit.op == OperationKind::Put => edit,
            _ => VariableOperation { name: name.to_owned(), ..VariableOperation::default() },
        };
        let only_value = edit.kind.is_none() && edit.description.is_none() && edit.protected.is_none();
        if same && only_value {
            self.refused.remove(&spot);
            return;
        }
        let mut edit = VariableOperation { value: Some(Some(SecretText::new(value))), ..edit };
        if let (None, Some(like), None) = (seen, like, edit.kind) {
            edit.kind = Some(like.kind);
            edit.options = Some(like.options.clone());
            edit.secret = Some(like.secret);
            edit.description = Some(like.description.clone());
        }
        self.stage(spot, edit, seen);
    }

    /// Takes an edit back.
    pub(crate) fn undo(&mut self, spot: &Spot) {
        self.staged.remove(spot);
        self.refused.remove(spot);
    }

    /// Takes all of them back.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The environments that have staged edits, by id.
    pub(crate) fn environments(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.staged.keys().map(|spot| spot.environment.clone()).collect();
        ids.dedup();
        ids
    }

    /// The edits of an environment, in the order in which they are sent.
    pub(crate) fn of(&self, environment: &str) -> Vec<(Spot, VariableOperation)> {
        let here = |(spot, _): &(&Spot, _)| spot.environment == environment;
        self.staged.iter().filter(here).map(|(spot, edit)| (spot.clone(), edit.clone())).collect()
    }

    /// Names that are staged and that `matrix` does not know, in order.
    pub(crate) fn names_beyond(&self, matrix: &Matrix) -> Vec<String> {
        let mut names: Vec<String> = self
            .staged
            .values()
            .filter(|edit| edit.op == OperationKind::Put && matrix.row(&edit.name).is_none())
            .map(|edit| edit.name.clone())
            .collect();
        names.sort();
        names.dedup_by_key(|name| key(name));
        names
    }

    /// The edits of an environment are saved.
    pub(crate) fn saved(&mut self, environment: &str) {
        self.staged.retain(|spot, _| spot.environment != environment);
        self.refused.retain(|spot, _| spot.environment != environment);
    }

    /// Takes over what the server says about edits of an environment: beside the edit it points to. Answers whether
    /// all of it found its place.
    pub(crate) fn refuse(&mut self, environment: &str, problem: &Problem) -> bool {
        let spots: Vec<Spot> = self.of(environment).into_iter().map(|(spot, _)| spot).collect();
        self.refused.retain(|spot, _| spot.environment != environment);
        let mut all = !problem.errors.is_empty();
        for error in &problem.errors {
            let index =
                error.pointer.strip_prefix("/operations/").and_then(|rest| rest.split('/').next()?.parse().ok());
            match index.and_then(|index: usize| spots.get(index)) {
                Some(spot) => self.refused.entry(spot.clone()).or_default().push(error.detail.clone()),
                None => all = false,
            }
        }
        all
    }

    /// What the server said about an edit.
    pub(crate) fn refused(&self, spot: &Spot) -> &[String] {
        self.refused.get(spot).map_or(&[], Vec::as_slice)
    }

    /// Somebody else was faster with a variable, and what is staged here is to hold all the same.
    pub(crate) fn insist(&mut self, spot: &Spot, conflict: &SettingConflict) {
        let gone = conflict.current.is_none();
        let Some(edit) = self.staged.get_mut(spot) else { return };
        if gone && edit.op != OperationKind::Put {
            // There is nothing left to delete or rename.
            self.undo(spot);
            return;
        }
        edit.expected_version = Some(conflict.version.filter(|_| !gone));
    }
}

#[cfg(test)]
mod tests {
    use shared::{
        api::setting_change::{SettingKind, ShownSetting},
        problem::FieldProblem,
        timestamp::Timestamp,
        variable::{VariableKind, VariableOptions},
    };

    use super::*;

    fn cell(value: &str) -> MatrixCell {
        MatrixCell {
            kind: VariableKind::Integer,
            options: VariableOptions::default(),
            secret: false,
            protected: false,
            description: "How many".into(),
            value: ShownValue::Plain(value.into()),
            problems: Vec::new(),
            version: 3,
            updated_at: Timestamp::from_millis(0),
            updated_by: "Ada".into(),
        }
    }

    fn spot(name: &str) -> Spot {
        Spot::new("e1", name)
    }

    #[test]
    fn what_is_stored_already_is_no_edit() {
        let mut drafts = Drafts::default();
        drafts.stage_value(spot("Mails"), "Mails", "7".into(), Some(&cell("5")), None);
        assert_eq!(drafts.shown(&spot("MAILS"), false), Some(Shown::Value("7".into())));
        assert_eq!(drafts.get(&spot("Mails")).and_then(|edit| edit.expected_version), Some(Some(3)));
        drafts.stage_value(spot("Mails"), "Mails", "5".into(), Some(&cell("5")), None);
        assert_eq!(drafts.count(), 0);
    }

    #[test]
    fn a_new_variable_is_like_the_one_beside_it() {
        let mut drafts = Drafts::default();
        drafts.stage_value(spot("Mails"), "Mails", "7".into(), None, Some(&cell("5")));
        let edit = drafts.get(&spot("Mails")).expect("staged");
        assert_eq!(edit.expected_version, Some(None), "only if nobody makes it meanwhile");
        assert_eq!(edit.kind, Some(VariableKind::Integer));
        assert_eq!(edit.description.as_deref(), Some("How many"));
    }

    #[test]
    fn an_edit_that_goes_on_remembers_what_it_was_begun_on() {
        let mut drafts = Drafts::default();
        drafts.stage(
            spot("a"),
            VariableOperation { name: "a".into(), ..VariableOperation::default() },
            Some(&cell("1")),
        );
        let newer = MatrixCell { version: 9, ..cell("2") };
        drafts.stage(spot("a"), VariableOperation { name: "a".into(), ..VariableOperation::default() }, Some(&newer));
        assert_eq!(drafts.get(&spot("a")).and_then(|edit| edit.expected_version), Some(Some(3)));
    }

    #[test]
    fn the_servers_words_stand_beside_the_edit_they_are_about() {
        let mut drafts = Drafts::default();
        for name in ["b", "a"] {
            drafts.stage_value(spot(name), name, "x".into(), None, None);
        }
        let mut problem: Problem = serde_json::from_value(serde_json::json!({
            "type": "", "title": "", "status": 422, "detail": "", "code": "request.invalid", "request_id": "",
        }))
        .expect("a problem");
        problem.errors =
            vec![FieldProblem { pointer: "/operations/1/value".into(), code: "integer".into(), detail: "No.".into() }];
        assert!(drafts.refuse("e1", &problem));
        assert_eq!(drafts.refused(&spot("b")), ["No.".to_owned()], "sent in the order of names");
        assert!(drafts.refused(&spot("a")).is_empty());
    }

    #[test]
    fn insisting_means_the_newer_version_and_asks_nothing_of_what_is_gone() {
        let conflict = |version: Option<i64>| SettingConflict {
            pointer: "/operations/0".into(),
            kind: SettingKind::Variable,
            name: "a".into(),
            expected_version: Some(3),
            current: version.map(|_| ShownSetting {
                name: "a".into(),
                kind: "string".into(),
                options: VariableOptions::default(),
                secret: false,
                protected: false,
                description: String::new(),
                value: ShownValue::Plain("theirs".into()),
            }),
            version,
            updated_at: None,
            updated_by: None,
        };
        let mut drafts = Drafts::default();
        drafts.stage_value(spot("a"), "a", "mine".into(), Some(&cell("1")), None);
        drafts.insist(&spot("a"), &conflict(Some(4)));
        assert_eq!(drafts.get(&spot("a")).and_then(|edit| edit.expected_version), Some(Some(4)));
        drafts.insist(&spot("a"), &conflict(None));
        assert_eq!(drafts.get(&spot("a")).and_then(|edit| edit.expected_version), Some(None));
    }
}
