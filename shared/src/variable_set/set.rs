//! A set as its data file says it.

use serde::{Deserialize, Serialize};

use crate::{
    resource::{Condition, LintLevel},
    text::LocalizedText,
    variable::{VariableKind, VariableOptions},
};

/// Variables that one product reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct VariableSet {
    /// Its stable name.
    pub id: String,
    /// What it is called.
    pub name: LocalizedText,
    /// What it is for.
    pub description: LocalizedText,
    /// What else the rules depend on.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// Its variables.
    pub parameters: Vec<SetParameter>,
    /// What must be filled, what must be empty, and why.
    pub rules: Vec<SetRule>,
    /// What is good to know.
    #[serde(default)]
    pub notes: Vec<SetNote>,
}

/// Something that is one of several, told by the values unless somebody says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its stable name; rules know it as `choice.ID`.
    pub id: String,
    /// What it is called.
    pub name: LocalizedText,
    /// The variable that holds it, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// What it can be.
    pub options: Vec<ChoiceOption>,
}

/// One of the things that a choice can be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChoiceOption {
    /// Its stable name.
    pub id: String,
    /// What it is called.
    pub name: LocalizedText,
    /// What it means.
    pub help: LocalizedText,
    /// It is this one when all of these hold and nobody says otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
}

/// A variable of the set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetParameter {
    /// Its name; with a `*` at its end it is a family of variables whose names begin so.
    pub name: String,
    /// Names under which it was known before; imports take it under its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// What its value is.
    #[serde(default)]
    pub kind: VariableKind,
    /// What narrows the kind.
    #[serde(default)]
    pub options: VariableOptions,
    /// Whether only the support team may change it.
    #[serde(default)]
    pub protected: bool,
    /// What holds when it is not set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// What it is for, and where its value is entered.
    pub help: LocalizedText,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetRule {
    /// Its stable name.
    pub id: String,
    /// How bad a finding is.
    pub level: LintLevel,
    /// The parameter, or `choice.ID`, where the finding shows.
    pub parameter: String,
    /// All of these must hold. Where the parameter is a family, the rule is asked of each of its members, and a `*` in
    /// a name stands for the rest of that member's name.
    pub when: Vec<Condition>,
    /// None of these may hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unless: Vec<Condition>,
    /// What is odd.
    pub what: LocalizedText,
    /// Why that matters.
    pub why: LocalizedText,
    /// What to do about it.
    pub remedy: LocalizedText,
}

/// Something good to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetNote {
    /// Its stable name.
    pub id: String,
    /// In a few words.
    pub title: LocalizedText,
    /// All of it.
    pub text: LocalizedText,
}

impl VariableSet {
    /// The parameter that a variable of this name is, under its own name or one from before.
    pub fn parameter(&self, name: &str) -> Option<&SetParameter> {
        self.parameters.iter().find(|parameter| parameter.is_called(name))
    }

    /// The name that an old name became.
    pub fn renamed(&self, name: &str) -> Option<&str> {
        let old = |alias: &String| alias.eq_ignore_ascii_case(name);
        self.parameters.iter().find(|parameter| parameter.aliases.iter().any(old)).map(|p| p.name.as_str())
    }
}

impl SetParameter {
    /// The beginning of the names of a family.
    pub fn family(&self) -> Option<&str> {
        self.name.strip_suffix('*')
    }

    /// Whether a variable of this name is meant.
    pub fn is_called(&self, name: &str) -> bool {
        match self.family() {
            Some(prefix) => member(prefix, name).is_some(),
            None => [&self.name].into_iter().chain(&self.aliases).any(|known| known.eq_ignore_ascii_case(name)),
        }
    }
}

/// What is left of a member's name behind the beginning that its family shares.
pub(super) fn member<'n>(prefix: &str, name: &'n str) -> Option<&'n str> {
    let (head, rest) = name.split_at_checked(prefix.len())?;
    (head.eq_ignore_ascii_case(prefix) && !rest.is_empty()).then_some(rest)
}
