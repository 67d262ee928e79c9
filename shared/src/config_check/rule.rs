//! A kind of file and its checks as the data files say them.

use serde::{Deserialize, Serialize};

use crate::{
    resource::{Condition, LintLevel},
    text::LocalizedText,
};

/// A kind of configuration file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckedFile {
    /// Its stable name.
    #[serde(default)]
    pub id: String,
    /// What it is called.
    pub name: LocalizedText,
    /// What must be done for a change to take effect.
    pub after: LocalizedText,
    /// Names of such files; `*` stands for anything.
    #[serde(default)]
    pub files: Vec<String>,
    /// Elements that only such files have.
    #[serde(default)]
    pub elements: Vec<String>,
    /// Variables that hold the product's version, the first that is there counts.
    #[serde(default)]
    pub versions: Vec<String>,
    /// Its checks.
    #[serde(default)]
    pub checks: Vec<ConfigCheck>,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfigCheck {
    /// Its stable name.
    pub id: String,
    /// How bad a finding is.
    pub level: LintLevel,
    /// What is looked at, one place after the other; nothing: the file as a whole.
    #[serde(default)]
    pub find: Find,
    /// Judge only that nothing was found.
    #[serde(default)]
    pub missing: bool,
    /// All of these must hold.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// None of these may hold.
    #[serde(default)]
    pub unless: Vec<Condition>,
    /// What is odd. `{value}` and the other facts are filled in, here and below.
    pub what: LocalizedText,
    /// What should stand there.
    pub expected: LocalizedText,
    /// What to do about it.
    pub remedy: LocalizedText,
}

/// What a check looks at. In all patterns `*` stands for anything and `?` for one character, whatever the capitals.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Find {
    /// Attributes, elements and keys called so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub called: Vec<String>,
    /// Only attributes of elements called so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Values like this, wherever they stand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub value: Vec<String>,
    /// Connection strings called so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub connection_string: Vec<String>,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfigFinding {
    /// The check's stable name.
    pub check: String,
    /// How bad it is.
    pub level: LintLevel,
    /// Where; absent: the file as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<FoundAt>,
    /// What stands there; of a connection string, its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// What is odd.
    pub what: LocalizedText,
    /// What should stand there.
    pub expected: LocalizedText,
    /// What to do about it.
    pub remedy: LocalizedText,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FoundAt {
    /// `configuration/messageBus/system/@self`.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
}
