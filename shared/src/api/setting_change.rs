//! Changes of an environment's settings: every save is one numbered change, whoever makes it and however many names it
//! touches.

use serde::{Deserialize, Serialize};

mod requests;

use super::resource::ShownValue;
use crate::{
    field::{FieldKind, FieldSpec},
    timestamp::Timestamp,
    variable::VariableOptions,
};

pub use requests::{ChangeVariables, CopySettings, Moment, OperationKind, RestoreSettings, VariableOperation};

/// Why a change was made, in the words of whoever made it.
pub const NOTE: FieldSpec = FieldSpec { max: 500, ..FieldSpec::optional("note", FieldKind::MultiLine) };
/// A name in a list of names, of a variable or a connection string.
pub const SETTING_NAME: FieldSpec = FieldSpec { max: 400, ..FieldSpec::required("names", FieldKind::Text) };

/// What kind of setting it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SettingKind {
    /// A variable.
    Variable,
    /// A connection string.
    ConnectionString,
}

impl SettingKind {
    /// Its name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Variable => "variable",
            Self::ConnectionString => "connection_string",
        }
    }
}

/// How a change came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChangeOrigin {
    /// One setting was edited.
    Edit,
    /// Several edits were saved at once.
    Bulk,
    /// A file or a list was imported.
    Import,
    /// Something was put back as it was.
    Restore,
    /// Settings came from another environment.
    Copy,
    /// A resource that settings refer to got another name.
    Rename,
}

impl ChangeOrigin {
    /// Every origin.
    pub const ALL: [Self; 6] = [Self::Edit, Self::Bulk, Self::Import, Self::Restore, Self::Copy, Self::Rename];

    /// Its name in the API and in storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::Bulk => "bulk",
            Self::Import => "import",
            Self::Restore => "restore",
            Self::Copy => "copy",
            Self::Rename => "rename",
        }
    }

    /// Reads a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.as_str() == name)
    }
}

/// A setting as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShownSetting {
    /// Its name.
    pub name: String,
    /// Of a variable the kind of its value, of a connection string the id of its kind.
    pub kind: String,
    /// What narrows the kind of a variable.
    #[serde(default, skip_serializing_if = "VariableOptions::is_empty")]
    pub options: VariableOptions,
    /// Whether its value is never shown.
    pub secret: bool,
    /// Whether only the support team may change it.
    pub protected: bool,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Its value; of a connection string the text with its secrets masked.
    pub value: ShownValue,
}

/// What becomes of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was not there before.
    New,
    /// It is another than before.
    Changed,
    /// It has another name, and perhaps another value.
    Renamed,
    /// It is gone.
    Deleted,
    /// It stays as it is.
    Same,
    /// It is there already, and was to be left alone.
    Kept,
    /// It is not accepted.
    Refused,
}

/// What became, or would become, of one setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangedSetting {
    /// Which kind of setting.
    pub kind: SettingKind,
    /// Its name; of a renamed one the new name.
    pub name: String,
    /// What becomes of it.
    pub outcome: Outcome,
    /// As it was; `null`: it was not there.
    pub before: Option<ShownSetting>,
    /// As it is; `null`: it is not there.
    pub after: Option<ShownSetting>,
    /// Its version afterwards; `null` when nothing was written.
    #[serde(default)]
    pub version: Option<i64>,
}

/// What a save did, or, as a dry run, would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SettingsChanged {
    /// The number of the change; `null`: nothing was written, because it was a dry run or nothing differs.
    pub change: Option<i64>,
    /// One item a setting, those included whose references followed a new name.
    pub items: Vec<ChangedSetting>,
}

/// One change of an environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SettingChange {
    /// Counts from 1 in each environment.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// `user`, `api_key`, `command` or `system`.
    pub actor_kind: String,
    /// The account's or key's id.
    pub actor_id: Option<String>,
    /// Its name at that time.
    pub actor_name: String,
    /// How it came about.
    pub origin: ChangeOrigin,
    /// Why, in the words of whoever made it.
    pub note: Option<String>,
    /// How many settings it touched.
    pub touched: u64,
    /// The names of the first of them.
    pub names: Vec<String>,
}

impl SettingChange {
    /// The most names in a list of changes; the change itself has all.
    pub const MOST_NAMES: usize = 20;
}

/// One change with everything it did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SettingChangeDetail {
    /// The change.
    pub change: SettingChange,
    /// Before and after, name by name.
    pub items: Vec<ChangedSetting>,
}

/// A setting that is not as somebody thought when they edited it. Nothing was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SettingConflict {
    /// Points to the operation in the request body.
    pub pointer: String,
    /// Which kind of setting.
    pub kind: SettingKind,
    /// The name that was meant.
    pub name: String,
    /// The version that was expected; `null`: none at all.
    pub expected_version: Option<i64>,
    /// As it is now; `null`: it is gone.
    pub current: Option<ShownSetting>,
    /// Its version now.
    pub version: Option<i64>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
    /// By whom.
    pub updated_by: Option<String>,
}
