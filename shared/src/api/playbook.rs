//! Playbooks as they are published, uploaded, and asked whether they concern somebody.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    field::{FieldFault, FieldKind, FieldSpec, Report, Validate},
    playbook::{Playbook, PlaybookTexts},
    text::LocalizedText,
    timestamp::Timestamp,
};

/// A playbook in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaybookSummary {
    /// Its stable name.
    pub id: String,
    /// Its version.
    pub version: u32,
    /// The family of products that it belongs to.
    pub product: String,
    /// What it is called.
    pub name: LocalizedText,
    /// What it does, in a sentence.
    pub summary: LocalizedText,
    /// The deadlines that concern it, by their stable names.
    pub deadlines: Vec<String>,
    /// Whether it came with the program; others were uploaded.
    pub built_in: bool,
    /// How many steps it has at most.
    pub steps: usize,
    /// What is kept of it; only in the list, and only for who may upload playbooks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keeping: Option<PlaybookKeeping>,
}

/// What portal administrators see of a playbook besides.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaybookKeeping {
    /// How many versions of it were uploaded; 0: it came with the program.
    pub versions: i64,
    /// When the newest of them was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uploaded_at: Option<Timestamp>,
    /// Who uploaded the newest, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uploaded_by: Option<String>,
    /// How many migrations run it, in all tenants.
    pub migrations: i64,
}

/// A playbook with everything that it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaybookDetail {
    /// Whether it came with the program.
    pub built_in: bool,
    /// When it was uploaded; absent: it came with the program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uploaded_at: Option<Timestamp>,
    /// The playbook.
    pub playbook: Playbook,
    /// Its words.
    pub texts: PlaybookTexts,
}

/// Uploads a playbook of one's own, or a newer version of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UploadPlaybook {
    /// `playbook.toml`.
    pub playbook: String,
    /// `en.toml`.
    pub en: String,
    /// `nl.toml`.
    pub nl: String,
    /// Only tell what is wrong with it.
    #[serde(default)]
    pub dry_run: bool,
}

/// A file of a playbook: 256 KiB at most.
const FILE: FieldSpec = FieldSpec { max: 262_144, ..FieldSpec::required("playbook", FieldKind::MultiLine) };

impl Validate for UploadPlaybook {
    fn validate(&self, report: &mut Report) {
        report.check(&FILE, &self.playbook);
        report.check(&FieldSpec { name: "en", ..FILE }, &self.en);
        report.check(&FieldSpec { name: "nl", ..FILE }, &self.nl);
    }
}

/// A playbook's three files, as they were written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaybookFiles {
    /// `playbook.toml`.
    pub playbook: String,
    /// `en.toml`.
    pub en: String,
    /// `nl.toml`.
    pub nl: String,
}

/// What an upload came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UploadedPlaybook {
    /// The playbook; `null`: it cannot be read.
    pub playbook: Option<PlaybookSummary>,
    /// What is wrong; nothing is kept while there is anything.
    pub faults: Vec<PlaybookFault>,
    /// Whether it was kept.
    pub kept: bool,
}

/// Something wrong in a playbook's files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaybookFault {
    /// `playbook.toml`, `en.toml` or `nl.toml`.
    pub file: String,
    /// The line, from 1; 0: the file as a whole.
    pub line: usize,
    /// Stable: `syntax`, `unknown_reference`, `duplicate`, `missing_text`, `unknown_text`, `unknown_place`, …
    pub code: String,
    /// What is wrong, for people.
    pub detail: LocalizedText,
}

/// Asks what stops working, when, and what mends it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Assess {
    /// What was answered, by question.
    #[serde(default)]
    pub answers: BTreeMap<String, Vec<String>>,
    /// Service instances, one a line, as exported or copied from a table: name, service type, authentication mode and,
    /// if known, server. The first line may name the columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instances: Option<String>,
}

const ANSWERS: FieldSpec = FieldSpec::optional("answers", FieldKind::Text);
const INSTANCES: FieldSpec = FieldSpec { max: 200_000, ..FieldSpec::optional("instances", FieldKind::MultiLine) };

impl Validate for Assess {
    fn validate(&self, report: &mut Report) {
        if self.answers.len() > 100 || self.answers.values().any(|given| given.len() > 50) {
            report.add("/answers", FieldFault::TooLong(100));
        }
        for (id, given) in &self.answers {
            for answer in given.iter().chain([id]) {
                if let Err(fault) = ANSWERS.check(answer) {
                    report.add(format!("/answers/{id}"), fault);
                }
            }
        }
        report.check_opt(&INSTANCES, self.instances.as_deref());
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Assessment {
    /// Whether anything stops working; `null`: not enough was answered.
    pub affected: Option<bool>,
    /// What does and what does not, the affected first.
    pub effects: Vec<AssessedEffect>,
    /// The playbooks that mend it, the best first.
    pub playbooks: Vec<String>,
    /// The questions that are to be asked after what was answered, in their order.
    pub questions: Vec<AskedQuestion>,
    /// Those of them that are still open, by their stable names.
    pub open: Vec<String>,
    /// How many service instances were read.
    pub instances: usize,
    /// Those of which no playbook says anything (yet), by name.
    pub unjudged: Vec<String>,
    /// Lines of the list that could not be read.
    pub unread: Vec<UnreadInstance>,
}

/// Something that stops working, or does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssessedEffect {
    /// The playbook that says so.
    pub playbook: String,
    /// Its stable name there.
    pub effect: String,
    /// The service instance that it is said of; absent: the installation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Whether it stops working.
    pub affected: bool,
    /// What.
    pub what: LocalizedText,
    /// Why.
    pub why: LocalizedText,
    /// The deadline that says when, by its stable name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<String>,
    /// The playbooks that mend it.
    pub mended_by: Vec<String>,
}

/// A question that is to be asked now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AskedQuestion {
    /// Its stable name.
    pub id: String,
    /// The question.
    pub text: LocalizedText,
    /// What it is about; may be empty.
    pub help: LocalizedText,
    /// Whether several answers may be given.
    pub many: bool,
    /// What can be answered.
    pub choices: Vec<AskedChoice>,
    /// What was answered.
    pub answers: Vec<String>,
}

/// A possible answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AskedChoice {
    /// Its stable name.
    pub choice: String,
    /// What it is called.
    pub name: LocalizedText,
}

/// A line of the list that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnreadInstance {
    /// The line, from 1.
    pub line: usize,
    /// Why.
    pub detail: LocalizedText,
}
