//! A rule as its data file says it: what is looked at, what must hold, and the words.

use serde::{Deserialize, Serialize};

use crate::{resource::Phase, text::LocalizedText};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum LintLevel {
    /// The server at the other end will refuse.
    Error,
    /// It will probably go wrong, now or later.
    Warning,
    /// Good to know.
    Note,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LintRule {
    /// Its stable name.
    #[serde(default)]
    pub id: String,
    /// How bad it is.
    pub level: LintLevel,
    /// Where the finding shows: `parameters/scope`, `endpoints`, `endpoints/token`, `grant`, `client_auth`,
    /// `credentials`.
    pub field: String,
    /// The phases that are judged one by one; none: the resource is judged as a whole.
    #[serde(default)]
    pub phases: Vec<Phase>,
    /// All of these must hold.
    pub when: Vec<Condition>,
    /// None of these may hold.
    #[serde(default)]
    pub unless: Vec<Condition>,
    /// What is odd.
    pub what: LocalizedText,
    /// Why that matters.
    pub why: LocalizedText,
    /// What to do about it.
    pub remedy: LocalizedText,
}

/// Something that holds or does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// What is looked at; see [`super::facts`].
    pub of: String,
    /// The test.
    pub is: Test,
    /// What the test compares with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub text: Vec<String>,
    /// What else is looked at, for [`Test::SameAs`] and [`Test::OtherThan`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
}

/// A test of one or several values. Unless it says otherwise, one value that passes is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// There is a value.
    Filled,
    /// There is none.
    Empty,
    /// There are several that differ.
    Several,
    /// It is one of the texts.
    OneOf,
    /// It is none of the texts, nor among the values of `with`.
    OtherThan,
    /// It is among the values of `with`, whatever the capitals.
    SameAs,
    /// It holds one of the texts.
    Containing,
    /// It begins with one of the texts.
    Starting,
    /// It ends in one of the texts.
    Ending,
    /// It ends in none of the texts.
    NotEnding,
    /// It is a GUID.
    Guid,
    /// It is none.
    NotGuid,
    /// It has capitals.
    Capitals,
    /// It begins or ends with white space, or with a quotation mark.
    Spaced,
    /// As a date it is the first text or later.
    From,
}

/// One finding, and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Finding {
    /// The rule's stable name.
    pub rule: String,
    /// How bad it is.
    pub level: LintLevel,
    /// What it is about: `parameters/scope`, `endpoints/token`, `grant`, `client_auth`, `credentials`.
    pub field: String,
    /// The request that it is about; absent: the resource as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,
    /// What is odd.
    pub what: LocalizedText,
    /// Why that matters.
    pub why: LocalizedText,
    /// What to do about it.
    pub remedy: LocalizedText,
}

impl Finding {
    /// What `rule` found in `phase`.
    pub(super) fn of(rule: &LintRule, phase: Option<Phase>) -> Self {
        Self {
            rule: rule.id.clone(),
            level: rule.level,
            field: rule.field.clone(),
            phase,
            what: rule.what.clone(),
            why: rule.why.clone(),
            remedy: rule.remedy.clone(),
        }
    }
}
