//! What a playbook needs in a tenant: resources, connection strings, variables. All texts in them may hold places
//! (`{ID}` of a value).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    resource::{ClientAuth, Condition, NeededPermissions},
    variable::VariableKind,
};

/// A resource. A migration is told which of the tenant's it is, or makes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NeededResource {
    /// The role that it plays in the playbook.
    pub id: String,
    /// Its type, one of the built-in ones.
    #[serde(rename = "type")]
    pub kind: String,
    /// How tokens are obtained.
    pub grant: String,
    /// How the client proves who it is.
    pub client_auth: ClientAuth,
    /// What it is called when it is made.
    pub name: String,
    /// Whose token is obtained, by sign-in name and with places. None: the application's own, or that of whoever signs in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The value that is the subject's password, by its id: for the grant `password`, which nobody signs in for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// The permissions that it needs, where they are not all that its type names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<NeededPermissions>,
    /// Values of parameters that differ from the type's defaults.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, NeededValues>,
    /// It is needed only when all of these hold. Several may share a role where at most one of them applies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
}

/// The values of a parameter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct NeededValues {
    /// In the authorization request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization: Option<String>,
    /// In the token request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// In the refresh request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh: Option<String>,
}

/// A connection string.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NeededConnectionString {
    /// Its name inside the playbook.
    pub id: String,
    /// Its kind, one of the catalogue's.
    pub kind: String,
    /// What it is for, where its kind has a target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Properties and what they must be; an empty text: the property must not be there.
    pub properties: BTreeMap<String, String>,
    /// Whether it is written only at the cut-over: until then production goes on with what it has.
    #[serde(default)]
    pub at_cutover: bool,
    /// It is needed only when all of these hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
}

/// A variable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NeededVariable {
    /// Its name.
    pub name: String,
    /// What it is.
    #[serde(default)]
    pub kind: VariableKind,
    /// What it must be; references (`${resource:…}`) are kept as such. An empty text: it must be empty or absent.
    pub value: String,
    /// What it is for, in no particular language; the product's own words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Whether it is written only at the cut-over.
    #[serde(default)]
    pub at_cutover: bool,
    /// It is needed only when all of these hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
}
