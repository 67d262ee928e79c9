//! Customer organisations.

use serde::{Deserialize, Serialize};

use super::double_option;
use crate::{
    field::{FieldFault, FieldKind, FieldSpec, Report, Validate},
    ids::TenantId,
    permission::Role,
    text::Locale,
    timestamp::Timestamp,
};

/// The tenant's short name in paths.
pub const SLUG: FieldSpec = FieldSpec::required("slug", FieldKind::Slug);
/// The tenant's name.
pub const NAME: FieldSpec = FieldSpec::required("name", FieldKind::Text);
/// The Microsoft directory (tenant) ID.
pub const DIRECTORY_ID: FieldSpec = FieldSpec::optional("directory_id", FieldKind::Guid);
/// One of the tenant's mail domains.
pub const DOMAIN: FieldSpec = FieldSpec::required("domains", FieldKind::Domain);
/// A label to search and group by.
pub const TAG: FieldSpec = FieldSpec { max: 40, ..FieldSpec::required("tags", FieldKind::Text) };
/// The most domains, and the most tags, a tenant may have.
pub const MOST_ENTRIES: usize = 50;

/// A customer organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tenant {
    /// Its id.
    pub id: TenantId,
    /// Its short name in paths, unique.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Its Microsoft directory (tenant) ID.
    pub directory_id: Option<String>,
    /// Its mail domains.
    pub domains: Vec<String>,
    /// Labels to search and group by.
    pub tags: Vec<String>,
    /// The language its people are written to in.
    pub locale: Locale,
    /// The caller's role on it; `null` for API keys.
    pub role: Option<Role>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// Creates a tenant with one environment, `production`, the default.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateTenant {
    /// Short name in paths: lower-case letters, digits, hyphens.
    pub slug: String,
    /// Name.
    pub name: String,
    /// Microsoft directory (tenant) ID, a GUID.
    #[serde(default)]
    pub directory_id: Option<String>,
    /// Mail domains.
    #[serde(default)]
    pub domains: Vec<String>,
    /// Labels.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Language.
    #[serde(default)]
    pub locale: Locale,
}

impl Validate for CreateTenant {
    fn validate(&self, report: &mut Report) {
        report.check(&SLUG, &self.slug);
        report.check(&NAME, &self.name);
        report.check_opt(&DIRECTORY_ID, self.directory_id.as_deref());
        check_each(report, &DOMAIN, &self.domains);
        check_each(report, &TAG, &self.tags);
    }
}

/// Changes what is given and keeps the rest.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct PatchTenant {
    /// New short name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// New name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// New directory (tenant) ID; `null` clears it.
    #[serde(deserialize_with = "double_option", skip_serializing_if = "Option::is_none")]
    pub directory_id: Option<Option<String>>,
    /// New list of domains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domains: Option<Vec<String>>,
    /// New list of labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// New language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
}

impl Validate for PatchTenant {
    fn validate(&self, report: &mut Report) {
        if let Some(slug) = &self.slug {
            report.check(&SLUG, slug);
        }
        if let Some(name) = &self.name {
            report.check(&NAME, name);
        }
        if let Some(id) = &self.directory_id {
            report.check_opt(&DIRECTORY_ID, id.as_deref());
        }
        check_each(report, &DOMAIN, self.domains.as_deref().unwrap_or_default());
        check_each(report, &TAG, self.tags.as_deref().unwrap_or_default());
    }
}

fn check_each(report: &mut Report, spec: &FieldSpec, values: &[String]) {
    if values.len() > MOST_ENTRIES {
        report.add(format!("/{}", spec.name), FieldFault::TooLong(MOST_ENTRIES));
    }
    for (index, value) in values.iter().enumerate() {
        report.check_at(format!("/{}/{index}", spec.name), spec, value);
    }
}
