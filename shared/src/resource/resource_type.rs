//! A resource type: how one kind of OAuth server is talked to, as data files and the API describe it.

use serde::{Deserialize, Serialize};

use super::{NeededPermissions, Phase, PhaseValues};
use crate::{ids::ResourceTypeId, text::LocalizedText};

/// How a kind of OAuth server is talked to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ResourceType {
    /// Readable id; equals the data file's name for built-in types.
    pub id: ResourceTypeId,
    /// The name that people know it by.
    pub name: String,
    /// What it is for.
    pub description: LocalizedText,
    /// What it is used for, in the words of the product that asks for it (K2: `Authorization`).
    #[serde(default)]
    pub usage: Option<String>,
    /// Grants that make sense for it, the usual one first; ids of the grant registry.
    pub grants: Vec<String>,
    /// How the client proves who it is, the usual way first.
    pub client_auth: Vec<ClientAuth>,
    /// Endpoints to start from; `{directory_id}` stands for the tenant's directory (tenant) ID.
    #[serde(default)]
    pub endpoints: EndpointTemplates,
    /// How endpoints are found from a domain or a directory id; `None`: only from an issuer.
    #[serde(default)]
    pub directory: Option<DirectoryAddress>,
    /// The parameters, in the order of the grid.
    pub parameters: Vec<TypeParameter>,
    /// How a request says which service the token is for.
    #[serde(default)]
    pub audience: AudienceForm,
    /// Fields that a token response must have beyond `access_token`.
    #[serde(default)]
    pub expected_response_fields: Vec<String>,
    /// Days after which an unused refresh token dies; `None`: not known, or there is none.
    #[serde(default)]
    pub refresh_token_days: Option<u32>,
    /// Days before that end at which to warn.
    #[serde(default)]
    pub warning_days: Option<u32>,
    /// What a refresh token is worth after a lost answer.
    #[serde(default)]
    pub recovery: RecoveryClass,
    /// What its tokens must carry, API by API.
    #[serde(default)]
    pub permissions: Vec<NeededPermissions>,
    /// The scope with which consent to application permissions is asked for at a page that wants one, where that is
    /// not the scope of the token request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent_scope: Option<String>,
    /// With `grace`: for how many seconds the previous refresh token still works; `None`: as this server assumes.
    #[serde(default)]
    pub grace_seconds: Option<u32>,
}

impl ResourceType {
    /// The parameter of that name.
    pub fn parameter(&self, name: &str) -> Option<&TypeParameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }
}

/// One parameter of a type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TypeParameter {
    /// The name on the wire.
    pub name: String,
    /// What belongs in it.
    #[serde(default)]
    pub description: LocalizedText,
    /// Stored sealed and shown masked.
    #[serde(default)]
    pub secret: bool,
    /// Percent-encode the value in the authorization URL. Without it only characters that would end the value are encoded.
    #[serde(default = "yes")]
    pub url_encode: bool,
    /// In which messages it occurs. The flag decides whether it is sent; the value alone does not.
    #[serde(default)]
    pub phases: Vec<PhaseFlag>,
    /// Values that a resource inherits.
    #[serde(default)]
    pub defaults: PhaseValues<String>,
    /// The value that a new resource gets for its token request when the application signs in as itself, where
    /// that differs from what a person would ask for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_default: Option<String>,
}

fn yes() -> bool {
    true
}

impl TypeParameter {
    /// Whether a request of `phase` carries it.
    pub fn sent_in(&self, phase: Phase) -> bool {
        let flag = match phase {
            Phase::Authorization => PhaseFlag::AuthorizationRequest,
            Phase::Token => PhaseFlag::TokenRequest,
            Phase::Refresh => PhaseFlag::RefreshRequest,
        };
        self.phases.contains(&flag)
    }
}

/// K2's five check boxes of a resource type parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PhaseFlag {
    /// Sent in the browser's redirect.
    AuthorizationRequest,
    /// Expected back in the redirect to us.
    AuthorizationResponse,
    /// Sent when a token is obtained.
    TokenRequest,
    /// Expected back with the token.
    TokenResponse,
    /// Sent when a token is refreshed.
    RefreshRequest,
}

/// How the client proves who it is at the token endpoint (RFC 7591 §2, `token_endpoint_auth_method`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClientAuth {
    /// A public client: nothing but its id.
    None,
    /// HTTP Basic with id and secret (RFC 6749 §2.3.1).
    ClientSecretBasic,
    /// Id and secret in the body.
    ClientSecretPost,
    /// A signed assertion (RFC 7523), made with a certificate's key.
    PrivateKeyJwt,
}

impl ClientAuth {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::None, Self::ClientSecretBasic, Self::ClientSecretPost, Self::PrivateKeyJwt];

    /// The name in the API and in storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::PrivateKeyJwt => "private_key_jwt",
        }
    }

    /// Reads a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.as_str() == name)
    }
}

/// How a request says which service the token is for, when a caller names one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AudienceForm {
    /// In the parameter `resource` (Microsoft's v1 endpoints; RFC 8707).
    #[default]
    Resource,
    /// As the scope `<audience>/.default` (Microsoft's v2 endpoints).
    Scope,
}

/// Endpoints with `{directory_id}` where the tenant's directory (tenant) ID belongs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct EndpointTemplates {
    /// Where the browser is sent.
    pub authorization: Option<String>,
    /// Where tokens are obtained.
    pub token: Option<String>,
    /// Where tokens are refreshed, if elsewhere.
    pub refresh: Option<String>,
    /// Where device codes are obtained (RFC 8628).
    pub device_authorization: Option<String>,
    /// The metadata document.
    pub metadata: Option<String>,
}

impl EndpointTemplates {
    /// Each template with its name.
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
}

/// How a Microsoft directory's metadata is found from its id or one of its domains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DirectoryAddress {
    /// The metadata document with `{directory}` where the id or domain belongs and `{login}` for the cloud's login host.
    pub metadata: String,
    /// The clouds and their login hosts, the worldwide one first.
    pub clouds: Vec<Cloud>,
}

/// A Microsoft cloud.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Cloud {
    /// `worldwide`, `us_government`, `china`.
    pub id: String,
    /// Its login host.
    pub login: String,
}

/// What the previous refresh token is worth when the answer to a refresh was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RecoveryClass {
    /// It stays valid (Microsoft).
    Reusable,
    /// It stays valid until the new one is used.
    RetrySafe,
    /// It may be tried once more for a short while. The careful assumption about an unknown server.
    #[default]
    Grace,
    /// Using it again revokes everything: never tried again.
    Strict,
}
