//! Resources of a tenant: endpoints, grant, client authentication, and three values per parameter.

mod discovery;
mod duplicate;
mod endpoints;
mod values;

pub use discovery::{Discover, DiscoveryProposal};
pub use duplicate::{DuplicateResource, DuplicatedResource};
pub use endpoints::{ENDPOINT, Endpoints};
pub use values::{GivenValues, PARAMETER_VALUE, PutParameter, ShownValue, ShownValues};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::double_option;
use crate::{
    field::{FieldFault, FieldKind, FieldSpec, Report, Validate},
    ids::{ResourceId, ResourceTypeId},
    resource::{ClientAuth, Finding},
    timestamp::Timestamp,
};

/// The resource's name; K2 refers to it by this.
pub const NAME: FieldSpec = FieldSpec::required("name", FieldKind::Text);
/// The issuer that metadata and callback must name (RFC 8414 §2, RFC 9207).
pub const ISSUER: FieldSpec = FieldSpec::optional("issuer", FieldKind::Url);
/// A parameter's name.
pub const PARAMETER_NAME: FieldSpec = FieldSpec { max: 100, ..FieldSpec::required("name", FieldKind::Text) };

/// A tenant's instance of a resource type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Resource {
    /// Its id.
    pub id: ResourceId,
    /// Its name, unique in the tenant.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: ResourceTypeId,
    /// How tokens are obtained; an id of the grant registry.
    pub grant: String,
    /// How the client proves who it is.
    pub client_auth: ClientAuth,
    /// Where its server is reached.
    pub endpoints: Endpoints,
    /// The issuer that metadata and callback must name.
    pub issuer: Option<String>,
    /// Whether the issuer promises `iss` in every callback (RFC 9207); a callback without it is then refused.
    pub issuer_in_callback: bool,
    /// Values that override the type's defaults.
    pub parameters: BTreeMap<String, ShownValues>,
    /// Fields that override those of a token response.
    pub token_replacements: BTreeMap<String, String>,
    /// The redirect URI to register at the provider for authorizations begun here.
    pub callback_url: String,
    /// What looks wrong, the worst first.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// Creates a resource. What is left out comes from the type.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateResource {
    /// Name.
    pub name: String,
    /// Type.
    #[serde(rename = "type")]
    pub kind: ResourceTypeId,
    /// Grant; absent: the type's first.
    #[serde(default)]
    pub grant: Option<String>,
    /// Client authentication; absent: the type's first.
    #[serde(default)]
    pub client_auth: Option<ClientAuth>,
    /// Endpoints; absent: the type's, with the tenant's directory id filled in.
    #[serde(default)]
    pub endpoints: Option<Endpoints>,
    /// The Microsoft cloud that it is in (`us_government`): endpoints and audiences become those of that cloud.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloud: Option<String>,
    /// Issuer.
    #[serde(default)]
    pub issuer: Option<String>,
    /// Whether the issuer promises `iss` in every callback.
    #[serde(default)]
    pub issuer_in_callback: bool,
    /// Values that override the type's defaults.
    #[serde(default, serialize_with = "values::hand_out_values")]
    pub parameters: BTreeMap<String, GivenValues>,
    /// Fields that override those of a token response.
    #[serde(default)]
    pub token_replacements: BTreeMap<String, String>,
}

impl Validate for CreateResource {
    fn validate(&self, report: &mut Report) {
        report.check(&NAME, &self.name);
        report.check_opt(&ISSUER, self.issuer.as_deref());
        if let Some(endpoints) = &self.endpoints {
            endpoints.validate(report);
        }
        check_replacements(report, &self.token_replacements);
        for (name, values) in &self.parameters {
            values.check(report, &format!("/parameters/{name}"));
        }
    }
}

/// Changes what is given and keeps the rest. Changing an endpoint or the issuer of a resource that has tokens
/// asks for the password again and drops the tokens.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct PatchResource {
    /// New name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// New grant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant: Option<String>,
    /// New client authentication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_auth: Option<ClientAuth>,
    /// New endpoints, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoints: Option<Endpoints>,
    /// Another Microsoft cloud (`us_government`): endpoints, issuer and audiences become those of that cloud, after
    /// anything else that is changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud: Option<String>,
    /// New issuer; `null` clears it.
    #[serde(deserialize_with = "double_option", skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Option<String>>,
    /// Whether the issuer promises `iss` in every callback.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer_in_callback: Option<bool>,
    /// New token replacement values, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_replacements: Option<BTreeMap<String, String>>,
}

impl Validate for PatchResource {
    fn validate(&self, report: &mut Report) {
        if let Some(name) = &self.name {
            report.check(&NAME, name);
        }
        if let Some(endpoints) = &self.endpoints {
            endpoints.validate(report);
        }
        if let Some(issuer) = &self.issuer {
            report.check_opt(&ISSUER, issuer.as_deref());
        }
        if let Some(replacements) = &self.token_replacements {
            check_replacements(report, replacements);
        }
    }
}

fn check_replacements(report: &mut Report, replacements: &BTreeMap<String, String>) {
    for (name, value) in replacements {
        let pointer = format!("/token_replacements/{name}");
        if matches!(name.as_str(), "access_token" | "refresh_token" | "id_token") {
            report.add(pointer, FieldFault::SecretNotAllowed);
        } else {
            report.check_at(pointer.clone(), &PARAMETER_NAME, name);
            report.check_at(pointer, &FieldSpec::required("value", FieldKind::Text), value);
        }
    }
}
