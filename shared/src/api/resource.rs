//! Resources of a tenant: endpoints, grant, client authentication, and three values per parameter.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};

use super::double_option;
use crate::{
    field::{FieldFault, FieldKind, FieldSpec, Report, Validate},
    ids::{ResourceId, ResourceTypeId},
    resource::{ClientAuth, Lint, Phase, PhaseValues},
    secret::{SecretState, SecretText},
    timestamp::Timestamp,
};

/// The resource's name; K2 refers to it by this.
pub const NAME: FieldSpec = FieldSpec::required("name", FieldKind::Text);
/// An endpoint.
pub const ENDPOINT: FieldSpec = FieldSpec::optional("endpoint", FieldKind::Url);
/// The issuer that metadata and callback must name (RFC 8414 §2, RFC 9207).
pub const ISSUER: FieldSpec = FieldSpec::optional("issuer", FieldKind::Url);
/// One value of a parameter.
pub const PARAMETER_VALUE: FieldSpec = FieldSpec::optional("value", FieldKind::Secret);
/// A parameter's name.
pub const PARAMETER_NAME: FieldSpec = FieldSpec { max: 100, ..FieldSpec::required("name", FieldKind::Text) };

/// Where a resource's server is reached.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Endpoints {
    /// Where the browser is sent.
    pub authorization: Option<String>,
    /// Where tokens are obtained.
    pub token: Option<String>,
    /// Where tokens are refreshed; `null`: at the token endpoint.
    pub refresh: Option<String>,
    /// Where device codes are obtained (RFC 8628).
    pub device_authorization: Option<String>,
    /// The metadata document (RFC 8414).
    pub metadata: Option<String>,
}

impl Endpoints {
    /// Each endpoint with its name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Option<&str>)> {
        [
            ("authorization", self.authorization.as_deref()),
            ("token", self.token.as_deref()),
            ("refresh", self.refresh.as_deref()),
            ("device_authorization", self.device_authorization.as_deref()),
            ("metadata", self.metadata.as_deref()),
        ]
        .into_iter()
    }

    /// The endpoint that a request of `phase` goes to.
    pub fn of(&self, phase: Phase) -> Option<&str> {
        match phase {
            Phase::Authorization => self.authorization.as_deref(),
            Phase::Token => self.token.as_deref(),
            Phase::Refresh => self.refresh.as_deref().or(self.token.as_deref()),
        }
    }

    fn validate(&self, report: &mut Report) {
        for (name, value) in self.iter() {
            report.check_at(format!("/endpoints/{name}"), &ENDPOINT, value.unwrap_or_default());
        }
    }
}

/// A value as it may be shown: in clear, or, of a secret, that it is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum ShownValue {
    /// Not a secret.
    Plain(String),
    /// A secret.
    Secret(SecretState),
}

/// Three values as they are written.
pub type GivenValues = PhaseValues<SecretText>;
/// Three values as they are shown.
pub type ShownValues = PhaseValues<ShownValue>;

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
    /// What looks wrong.
    pub lint: Vec<Lint>,
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
    /// Issuer.
    #[serde(default)]
    pub issuer: Option<String>,
    /// Whether the issuer promises `iss` in every callback.
    #[serde(default)]
    pub issuer_in_callback: bool,
    /// Values that override the type's defaults.
    #[serde(default, serialize_with = "hand_out_values")]
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

/// Body of `PUT …/parameters/{name}`: a phase that is absent keeps its value, `null` clears it (the type's
/// default holds again), a text, even an empty one, overrides the default.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PutParameter {
    /// For the authorization request.
    #[serde(
        default,
        deserialize_with = "double_option",
        serialize_with = "hand_out_double",
        skip_serializing_if = "Option::is_none"
    )]
    pub authorization: Option<Option<SecretText>>,
    /// For the token request.
    #[serde(
        default,
        deserialize_with = "double_option",
        serialize_with = "hand_out_double",
        skip_serializing_if = "Option::is_none"
    )]
    pub token: Option<Option<SecretText>>,
    /// For the refresh request.
    #[serde(
        default,
        deserialize_with = "double_option",
        serialize_with = "hand_out_double",
        skip_serializing_if = "Option::is_none"
    )]
    pub refresh: Option<Option<SecretText>>,
}

impl PutParameter {
    /// What to do about `phase`: nothing, clear, or set.
    pub fn get(&self, phase: Phase) -> Option<Option<&SecretText>> {
        let given = match phase {
            Phase::Authorization => &self.authorization,
            Phase::Token => &self.token,
            Phase::Refresh => &self.refresh,
        };
        given.as_ref().map(Option::as_ref)
    }
}

impl Validate for PutParameter {
    fn validate(&self, report: &mut Report) {
        for phase in Phase::ALL {
            if let Some(Some(value)) = self.get(phase) {
                report.check_at(format!("/{}", phase.as_str()), &PARAMETER_VALUE, value.expose());
            }
        }
    }
}

impl PhaseValues<SecretText> {
    fn check(&self, report: &mut Report, pointer: &str) {
        for (phase, value) in self.iter() {
            report.check_at(format!("{pointer}/{}", phase.as_str()), &PARAMETER_VALUE, value.expose());
        }
    }
}

fn hand_out_double<S: Serializer>(value: &Option<Option<SecretText>>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(Some(secret)) => serializer.serialize_str(secret.expose()),
        _ => serializer.serialize_none(),
    }
}

fn hand_out_values<S: Serializer>(values: &BTreeMap<String, GivenValues>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(values.len()))?;
    for (name, phases) in values {
        let inner: BTreeMap<&str, &str> = phases.iter().map(|(phase, v)| (phase.as_str(), v.expose())).collect();
        map.serialize_entry(name, &inner)?;
    }
    map.end()
}

/// Where to look for endpoints: exactly one of the three.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Discover {
    /// A verified domain of a Microsoft directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// A Microsoft directory (tenant) ID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub directory_id: Option<String>,
    /// An issuer URL (RFC 8414 §3, OpenID Connect Discovery §4).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
}

impl Validate for Discover {
    fn validate(&self, report: &mut Report) {
        let given = [&self.domain, &self.directory_id, &self.issuer].into_iter().flatten().count();
        if given == 0 {
            report.add("/issuer", FieldFault::Required);
        } else if given > 1 {
            report.add("", FieldFault::Choice);
        }
        report.check_opt(&FieldSpec::optional("domain", FieldKind::Domain), self.domain.as_deref());
        report.check_opt(&FieldSpec::optional("directory_id", FieldKind::Guid), self.directory_id.as_deref());
        report.check_opt(&ISSUER, self.issuer.as_deref());
    }
}

/// What discovery found; nothing is stored until the resource is changed with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DiscoveryProposal {
    /// The issuer, exactly as its document spells it.
    pub issuer: String,
    /// The Microsoft directory (tenant) ID, where the issuer names one.
    pub directory_id: Option<String>,
    /// Endpoints to use.
    pub endpoints: Endpoints,
    /// Whether the issuer promises `iss` in every callback.
    pub issuer_in_callback: bool,
    /// Grants that it says it speaks.
    pub grant_types_supported: Vec<String>,
    /// Scopes that it lists.
    pub scopes_supported: Vec<String>,
    /// Client authentication that it accepts.
    pub token_endpoint_auth_methods_supported: Vec<String>,
    /// PKCE methods that it accepts.
    pub code_challenge_methods_supported: Vec<String>,
}
