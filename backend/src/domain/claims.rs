//! What a token of a resource should say, as far as the resource tells: the measure for the claims that are shown for
//! diagnosis.

use shared::{
    claims::Expected,
    resource::{ApiDescriptor, NeededPermissions, PermissionKind, Phase},
};

use super::resource::{ResourceSettings, Target};

/// Scopes without a service before them are Microsoft Graph's, at Microsoft.
const UNNAMED: &str = "https://graph.microsoft.com";

/// What is known about a resource beyond its settings.
#[derive(Debug, Clone, Copy)]
pub struct Knowledge<'a> {
    /// The APIs that the product knows.
    pub apis: &'a [ApiDescriptor],
    /// The permissions that the resource needs.
    pub needed: &'a [NeededPermissions],
    /// Whether they are the application's own.
    pub kind: PermissionKind,
    /// The directory that gives the tokens.
    pub directory_id: Option<&'a str>,
}

/// What the token of `subject` for `target` should say.
pub fn expected(settings: &ResourceSettings, knowledge: &Knowledge<'_>, target: &Target, subject: &str) -> Expected {
    let microsoft = settings.kind.directory.is_some();
    let scopes = scopes(settings, target);
    let asked = audience(settings, target, &scopes, microsoft);
    let is_called = |api: &&ApiDescriptor, name: &str| {
        let name = name.trim_end_matches('/');
        api.audiences.iter().any(|known| known.eq_ignore_ascii_case(name))
    };
    let api = asked.as_deref().and_then(|asked| knowledge.apis.iter().find(|api| is_called(api, asked)));
    let others = api.iter().flat_map(|api| &api.audiences).filter(|name| Some(*name) != asked.as_ref()).cloned();
    Expected {
        audiences: asked.iter().cloned().chain(others).collect(),
        directory_id: knowledge.directory_id.filter(|_| microsoft).map(str::to_owned),
        // Microsoft's issuer follows from the directory and from the service's choice of a version.
        issuer: settings.issuer.clone().filter(|_| !microsoft),
        client_id: settings.client_id(Phase::Token).map(str::to_owned),
        application: knowledge.kind == PermissionKind::Application,
        application_permissions: api.map(|api| permissions(api, knowledge)).unwrap_or_default(),
        scopes,
        subject: Some(subject.to_owned()).filter(|subject| !subject.is_empty()),
    }
}

/// Those that the resource needs of `api`; where it does not say, any that is known opens something.
fn permissions(api: &ApiDescriptor, knowledge: &Knowledge<'_>) -> Vec<String> {
    let kind = PermissionKind::Application;
    let needed = knowledge.needed.iter().find(|needed| needed.api == api.id).map(|needed| needed.of(kind).to_vec());
    needed.filter(|needed| !needed.is_empty()).unwrap_or_else(|| {
        let own = api.permissions.iter().filter(|permission| permission.kind == kind);
        own.map(|permission| permission.name.clone()).collect()
    })
}

/// The first value there is, in the order in which requests are made.
fn value<'a>(settings: &'a ResourceSettings, name: &str) -> Option<&'a str> {
    [Phase::Token, Phase::Authorization, Phase::Refresh].into_iter().find_map(|phase| settings.value(name, phase))
}

fn scopes(settings: &ResourceSettings, target: &Target) -> Vec<String> {
    let scope = target.scope.as_deref().or_else(|| value(settings, "scope")).unwrap_or_default();
    scope.split_whitespace().map(str::to_owned).collect()
}

fn audience(settings: &ResourceSettings, target: &Target, scopes: &[String], microsoft: bool) -> Option<String> {
    let named = target.audience.as_deref().or_else(|| value(settings, "resource"));
    if let Some(named) = named {
        return Some(named.to_owned());
    }
    // Everything before the last slash of a scope is the service.
    let of_scope = scopes.iter().find_map(|scope| {
        let (service, _) = scope.rsplit_once('/')?;
        (service.contains("://") && !service.ends_with(":/")).then(|| service.to_owned())
    });
    let unnamed = microsoft && scopes.iter().any(|scope| scope.contains('.') && !scope.contains('/'));
    of_scope.filter(|_| microsoft).or_else(|| unnamed.then(|| UNNAMED.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{catalog::Catalog, domain::resource::tests::settings};

    fn of(kind: &str, values: &[(&str, &str)], target: &Target) -> Expected {
        let catalog = Catalog::load().expect("the data files are sound");
        let settings = settings(kind, values);
        let knowledge = Knowledge {
            apis: &catalog.permissions().apis,
            needed: &settings.kind.permissions,
            kind: PermissionKind::Application,
            directory_id: Some("d1"),
        };
        expected(&settings, &knowledge, target, "a@example.com")
    }

    #[test]
    fn the_service_is_known_by_resource_by_scope_or_by_its_absence() {
        let none = Target::default();
        let v1 = of("microsoft-online", &[], &none);
        assert_eq!(v1.audiences[0], "https://outlook.office365.com");
        assert!(v1.audiences.iter().any(|name| name.starts_with("00000002-")));
        let v2 = of("microsoft-identity-platform", &[("scope", "https://graph.microsoft.com/.default")], &none);
        assert_eq!(v2.audiences[0], "https://graph.microsoft.com");
        let bare = of("microsoft-identity-platform", &[("scope", "Mail.ReadWrite offline_access")], &none);
        assert_eq!(bare.audiences[0], "https://graph.microsoft.com");
        let other = Target::new(Some("https://graph.microsoft.com"), None);
        assert_eq!(of("microsoft-online", &[], &other).audiences[0], "https://graph.microsoft.com");
        let own = of("microsoft-identity-platform", &[("scope", "api://contoso-app/.default")], &none);
        assert_eq!(own.audiences, ["api://contoso-app"]);
        let elsewhere = of("oauth2", &[("scope", "https://mail.example.com/read")], &none);
        assert!(elsewhere.audiences.is_empty() && elsewhere.directory_id.is_none());
    }

    #[test]
    fn a_type_knows_which_permission_its_protocol_needs() {
        let ews = of("exchange-online-ews", &[], &Target::default());
        assert_eq!(ews.application_permissions, ["full_access_as_app"]);
        assert_eq!(ews.subject.as_deref(), Some("a@example.com"));
    }
}
