//! What stands in the form of a variable, and the edit that it amounts to.

use shared::{
    api::{resource::ShownValue, setting_change::VariableOperation, variable::MatrixCell},
    field::FieldFault,
    secret::SecretText,
    variable::{VariableKind, VariableOptions, judge},
};

use crate::i18n::{Text, txt};

/// What a kind is called.
pub(super) fn kind_name(kind: VariableKind) -> Text {
    match kind {
        VariableKind::String => txt::VARIABLE_KIND_STRING,
        VariableKind::Integer => txt::VARIABLE_KIND_INTEGER,
        VariableKind::Boolean => txt::VARIABLE_KIND_BOOLEAN,
        VariableKind::Enum => txt::VARIABLE_KIND_ENUM,
        VariableKind::Url => txt::VARIABLE_KIND_URL,
        VariableKind::Email => txt::VARIABLE_KIND_EMAIL,
        VariableKind::Guid => txt::VARIABLE_KIND_GUID,
        VariableKind::Duration => txt::VARIABLE_KIND_DURATION,
        VariableKind::Secret => txt::VARIABLE_KIND_SECRET,
    }
}

/// What stands in the form.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Typed {
    /// Its name.
    pub(super) name: String,
    /// What it is.
    pub(super) kind: VariableKind,
    /// Its value; empty where a secret is kept.
    pub(super) value: String,
    /// The least number.
    pub(super) minimum: String,
    /// The largest number.
    pub(super) maximum: String,
    /// What it is one of, one a line.
    pub(super) choices: String,
    /// Whether it is never shown.
    pub(super) secret: bool,
    /// Whether only the support team may change it.
    pub(super) protected: bool,
    /// What it is for.
    pub(super) description: String,
}

impl Typed {
    /// What the form begins with.
    pub(super) fn start(name: &str, stored: Option<&MatrixCell>, draft: Option<&VariableOperation>) -> Self {
        let options = draft.and_then(|edit| edit.options.clone()).or_else(|| stored.map(|cell| cell.options.clone()));
        let options = options.unwrap_or_default();
        let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        let kept = stored.and_then(|cell| match &cell.value {
            ShownValue::Plain(text) => Some(text.clone()),
            ShownValue::Secret(_) => None,
        });
        let typed = draft.and_then(|edit| edit.value.clone().flatten()).map(|value| value.expose().to_owned());
        Self {
            name: name.to_owned(),
            kind: draft.and_then(|edit| edit.kind).or(stored.map(|cell| cell.kind)).unwrap_or_default(),
            value: typed.or(kept).unwrap_or_default(),
            minimum: number(options.minimum),
            maximum: number(options.maximum),
            choices: options.choices.join("\n"),
            secret: draft.and_then(|edit| edit.secret).or(stored.map(|cell| cell.secret)).unwrap_or_default(),
            protected: draft.and_then(|edit| edit.protected).or(stored.map(|cell| cell.protected)).unwrap_or_default(),
            description: draft
                .and_then(|edit| edit.description.clone())
                .or_else(|| stored.map(|cell| cell.description.clone()))
                .unwrap_or_default(),
        }
    }

    fn numeric(&self) -> bool {
        matches!(self.kind, VariableKind::Integer | VariableKind::Duration)
    }

    /// Whether the value is never shown.
    pub(super) fn hidden(&self) -> bool {
        self.secret || self.kind == VariableKind::Secret
    }

    /// What narrows the kind.
    pub(super) fn options(&self) -> VariableOptions {
        let number = |text: &str| if self.numeric() { text.trim().parse().ok() } else { None };
        let lines = self.choices.lines().map(str::trim).filter(|line| !line.is_empty());
        VariableOptions {
            minimum: number(&self.minimum),
            maximum: number(&self.maximum),
            choices: if self.kind == VariableKind::Enum { lines.map(str::to_owned).collect() } else { Vec::new() },
        }
    }

    /// What is wrong with the value.
    pub(super) fn fault_of_value(&self) -> Option<FieldFault> {
        judge(self.kind, &self.options(), &self.value).err()
    }

    /// What is wrong with the limits.
    pub(super) fn fault_of_options(&self) -> Option<FieldFault> {
        self.options().faults(self.kind).into_iter().next().map(|(_, fault)| fault)
    }

    /// The edit that leads from what is stored to what stands here; nothing: there is no difference.
    pub(super) fn edit(&self, start: &Self, stored: Option<&MatrixCell>) -> Option<VariableOperation> {
        let fresh = stored.is_none();
        let keeps_secret = stored.is_some_and(|cell| cell.secret) && self.value.is_empty();
        let value = (fresh || self.value != start.value) && !keeps_secret;
        let edit = VariableOperation {
            name: if fresh { self.name.trim().to_owned() } else { start.name.clone() },
            value: value.then(|| Some(SecretText::new(self.value.clone()))),
            kind: (fresh || self.kind != start.kind).then_some(self.kind),
            options: (fresh || self.options() != start.options()).then(|| self.options()),
            secret: (fresh || self.hidden() != start.hidden()).then_some(self.hidden()),
            protected: (self.protected != start.protected).then_some(self.protected),
            description: (fresh || self.description != start.description).then(|| self.description.clone()),
            ..VariableOperation::default()
        };
        (fresh || *self != *start).then_some(edit)
    }
}
