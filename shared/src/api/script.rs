//! Generated scripts of a migration.

use serde::{Deserialize, Serialize};

use crate::{
    field::{FieldKind, FieldSpec, Report, Validate},
    script::{Language, ScriptId},
};

/// `?language=&resource=` of a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptQuery {
    /// `powershell`, `az` or `json`.
    pub language: Language,
    /// The role of the resource that it is about; needed where a playbook has several.
    #[serde(default)]
    pub resource: Option<String>,
}

/// A script. No secret is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScriptText {
    /// Which.
    pub script: ScriptId,
    /// How it is written.
    pub language: Language,
    /// The languages that it can be had in.
    pub languages: Vec<Language>,
    /// A name for its file.
    pub file_name: String,
    /// Whether its file must begin with a byte order mark, for Windows PowerShell.
    pub bom: bool,
    /// The text.
    pub text: String,
    /// What it does, in the caller's language.
    pub about: String,
    /// Permissions that are not in it, because the language cannot look up their ids.
    #[serde(default)]
    pub left_out: Vec<String>,
}

/// The role in `?resource=`.
pub const ROLE: FieldSpec = FieldSpec { max: 100, ..FieldSpec::optional("resource", FieldKind::Text) };

impl Validate for ScriptQuery {
    fn validate(&self, report: &mut Report) {
        report.check_opt(&ROLE, self.resource.as_deref());
    }
}
