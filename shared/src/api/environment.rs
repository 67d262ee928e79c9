//! Environments of a tenant; exactly one is the default.

use serde::{Deserialize, Serialize};

use super::tenant::{NAME, SLUG};
use crate::{
    field::{Report, Validate},
    ids::EnvironmentId,
    timestamp::Timestamp,
};

/// Development, test, production …
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Environment {
    /// Its id.
    pub id: EnvironmentId,
    /// Its short name in paths, unique in the tenant.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Whether it is the tenant's default.
    pub default: bool,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// Adds an environment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateEnvironment {
    /// Short name in paths.
    pub slug: String,
    /// Name.
    pub name: String,
    /// Makes it the default; the previous default stops being it.
    #[serde(default)]
    pub default: bool,
}

impl Validate for CreateEnvironment {
    fn validate(&self, report: &mut Report) {
        report.check(&SLUG, &self.slug);
        report.check(&NAME, &self.name);
    }
}

/// Changes what is given and keeps the rest. The default cannot be un-made, only moved.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct PatchEnvironment {
    /// New short name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// New name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `true` makes it the default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<bool>,
}

impl Validate for PatchEnvironment {
    fn validate(&self, report: &mut Report) {
        if let Some(slug) = &self.slug {
            report.check(&SLUG, slug);
        }
        if let Some(name) = &self.name {
            report.check(&NAME, name);
        }
    }
}
