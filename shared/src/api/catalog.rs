//! What the portal knows by itself: resource types and the grants that the server can speak. Pages render what
//! stands here and match on none of it.

use serde::{Deserialize, Serialize};

use crate::{
    resource::{ClientAuth, Cloud, LintRule, NationalCloud, ResourceType},
    text::LocalizedText,
};

/// Everything that pages render from descriptors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Catalog {
    /// The resource types: built-in ones, the portal's, and, where a tenant was named, that tenant's.
    pub resource_types: Vec<ResourceType>,
    /// The grants in the registry.
    pub grants: Vec<GrantDescriptor>,
    /// The ways in which a client proves who it is.
    pub client_auth: Vec<ClientAuthDescriptor>,
    /// The clouds in which directories are found, the worldwide one first.
    #[serde(default)]
    pub clouds: Vec<Cloud>,
    /// The rules by which resources are judged.
    #[serde(default)]
    pub lint_rules: Vec<LintRule>,
    /// Microsoft's clouds with all their hosts, the worldwide one first.
    #[serde(default)]
    pub national_clouds: Vec<NationalCloud>,
    /// Services whose addresses nobody should have to type.
    #[serde(default)]
    pub audiences: Vec<AudienceProfile>,
}

/// A service that tokens are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AudienceProfile {
    /// Its name: Microsoft Graph.
    pub name: String,
    /// What a token is asked for: `https://graph.microsoft.com`.
    pub address: String,
    /// What else it is called in `aud`, in every cloud.
    pub aliases: Vec<String>,
}

/// What a page needs to know about a grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GrantDescriptor {
    /// Its id: `authorization_code`.
    pub id: String,
    /// Its name.
    pub name: LocalizedText,
    /// When to choose it.
    pub description: LocalizedText,
    /// Why not to choose it and what to choose instead, where that has to be said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning: Option<LocalizedText>,
    /// What obtaining a token takes.
    pub acquisition: Acquisition,
    /// Whether tokens belong to a mailbox or user, rather than to the application.
    pub delegated: bool,
}

/// What obtaining a token takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Acquisition {
    /// Somebody signs in at the provider in the browser.
    Browser,
    /// Somebody enters a code at the provider, on any device.
    Device,
    /// The server does it alone.
    Server,
    /// Somebody gives the mailbox's own user name and password.
    Password,
    /// Somebody hands in a refresh token obtained elsewhere.
    HandedIn,
    /// It cannot be obtained here, only refreshed.
    None,
}

/// A way in which a client proves who it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientAuthDescriptor {
    /// Which.
    pub id: ClientAuth,
    /// Its name.
    pub name: LocalizedText,
}
