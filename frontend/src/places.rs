//! Every page's address, once: links are made from it and the address bar is read by it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// Leads to the tenants.
    Home,
    /// First administrator.
    Setup,
    /// Sign in.
    SignIn,
    /// All tenants.
    Tenants,
    /// A page of one tenant.
    Tenant(String, TenantPlace),
    /// Resource types.
    Catalog,
    /// A resource type of the portal, or a built-in one.
    ResourceType(String),
    /// Playbooks, for those who may upload them.
    Playbooks,
    /// A playbook is uploaded.
    UploadPlaybook,
    /// One playbook.
    Playbook(String),
    /// API keys.
    ApiKeys,
    /// Accounts of the portal.
    Accounts,
    /// The whole portal's audit trail.
    Audit,
    /// Explains a pasted error.
    Explain,
    /// The reader's own settings.
    Settings,
    /// Every component in every state.
    UiKit,
    /// Where providers send the browser back to.
    Callback(String),
    /// A consent link that somebody was sent.
    Consent(String),
    /// The API reference.
    ApiDocs,
    /// Anything else.
    Unknown,
}

/// A page inside a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TenantPlace {
    /// Values and environments.
    Overview,
    /// Resources and their tokens.
    Resources,
    /// A new resource.
    NewResource,
    /// One resource.
    Resource(String),
    /// Resource types that the tenant can use.
    Types,
    /// One of them.
    Type(String),
    /// Members.
    People,
    /// What is set in an environment; in the default one where none is named.
    Settings(Option<String>, SettingsPlace),
    /// The tenant's audit trail.
    Audit,
}

/// A page about an environment: what is set in it, and what is done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SettingsPlace {
    /// Variables, beside those of the other environments.
    Variables,
    /// Connection strings.
    ConnectionStrings,
    /// A new connection string.
    NewConnectionString,
    /// One connection string.
    ConnectionString(String),
    /// Configuration files, and the values that live in several places.
    ConfigFiles,
    /// One configuration file.
    ConfigFile(String),
    /// Migrations.
    Migrations,
    /// A new migration.
    NewMigration,
    /// One migration, at the step that is next.
    Migration(String),
    /// One migration at one of its steps.
    MigrationStep(String, String),
    /// Checks: what was found last, and when they run.
    Checks,
    /// One check and its history, by the id of one of its runs.
    Check(String),
}

impl SettingsPlace {
    fn parse(segments: &[&str]) -> Option<Self> {
        match segments {
            ["variables"] => Some(Self::Variables),
            ["connection-strings"] => Some(Self::ConnectionStrings),
            ["connection-strings", "new"] => Some(Self::NewConnectionString),
            ["connection-strings", id] => Some(Self::ConnectionString((*id).to_owned())),
            ["config-files"] => Some(Self::ConfigFiles),
            ["config-files", id] => Some(Self::ConfigFile((*id).to_owned())),
            ["migrations"] => Some(Self::Migrations),
            ["migrations", "new"] => Some(Self::NewMigration),
            ["migrations", id] => Some(Self::Migration((*id).to_owned())),
            ["migrations", id, "steps", step] => Some(Self::MigrationStep((*id).to_owned(), (*step).to_owned())),
            ["checks"] => Some(Self::Checks),
            ["checks", run] => Some(Self::Check((*run).to_owned())),
            _ => None,
        }
    }

    fn suffix(&self) -> String {
        match self {
            Self::Variables => "/variables".to_owned(),
            Self::ConnectionStrings => "/connection-strings".to_owned(),
            Self::NewConnectionString => "/connection-strings/new".to_owned(),
            Self::ConnectionString(id) => format!("/connection-strings/{}", encode(id)),
            Self::ConfigFiles => "/config-files".to_owned(),
            Self::ConfigFile(id) => format!("/config-files/{}", encode(id)),
            Self::Migrations => "/migrations".to_owned(),
            Self::NewMigration => "/migrations/new".to_owned(),
            Self::Migration(id) => format!("/migrations/{}", encode(id)),
            Self::MigrationStep(id, step) => format!("/migrations/{}/steps/{}", encode(id), encode(step)),
            Self::Checks => "/checks".to_owned(),
            Self::Check(run) => format!("/checks/{}", encode(run)),
        }
    }

    /// The list that the page belongs to: itself, or the one that it is an item of.
    pub(crate) fn list(&self) -> Self {
        match self {
            Self::Variables => Self::Variables,
            Self::ConnectionStrings | Self::NewConnectionString | Self::ConnectionString(_) => Self::ConnectionStrings,
            Self::ConfigFiles | Self::ConfigFile(_) => Self::ConfigFiles,
            Self::Migrations | Self::NewMigration | Self::Migration(_) | Self::MigrationStep(..) => Self::Migrations,
            Self::Checks | Self::Check(_) => Self::Checks,
        }
    }

    /// Whether it is about migrations and their checks.
    pub(crate) fn of_migrations(&self) -> bool {
        matches!(self.list(), Self::Migrations | Self::Checks)
    }
}

impl Place {
    /// Reads a path of the address bar.
    pub(crate) fn parse(path: &str) -> Self {
        let segments: Vec<String> = path
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
            .collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        match segments.as_slice() {
            [] => Self::Home,
            ["setup"] => Self::Setup,
            ["sign-in"] => Self::SignIn,
            ["tenants"] => Self::Tenants,
            ["tenants", slug, rest @ ..] => {
                TenantPlace::parse(rest).map_or(Self::Unknown, |place| Self::Tenant((*slug).to_owned(), place))
            }
            ["catalog"] => Self::Catalog,
            ["catalog", id] => Self::ResourceType((*id).to_owned()),
            ["playbooks"] => Self::Playbooks,
            ["playbooks", "upload"] => Self::UploadPlaybook,
            ["playbooks", "of", id] => Self::Playbook((*id).to_owned()),
            ["api-keys"] => Self::ApiKeys,
            ["accounts"] => Self::Accounts,
            ["audit"] => Self::Audit,
            ["tools", "explain"] => Self::Explain,
            ["settings"] => Self::Settings,
            ["ui-kit"] => Self::UiKit,
            ["oauth", "callback", id] => Self::Callback((*id).to_owned()),
            ["consent", token] => Self::Consent((*token).to_owned()),
            ["api", "docs"] => Self::ApiDocs,
            _ => Self::Unknown,
        }
    }

    /// The page's path.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::Home | Self::Unknown => "/".to_owned(),
            Self::Setup => "/setup".to_owned(),
            Self::SignIn => "/sign-in".to_owned(),
            Self::Tenants => "/tenants".to_owned(),
            Self::Tenant(slug, place) => format!("/tenants/{}{}", encode(slug), place.suffix()),
            Self::Catalog => "/catalog".to_owned(),
            Self::ResourceType(id) => format!("/catalog/{}", encode(id)),
            Self::Playbooks => "/playbooks".to_owned(),
            Self::UploadPlaybook => "/playbooks/upload".to_owned(),
            Self::Playbook(id) => format!("/playbooks/of/{}", encode(id)),
            Self::ApiKeys => "/api-keys".to_owned(),
            Self::Accounts => "/accounts".to_owned(),
            Self::Audit => "/audit".to_owned(),
            Self::Explain => "/tools/explain".to_owned(),
            Self::Settings => "/settings".to_owned(),
            Self::UiKit => "/ui-kit".to_owned(),
            Self::Callback(id) => format!("/oauth/callback/{}", encode(id)),
            Self::Consent(token) => format!("/consent/{}", encode(token)),
            Self::ApiDocs => "/api/docs".to_owned(),
        }
    }

    /// The tenant that the page belongs to.
    pub(crate) fn tenant(&self) -> Option<&str> {
        match self {
            Self::Tenant(slug, _) => Some(slug),
            _ => None,
        }
    }

    /// The page that is shown there: the steps of a migration share one, which stays while the reader goes from step
    /// to step.
    pub(crate) fn page(self) -> Self {
        match self {
            Self::Tenant(slug, TenantPlace::Settings(environment, SettingsPlace::MigrationStep(id, _))) => {
                Self::Tenant(slug, TenantPlace::Settings(environment, SettingsPlace::Migration(id)))
            }
            place => place,
        }
    }

    /// A page of `tenant`.
    pub(crate) fn of_tenant(tenant: &str, place: TenantPlace) -> Self {
        Self::Tenant(tenant.to_owned(), place)
    }

    /// Whether the page stands alone, without the navigation, and needs nobody signed in.
    pub(crate) fn is_bare(&self) -> bool {
        matches!(self, Self::Setup | Self::SignIn | Self::UiKit | Self::Callback(_) | Self::Consent(_) | Self::ApiDocs)
    }
}

impl TenantPlace {
    fn parse(segments: &[&str]) -> Option<Self> {
        match segments {
            [] => Some(Self::Overview),
            ["resources"] => Some(Self::Resources),
            ["resources", "new"] => Some(Self::NewResource),
            ["resources", id] => Some(Self::Resource((*id).to_owned())),
            ["resource-types"] => Some(Self::Types),
            ["resource-types", id] => Some(Self::Type((*id).to_owned())),
            ["people"] => Some(Self::People),
            ["audit"] => Some(Self::Audit),
            ["environments", environment, rest @ ..] => {
                Some(Self::Settings(Some((*environment).to_owned()), SettingsPlace::parse(rest)?))
            }
            rest => Some(Self::Settings(None, SettingsPlace::parse(rest)?)),
        }
    }

    fn suffix(&self) -> String {
        match self {
            Self::Overview => String::new(),
            Self::Resources => "/resources".to_owned(),
            Self::NewResource => "/resources/new".to_owned(),
            Self::Resource(id) => format!("/resources/{}", encode(id)),
            Self::Types => "/resource-types".to_owned(),
            Self::Type(id) => format!("/resource-types/{}", encode(id)),
            Self::People => "/people".to_owned(),
            Self::Audit => "/audit".to_owned(),
            Self::Settings(None, place) => place.suffix(),
            Self::Settings(Some(environment), place) => {
                format!("/environments/{}{}", encode(environment), place.suffix())
            }
        }
    }
}

/// Encodes a path segment or a query value.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

/// The page to return to after signing in; only a path of this portal, never another site's address.
pub(crate) fn safe_return(wanted: Option<&str>) -> String {
    match wanted {
        Some(path) if path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') => path.to_owned(),
        _ => Place::Tenants.path(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_read_back_from_its_path() {
        let tenant = |place| Place::of_tenant("contoso", place);
        let pages = [
            Place::Home,
            Place::Setup,
            Place::SignIn,
            Place::Tenants,
            tenant(TenantPlace::Overview),
            tenant(TenantPlace::Resources),
            tenant(TenantPlace::NewResource),
            tenant(TenantPlace::Resource("r 1".into())),
            tenant(TenantPlace::Types),
            tenant(TenantPlace::Type("t 1".into())),
            tenant(TenantPlace::People),
            tenant(TenantPlace::Audit),
            tenant(TenantPlace::Settings(None, SettingsPlace::Variables)),
            tenant(TenantPlace::Settings(Some("test".into()), SettingsPlace::Variables)),
            tenant(TenantPlace::Settings(None, SettingsPlace::ConnectionStrings)),
            tenant(TenantPlace::Settings(Some("test".into()), SettingsPlace::NewConnectionString)),
            tenant(TenantPlace::Settings(Some("test".into()), SettingsPlace::ConnectionString("e 1".into()))),
            tenant(TenantPlace::Settings(Some("test".into()), SettingsPlace::ConfigFiles)),
            tenant(TenantPlace::Settings(Some("test".into()), SettingsPlace::ConfigFile("f 1".into()))),
            tenant(TenantPlace::Settings(None, SettingsPlace::Migrations)),
            tenant(TenantPlace::Settings(Some("test".into()), SettingsPlace::NewMigration)),
            tenant(TenantPlace::Settings(Some("test".into()), SettingsPlace::Migration("m 1".into()))),
            tenant(TenantPlace::Settings(Some("test".into()), SettingsPlace::MigrationStep("m 1".into(), "s".into()))),
            tenant(TenantPlace::Settings(None, SettingsPlace::Checks)),
            tenant(TenantPlace::Settings(Some("test".into()), SettingsPlace::Check("c1".into()))),
            Place::Catalog,
            Place::ResourceType("oidc".into()),
            Place::Playbooks,
            Place::UploadPlaybook,
            Place::Playbook("upload".into()),
            Place::ApiKeys,
            Place::Accounts,
            Place::Audit,
            Place::Explain,
            Place::Settings,
            Place::UiKit,
            Place::Callback("c1".into()),
            Place::Consent("t-1_a".into()),
            Place::ApiDocs,
        ];
        for page in pages {
            assert_eq!(Place::parse(&page.path()), page);
        }
        assert_eq!(Place::parse("/tenants/contoso/nonsense"), Place::Unknown);
    }

    #[test]
    fn the_steps_of_a_migration_share_a_page() {
        let at = |place| Place::of_tenant("contoso", TenantPlace::Settings(Some("test".into()), place));
        let migration = at(SettingsPlace::Migration("m".into()));
        assert_eq!(at(SettingsPlace::MigrationStep("m".into(), "s".into())).page(), migration);
        assert_eq!(migration.clone().page(), migration);
    }

    #[test]
    fn signing_in_never_leads_to_another_site() {
        assert_eq!(safe_return(Some("/tenants/contoso?q=a")), "/tenants/contoso?q=a");
        for evil in ["//evil.example.com", "https://evil.example.com", "/\\evil.example.com", ""] {
            assert_eq!(safe_return(Some(evil)), "/tenants", "{evil}");
        }
    }
}
