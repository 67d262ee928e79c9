//! A type as a file: written as the product's own data files are, with the version of the format in front.

use serde::{Deserialize, Serialize};

use super::ResourceTypeEntry;
use crate::{
    field::{FieldFault, FieldKind, FieldSpec, Report, Validate},
    problem::FieldProblem,
};

/// The `format` of a file. Files without one are read as this version: the product's own data files have none.
pub const FILE_FORMAT: &str = "consentry.resource-type/1";

const CONTENT: FieldSpec = FieldSpec { max: 200_000, ..FieldSpec::required("content", FieldKind::MultiLine) };
const NAME: FieldSpec = FieldSpec { max: 100, ..FieldSpec::optional("name", FieldKind::Text) };

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum FileFormat {
    /// TOML, as the product's own data files.
    #[default]
    Toml,
    /// JSON.
    Json,
}

/// Makes a type from a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ImportResourceType {
    /// How it is written; absent: JSON if it begins with `{`, else TOML.
    #[serde(default)]
    pub format: Option<FileFormat>,
    /// The file.
    pub content: String,
    /// A name to use instead of the file's.
    #[serde(default)]
    pub name: Option<String>,
    /// Only tell what would be created.
    #[serde(default)]
    pub dry_run: bool,
}

impl Validate for ImportResourceType {
    fn validate(&self, report: &mut Report) {
        report.check(&CONTENT, &self.content);
        if let Some(name) = &self.name {
            if name.is_empty() {
                report.add("/name", FieldFault::Required);
            }
            report.check(&NAME, name);
        }
    }
}

/// What a file made, or would make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportedResourceType {
    /// Whether it was created; `false`: it would be.
    pub created: bool,
    /// The type. One that was not created has no use yet, and its id means nothing.
    pub resource_type: ResourceTypeEntry,
    /// What keeps it from being created as it is; only with `dry_run`, and only the name can be it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub obstacles: Vec<FieldProblem>,
}
