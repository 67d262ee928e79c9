//! Who may do what: roles of people on a tenant, scopes of API keys, and the permissions both are measured against.

use serde::{Deserialize, Serialize};

/// A person's role on one tenant, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Sees everything but secrets.
    Viewer,
    /// Edits settings and resources.
    Editor,
    /// Also manages people, API keys and credentials.
    Admin,
    /// Also renames and deletes the tenant.
    Owner,
}

impl Role {
    /// Every role, weakest first.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Editor, Self::Admin, Self::Owner];

    /// The role's name in the API and in storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Editor => "editor",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }

    /// Reads a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// Whether the role carries `permission`.
    pub fn allows(self, permission: Permission) -> bool {
        self >= permission.least_role()
    }
}

/// What an endpoint asks for. Every route names exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// See a tenant and its environments.
    TenantRead,
    /// Change a tenant's own values and its environments.
    TenantWrite,
    /// Delete a tenant.
    TenantDelete,
    /// See and change who has a role on the tenant, and its API keys.
    PeopleManage,
    /// See resource types and resources.
    ResourceRead,
    /// Change resources.
    ResourceWrite,
    /// Make, change and delete resource types: what everybody's resources send.
    ResourceTypeWrite,
    /// See tokens without the tokens themselves.
    TokenRead,
    /// Obtain an access token in clear, or have one acquired, refreshed or deleted.
    TokenIssue,
    /// See settings without their secrets.
    SettingsRead,
    /// Change settings.
    SettingsWrite,
    /// See settings with their secrets.
    SettingsReveal,
    /// See migrations and what their checks found.
    MigrationRead,
    /// Work on migrations and run checks.
    MigrationWrite,
    /// Upload playbooks of one's own.
    PlaybookWrite,
    /// Read the audit trail.
    AuditRead,
}

impl Permission {
    /// The weakest role that carries it.
    pub fn least_role(self) -> Role {
        match self {
            Self::TenantRead | Self::ResourceRead | Self::SettingsRead | Self::TokenRead | Self::MigrationRead => {
                Role::Viewer
            }
            Self::TenantWrite | Self::ResourceWrite | Self::TokenIssue | Self::SettingsWrite | Self::MigrationWrite => {
                Role::Editor
            }
            Self::PeopleManage
            | Self::ResourceTypeWrite
            | Self::PlaybookWrite
            | Self::AuditRead
            | Self::SettingsReveal => Role::Admin,
            Self::TenantDelete => Role::Owner,
        }
    }

    /// The API-key scope that carries it; `None`: people only, or `*`.
    pub fn scope(self) -> Option<Scope> {
        match self {
            Self::TenantRead => Some(Scope::TenantsRead),
            Self::TenantWrite | Self::TenantDelete => Some(Scope::TenantsWrite),
            Self::ResourceRead => Some(Scope::ResourcesRead),
            Self::ResourceWrite | Self::ResourceTypeWrite => Some(Scope::ResourcesWrite),
            Self::TokenRead => Some(Scope::TokensRead),
            Self::TokenIssue => Some(Scope::TokensIssue),
            Self::SettingsRead => Some(Scope::SettingsRead),
            Self::SettingsWrite => Some(Scope::SettingsWrite),
            Self::SettingsReveal => Some(Scope::SettingsReveal),
            Self::MigrationRead => Some(Scope::MigrationsRead),
            Self::MigrationWrite | Self::PlaybookWrite => Some(Scope::MigrationsWrite),
            Self::AuditRead => Some(Scope::AuditRead),
            Self::PeopleManage => None,
        }
    }
}

/// What an API key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Scope {
    /// `tenants:read`
    #[serde(rename = "tenants:read")]
    TenantsRead,
    /// `tenants:write`
    #[serde(rename = "tenants:write")]
    TenantsWrite,
    /// `resources:read`
    #[serde(rename = "resources:read")]
    ResourcesRead,
    /// `resources:write`
    #[serde(rename = "resources:write")]
    ResourcesWrite,
    /// `settings:read`
    #[serde(rename = "settings:read")]
    SettingsRead,
    /// `settings:write`
    #[serde(rename = "settings:write")]
    SettingsWrite,
    /// `settings:reveal`
    #[serde(rename = "settings:reveal")]
    SettingsReveal,
    /// `tokens:read`: metadata only
    #[serde(rename = "tokens:read")]
    TokensRead,
    /// `tokens:issue`: the access token itself
    #[serde(rename = "tokens:issue")]
    TokensIssue,
    /// `migrations:read`
    #[serde(rename = "migrations:read")]
    MigrationsRead,
    /// `migrations:write`
    #[serde(rename = "migrations:write")]
    MigrationsWrite,
    /// `audit:read`
    #[serde(rename = "audit:read")]
    AuditRead,
    /// `*`: everything
    #[serde(rename = "*")]
    All,
}

impl Scope {
    /// Every scope with its name.
    pub const ALL: [(Self, &'static str); 13] = [
        (Self::TenantsRead, "tenants:read"),
        (Self::TenantsWrite, "tenants:write"),
        (Self::ResourcesRead, "resources:read"),
        (Self::ResourcesWrite, "resources:write"),
        (Self::SettingsRead, "settings:read"),
        (Self::SettingsWrite, "settings:write"),
        (Self::SettingsReveal, "settings:reveal"),
        (Self::TokensRead, "tokens:read"),
        (Self::TokensIssue, "tokens:issue"),
        (Self::MigrationsRead, "migrations:read"),
        (Self::MigrationsWrite, "migrations:write"),
        (Self::AuditRead, "audit:read"),
        (Self::All, "*"),
    ];

    /// The scope's name.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(scope, _)| *scope == self).map_or("", |(_, name)| name)
    }

    /// Reads a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(scope, _)| *scope)
    }

    /// Whether a key that holds `scopes` carries `permission`.
    pub fn allow(scopes: &[Self], permission: Permission) -> bool {
        scopes.contains(&Self::All) || permission.scope().is_some_and(|needed| scopes.contains(&needed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scope_names_agree_with_their_json() {
        for (scope, name) in Scope::ALL {
            assert_eq!(serde_json::to_value(scope).expect("serialises"), name);
            assert_eq!(Scope::parse(name), Some(scope));
            assert_eq!(scope.as_str(), name);
        }
    }

    #[test]
    fn a_viewer_sees_and_does_not_touch() {
        assert!(Role::Viewer.allows(Permission::TokenRead));
        assert!(!Role::Viewer.allows(Permission::TokenIssue));
        assert!(!Role::Admin.allows(Permission::TenantDelete));
        assert!(Role::Owner.allows(Permission::PeopleManage));
    }

    #[test]
    fn only_the_full_scope_manages_people() {
        let every_named: Vec<Scope> = Scope::ALL.iter().map(|(s, _)| *s).filter(|s| *s != Scope::All).collect();
        assert!(!Scope::allow(&every_named, Permission::PeopleManage));
        assert!(Scope::allow(&[Scope::All], Permission::PeopleManage));
        assert!(!Scope::allow(&[Scope::TokensRead], Permission::TokenIssue));
    }
}
