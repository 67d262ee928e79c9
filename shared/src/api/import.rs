//! Settings that come in as a file or a list, and go out as a file.

use serde::{Deserialize, Serialize};

use super::setting_change::{ChangeVariables, NOTE, Outcome, SETTING_NAME, SettingKind, ShownSetting};
use crate::{
    field::{FieldFault, FieldKind, FieldSpec, Report, Validate},
    secret::{SecretText, hand_out},
    settings_file::{Format, sql::Dialect},
};

/// The largest file that is imported, in bytes.
pub const MOST_CONTENT: usize = 1 << 20;

const IDENTIFIER: FieldSpec = FieldSpec { max: 128, ..FieldSpec::required("", FieldKind::Text) };

/// Takes settings over from a file or a list.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ImportSettings {
    /// What the content is.
    #[serde(default)]
    pub format: Format,
    /// The file's text, at most 1 MiB.
    #[serde(serialize_with = "hand_out")]
    pub content: SecretText,
    /// Only tell what would change.
    #[serde(default)]
    pub dry_run: bool,
    /// Whether what is there already is overwritten; `false` leaves it alone.
    #[serde(default = "yes")]
    pub overwrite: bool,
    /// Only these names; absent: all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<Vec<String>>,
    /// What the preview said under this name. With it, the import is refused if any of its names has changed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<i64>,
    /// Why, for the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

fn yes() -> bool {
    true
}

impl Validate for ImportSettings {
    fn validate(&self, report: &mut Report) {
        if self.content.is_empty() {
            report.add("/content", FieldFault::Required);
        }
        if self.content.expose().len() > MOST_CONTENT {
            report.add("/content", FieldFault::TooLong(MOST_CONTENT));
        }
        if self.expected.is_some_and(|number| number < 0) {
            report.add("/expected", FieldFault::NoSuchThing);
        }
        report.check_opt(&NOTE, self.note.as_deref());
        for (at, name) in self.only.iter().flatten().take(ChangeVariables::MOST).enumerate() {
            report.check_at(format!("/only/{at}"), &SETTING_NAME, name);
        }
        if self.only.as_ref().is_some_and(|names| names.len() > ChangeVariables::MOST) {
            report.add("/only", FieldFault::TooLong(ChangeVariables::MOST));
        }
    }
}

/// What an import did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportedSettings {
    /// What the content was read as.
    pub format: Format,
    /// The number of the change; `null`: nothing was written, because it was a dry run or nothing differs.
    pub change: Option<i64>,
    /// The number of the environment's last change that this saw; send it along to import what was previewed.
    pub expected: i64,
    /// One item for each name, in the order of the file; what cannot be taken over at the end.
    pub items: Vec<ImportItem>,
}

/// One name of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportItem {
    /// Which kind of setting.
    pub kind: SettingKind,
    /// Its name here.
    pub name: String,
    /// Its name in the file, where that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_in_file: Option<String>,
    /// What becomes of it: `new`, `changed`, `same`, `kept` or `refused`.
    pub outcome: Outcome,
    /// Why it is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ImportReason>,
    /// As it was; `null`: it was not there.
    pub before: Option<ShownSetting>,
    /// As it is, or would be; `null`: refused.
    pub after: Option<ShownSetting>,
    /// Where it stands in the file, from 1.
    pub line: usize,
}

/// Why a name is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportReason {
    /// The stable code.
    pub code: String,
    /// What is wrong and what to do about it, in the caller's language.
    pub detail: String,
}

/// How settings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum RenderFormat {
    /// `.env`.
    #[default]
    Env,
    /// JSON.
    Json,
    /// Sections of a .NET configuration file.
    Xml,
    /// Statements that fill a table of parameters.
    Sql,
    /// A sheet of values for people.
    Csv,
}

/// Whether secrets are written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum RenderSecrets {
    /// They are.
    #[default]
    Include,
    /// They are left out, and it is said where.
    Omit,
}

/// `?…` of a rendered environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenderQuery {
    /// How.
    #[serde(default)]
    pub format: RenderFormat,
    /// Only what this playbook needs.
    #[serde(default)]
    pub playbook: Option<String>,
    /// `sql`: whose.
    #[serde(default)]
    pub dialect: Dialect,
    /// `sql`: the table.
    #[serde(default)]
    pub table: Option<String>,
    /// `sql`: the column of names.
    #[serde(default)]
    pub name_column: Option<String>,
    /// `sql`: the column of values.
    #[serde(default)]
    pub value_column: Option<String>,
    /// Whether secrets are written out.
    #[serde(default)]
    pub secrets: RenderSecrets,
}

impl Validate for RenderQuery {
    fn validate(&self, report: &mut Report) {
        for (name, given) in
            [("table", &self.table), ("name_column", &self.name_column), ("value_column", &self.value_column)]
        {
            if let Some(given) = given {
                report.check_at(format!("/{name}"), &IDENTIFIER, given);
            }
        }
    }
}
