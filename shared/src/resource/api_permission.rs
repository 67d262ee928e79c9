//! What a token must carry: the permissions of each API that a resource calls, and who in a directory can grant them.

use serde::{Deserialize, Serialize};

use crate::text::LocalizedText;

/// Whose right a permission is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PermissionKind {
    /// The application's own; in the claim `roles` of its token.
    Application,
    /// A person's, used by the application; in the claim `scp` of the person's token.
    Delegated,
}

/// The permissions of one API that are needed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NeededPermissions {
    /// The API: an id of the catalogue (`exchange`, `graph`), or the API's own address.
    pub api: String,
    /// Names needed where the application signs in as itself.
    #[serde(default)]
    pub application: Vec<String>,
    /// Names needed where a person signs in.
    #[serde(default)]
    pub delegated: Vec<String>,
}

impl NeededPermissions {
    /// The names of one kind.
    pub fn of(&self, kind: PermissionKind) -> &[String] {
        match kind {
            PermissionKind::Application => &self.application,
            PermissionKind::Delegated => &self.delegated,
        }
    }
}

/// An API whose permissions the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ApiDescriptor {
    /// Its id here.
    pub id: String,
    /// The name under which the directory lists it.
    pub name: String,
    /// Its application id in every directory.
    pub app_id: String,
    /// What stands before a permission's name in a scope.
    pub scope: String,
    /// What `aud` of its tokens says, in every cloud; without a slash at the end.
    pub audiences: Vec<String>,
    /// Ids of the directory roles that can grant application permissions, the weakest first.
    pub application_grantors: Vec<String>,
    /// Ids of the directory roles that can grant delegated permissions to everybody, the weakest first.
    pub delegated_grantors: Vec<String>,
    /// The permissions that the product has words for.
    pub permissions: Vec<PermissionDescriptor>,
}

/// A permission in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PermissionDescriptor {
    /// Its name in tokens.
    pub name: String,
    /// Whose right it is.
    pub kind: PermissionKind,
    /// Its id, the same in every directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// No source of the vendor's names that id: it is only compared with what a directory says.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsure: bool,
    /// The role of Exchange's RBAC for Applications that allows the same, limited to some mailboxes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange_role: Option<String>,
    /// Id of the API under which a registration lists it, if that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered_under: Option<String>,
    /// What it is good for.
    pub why: LocalizedText,
    /// What to know before granting it, or when it seems to be missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<LocalizedText>,
    /// Permissions that include this one.
    #[serde(default)]
    pub covered_by: Vec<String>,
}

impl PermissionDescriptor {
    /// Its id, where that is known for sure.
    pub fn sure_id(&self) -> Option<&str> {
        self.id.as_deref().filter(|_| !self.unsure)
    }
}

/// A role in a directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DirectoryRole {
    /// Its id here.
    pub id: String,
    /// The name under which the directory lists it.
    pub name: LocalizedText,
}
