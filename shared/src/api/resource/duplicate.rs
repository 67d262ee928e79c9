//! A second resource like the first, without its secrets.

use serde::{Deserialize, Serialize};

use super::{NAME, Resource};
use crate::{
    api::dependents::DependentGroup,
    field::{Report, Validate},
};

/// Makes a second resource like the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DuplicateResource {
    /// The new resource's name.
    pub name: String,
}

impl Validate for DuplicateResource {
    fn validate(&self, report: &mut Report) {
        report.check(&NAME, &self.name);
    }
}

/// The new resource, and what it does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DuplicatedResource {
    /// The new resource.
    pub resource: Resource,
    /// What the first has and the second does not: secrets, certificates, tokens.
    pub not_copied: Vec<DependentGroup>,
}
