//! Resource types as they are listed, created, changed, and carried from one portal to another as a file.

mod definition;
mod file;

pub use definition::{
    CONSENT_SCOPE, DEFAULT, DESCRIPTION, FIELD, MOST_DAYS, MOST_ENTRIES, MOST_GRACE_SECONDS, NAME, PARAMETER,
    TypeDefinition, USAGE,
};
pub use file::{FILE_FORMAT, FileFormat, ImportResourceType, ImportedResourceType};

use serde::{Deserialize, Serialize};

use super::double_option;
use crate::{
    field::{Report, Validate},
    resource::{
        AudienceForm, ClientAuth, DirectoryAddress, EndpointTemplates, NeededPermissions, RecoveryClass, ResourceType,
        TypeParameter,
    },
    text::LocalizedText,
    timestamp::Timestamp,
};

/// Whose a type is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TypeOrigin {
    /// A data file of the product: nobody changes it, everybody may duplicate it.
    BuiltIn,
    /// Made here, for every tenant.
    Portal,
    /// A tenant's own.
    Tenant,
}

/// A type in a list, or alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResourceTypeEntry {
    /// The type itself.
    #[serde(flatten)]
    pub kind: ResourceType,
    /// Whose it is.
    pub origin: TypeOrigin,
    /// Whether it can be changed and deleted at the address where it was asked for.
    pub changeable: bool,
    /// How many resources are of this type: of the tenant where a tenant was asked, else of all tenants; `null` for
    /// who may not know that.
    pub resources: Option<u64>,
    /// When it was created; `null` for a built-in one.
    pub created_at: Option<Timestamp>,
    /// When it was last changed; `null` for a built-in one.
    pub updated_at: Option<Timestamp>,
}

/// Makes a type of one's own from another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DuplicateResourceType {
    /// The new type's name.
    pub name: String,
}

impl Validate for DuplicateResourceType {
    fn validate(&self, report: &mut Report) {
        report.check(&NAME, &self.name);
    }
}

/// Changes what is given and keeps the rest. What a resource takes over when it is created (endpoints, grants, ways
/// of client authentication) reaches later resources only; everything else reaches all of them at once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct PatchResourceType {
    /// New name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// New description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<LocalizedText>,
    /// New usage; `null` clears it.
    #[serde(deserialize_with = "double_option", skip_serializing_if = "Option::is_none")]
    pub usage: Option<Option<String>>,
    /// New grants, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grants: Option<Vec<String>>,
    /// New ways of client authentication, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_auth: Option<Vec<ClientAuth>>,
    /// New endpoints, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoints: Option<EndpointTemplates>,
    /// New way to find endpoints; `null`: only from an issuer.
    #[serde(deserialize_with = "double_option", skip_serializing_if = "Option::is_none")]
    pub directory: Option<Option<DirectoryAddress>>,
    /// New way to say which service a token is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience: Option<AudienceForm>,
    /// New parameters, all of them, in the order of the grid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Vec<TypeParameter>>,
    /// New expected response fields, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_response_fields: Option<Vec<String>>,
    /// New life of a refresh token; `null`: not known, or there is none.
    #[serde(deserialize_with = "double_option", skip_serializing_if = "Option::is_none")]
    pub refresh_token_days: Option<Option<u32>>,
    /// New time to warn; `null`: never.
    #[serde(deserialize_with = "double_option", skip_serializing_if = "Option::is_none")]
    pub warning_days: Option<Option<u32>>,
    /// New recovery class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recovery: Option<RecoveryClass>,
    /// New time of grace; `null`: as long as this server assumes.
    #[serde(deserialize_with = "double_option", skip_serializing_if = "Option::is_none")]
    pub grace_seconds: Option<Option<u32>>,
    /// New needed permissions, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Vec<NeededPermissions>>,
    /// New scope to ask consent with; `null`: the token request's.
    #[serde(deserialize_with = "double_option", skip_serializing_if = "Option::is_none")]
    pub consent_scope: Option<Option<String>>,
}

impl PatchResourceType {
    /// What the type is afterwards.
    #[must_use]
    pub fn applied(self, before: TypeDefinition) -> TypeDefinition {
        TypeDefinition {
            name: self.name.unwrap_or(before.name),
            description: self.description.unwrap_or(before.description),
            usage: self.usage.unwrap_or(before.usage),
            grants: self.grants.unwrap_or(before.grants),
            client_auth: self.client_auth.unwrap_or(before.client_auth),
            endpoints: self.endpoints.unwrap_or(before.endpoints),
            directory: self.directory.unwrap_or(before.directory),
            audience: self.audience.unwrap_or(before.audience),
            parameters: self.parameters.unwrap_or(before.parameters),
            expected_response_fields: self.expected_response_fields.unwrap_or(before.expected_response_fields),
            refresh_token_days: self.refresh_token_days.unwrap_or(before.refresh_token_days),
            warning_days: self.warning_days.unwrap_or(before.warning_days),
            recovery: self.recovery.unwrap_or(before.recovery),
            grace_seconds: self.grace_seconds.unwrap_or(before.grace_seconds),
            permissions: self.permissions.unwrap_or(before.permissions),
            consent_scope: self.consent_scope.unwrap_or(before.consent_scope),
        }
    }
}

impl Validate for PatchResourceType {
    /// Nothing by itself: whether the parts fit shows only together with what is kept.
    fn validate(&self, _: &mut Report) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ResourceTypeId;

    #[test]
    fn an_entry_is_a_type_with_more_beside_it() {
        let entry = ResourceTypeEntry {
            kind: TypeDefinition { name: "Mail".to_owned(), ..TypeDefinition::default() }
                .with_id(ResourceTypeId::new("t1")),
            origin: TypeOrigin::Tenant,
            changeable: true,
            resources: Some(3),
            created_at: None,
            updated_at: Some(Timestamp::from_millis(0)),
        };
        let json = serde_json::to_value(&entry).expect("serialises");
        assert_eq!((&json["id"], &json["name"], &json["origin"]), (&"t1".into(), &"Mail".into(), &"tenant".into()));
        assert_eq!(serde_json::from_value::<ResourceTypeEntry>(json).expect("read back"), entry);
    }

    #[test]
    fn a_change_keeps_what_it_does_not_name_and_null_clears() {
        let before = TypeDefinition {
            name: "Mail".to_owned(),
            usage: Some("Authorization".to_owned()),
            refresh_token_days: Some(90),
            ..TypeDefinition::default()
        };
        let patch: PatchResourceType = serde_json::from_str(r#"{"usage":null,"recovery":"strict"}"#).expect("a change");
        let after = patch.applied(before.clone());
        assert_eq!(after, TypeDefinition { usage: None, recovery: RecoveryClass::Strict, ..before });
    }
}
