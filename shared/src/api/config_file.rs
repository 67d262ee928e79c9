//! Configuration files of an environment: kept as they are, byte for byte, read, checked and patched.

use serde::{Deserialize, Serialize};

use crate::{
    config_check::ConfigFinding,
    config_file::MAX_BYTES,
    field::{FieldFault, FieldKind, FieldSpec, Report, Validate},
    ids::ConfigFileId,
    secret::{SecretText, hand_out},
    text::LocalizedText,
    timestamp::Timestamp,
};

/// The file's name, without a path.
pub const NAME: FieldSpec = FieldSpec { max: 120, ..FieldSpec::required("name", FieldKind::Text) };
/// The file's bytes in Base64.
pub const CONTENT: FieldSpec =
    FieldSpec { max: MAX_BYTES.div_ceil(3) * 4, ..FieldSpec::required("content_base64", FieldKind::Secret) };

/// A configuration file in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfigFileSummary {
    /// Its id.
    pub id: ConfigFileId,
    /// Its name, unique in the environment whatever the capitals.
    pub name: String,
    /// How many bytes it has.
    pub size: i64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Counts its versions; also the `ETag`.
    pub version: i64,
    /// When it was first uploaded.
    pub created_at: Timestamp,
    /// When its newest version was made.
    pub updated_at: Timestamp,
    /// By whom.
    pub updated_by: String,
}

/// A configuration file: what it is, what is in it and what the checks find.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfigFileDetail {
    /// What a list shows.
    #[serde(flatten)]
    pub summary: ConfigFileSummary,
    /// `utf-8`, `utf-16le`, `utf-16be`, `windows-1252` or `iso-8859-1`.
    pub encoding: String,
    /// Whether it begins with a byte order mark.
    pub bom: bool,
    /// `crlf`, `lf`, `cr`, `mixed` or `none`.
    pub line_ends: String,
    /// The kinds of file that it was recognised as.
    pub kinds: Vec<ConfigFileKind>,
    /// Its connection strings.
    pub connection_strings: Vec<ConfigFileEntry>,
    /// Its `appSettings`; values of keys that sound secret are left out.
    pub app_settings: Vec<ConfigFileEntry>,
    /// Sections that are encrypted: listed, left alone.
    pub encrypted_sections: Vec<EncryptedSection>,
    /// What the checks find, errors first.
    pub findings: Vec<ConfigFinding>,
}

/// A kind of file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfigFileKind {
    /// Its stable name.
    pub id: String,
    /// What it is called.
    pub name: LocalizedText,
    /// What must be done for a change to take effect.
    pub after: LocalizedText,
}

/// A connection string or a setting in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfigFileEntry {
    /// Its name or key.
    pub name: String,
    /// Its value, secrets masked; absent when it sounds like a secret as a whole.
    pub value: Option<String>,
    /// The line, from 1.
    pub line: usize,
}

/// A section that only the machine with the key can read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EncryptedSection {
    /// Its name.
    pub name: String,
    /// What encrypted it (`configProtectionProvider`).
    pub provider: String,
    /// The line, from 1.
    pub line: usize,
}

/// Uploads a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateConfigFile {
    /// Its name, without a path.
    pub name: String,
    /// Its bytes in Base64, at most 1 MiB of them.
    #[serde(serialize_with = "hand_out")]
    pub content_base64: SecretText,
}

impl Validate for CreateConfigFile {
    fn validate(&self, report: &mut Report) {
        check_name(report, &self.name);
        report.check_secret(&CONTENT, &self.content_base64);
    }
}

/// A new version of a file, a new name, or both.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PutConfigFile {
    /// Its name from now on; absent: as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its bytes in Base64.
    #[serde(serialize_with = "hand_out")]
    pub content_base64: SecretText,
}

impl Validate for PutConfigFile {
    fn validate(&self, report: &mut Report) {
        if let Some(name) = &self.name {
            check_name(report, name);
        }
        report.check_secret(&CONTENT, &self.content_base64);
    }
}

fn check_name(report: &mut Report, name: &str) {
    report.check(&NAME, name);
    // It becomes a file name where it is downloaded.
    if name.contains(['/', '\\', '"', ':', '*', '?', '<', '>', '|']) {
        report.add("/name", FieldFault::FileName);
    }
}

/// A version of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfigFileVersion {
    /// Counts from 1.
    pub version: i64,
    /// `uploaded`, `patched` or `restored`.
    pub origin: String,
    /// What the file was called.
    pub name: String,
    /// How many bytes it has.
    pub size: i64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
}

/// Puts the environment's settings into a file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PatchConfigFile {
    /// Only tell what would change; else the result becomes a new version.
    #[serde(default)]
    pub dry_run: bool,
    /// Also put in connection strings that the file does not have.
    #[serde(default)]
    pub add_missing: bool,
}

impl Validate for PatchConfigFile {
    fn validate(&self, _: &mut Report) {}
}

/// What putting the environment's settings into a file changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfigFilePatch {
    /// The places, from the file's beginning to its end.
    pub items: Vec<ConfigFileChange>,
    /// The version that holds the result; absent: none was made.
    pub version: Option<i64>,
    /// The SHA-256 of the result.
    pub sha256: String,
}

/// A place in a file that a setting of the environment belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfigFileChange {
    /// `connection_string`, `app_setting` or `linked_setting`.
    pub kind: String,
    /// The setting in the environment.
    pub name: String,
    /// What becomes of it.
    pub outcome: PatchOutcome,
    /// Where it stands; absent: nowhere yet.
    pub path: Option<String>,
    /// The line, from 1.
    pub line: Option<usize>,
    /// What stands there, secrets masked.
    pub before: Option<String>,
    /// What will stand there, secrets masked.
    pub after: Option<String>,
}

/// What becomes of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PatchOutcome {
    /// It gets another value.
    Changed,
    /// It has the value already.
    Same,
    /// It is put in.
    Added,
    /// The file does not have it, and it was not asked to be put in.
    Missing,
    /// It lies in an encrypted section.
    Encrypted,
    /// The environment's value refers to something that does not exist.
    Unresolved,
    /// The value holds what XML cannot say, or the place is no single value.
    Impossible,
}
