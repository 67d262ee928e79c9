//! Where a directory's administrator grants consent to a resource, and what the page is asked for: read off the
//! resource's own endpoints and the catalogue, never off a type's name.

use shared::{
    api::tenant::DIRECTORY_ID,
    resource::{Cloud, NeededPermissions, PermissionKind, Phase},
};
use url::Url;

use super::resource::ResourceSettings;
use crate::catalog::{ConsentPage, PermissionCatalog};

/// Scopes that belong to signing in, not to an API.
const SIGN_IN_SCOPES: [&str; 5] = ["openid", "profile", "email", "address", "phone"];
/// What stands for every permission of the app registration.
const EVERYTHING: &str = "/.default";

/// Where consent is granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentPlace {
    /// The page, without parameters.
    pub page: String,
    /// Whether it must be told what is asked for.
    pub wants_scope: bool,
    /// The directory that has to answer.
    pub directory_id: String,
}

/// Why nobody can be sent to grant consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoConsent {
    /// No such page is known for the resource's endpoints.
    Unsupported,
    /// Nothing says which directory has to answer.
    DirectoryUnknown,
    /// The endpoints name another directory than the tenant.
    DirectoryDiffers {
        /// That of the endpoints.
        found: String,
        /// That of the tenant.
        expected: String,
    },
}

/// What consent places are found with.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The login hosts.
    pub clouds: &'a [Cloud],
    /// The pages and the APIs.
    pub permissions: &'a PermissionCatalog,
}

/// Where consent to the resource is granted by the directory of its tenant.
///
/// # Errors
/// Why it cannot be.
pub fn place(
    settings: &ResourceSettings,
    known: &Known<'_>,
    directory_id: Option<&str>,
) -> Result<ConsentPlace, NoConsent> {
    let (url, named, page) = page_beside(settings, known).ok_or(NoConsent::Unsupported)?;
    let named_id = Some(named.as_str()).filter(|named| is_guid(named));
    let expected = match (directory_id.filter(|id| !id.is_empty()), named_id) {
        (Some(expected), Some(found)) if !expected.eq_ignore_ascii_case(found) => {
            return Err(NoConsent::DirectoryDiffers { found: found.to_owned(), expected: expected.to_owned() });
        }
        (Some(expected), _) => expected,
        (None, Some(found)) => found,
        (None, None) => return Err(NoConsent::DirectoryUnknown),
    };
    let origin = url.origin().ascii_serialization();
    Ok(ConsentPlace {
        page: format!("{origin}/{expected}{}", page.page),
        wants_scope: page.scope,
        directory_id: expected.to_owned(),
    })
}

/// The page beside the token endpoint, and the directory that the endpoint names.
fn page_beside<'a>(settings: &ResourceSettings, known: &Known<'a>) -> Option<(Url, String, &'a ConsentPage)> {
    let url = Url::parse(settings.endpoints.of(Phase::Token)?).ok()?;
    let host = url.host_str()?;
    if settings.kind.directory.is_none() && !known.clouds.iter().any(|cloud| cloud.login == host) {
        return None;
    }
    known.permissions.consent_pages.iter().find_map(|page| {
        let directory = url.path().strip_suffix(&page.endpoint)?.strip_prefix('/')?;
        let single = !directory.is_empty() && !directory.contains('/');
        single.then(|| (url.clone(), directory.to_owned(), page))
    })
}

fn is_guid(text: &str) -> bool {
    !text.is_empty() && DIRECTORY_ID.check(text).is_ok()
}

/// What the page is asked for about `chosen`, one of the `needed` APIs, where it must be told: everything that the app
/// registration lists for it, or the permissions that people are asked for when they sign in. The page takes one API at
/// a time. `None`: nothing says.
pub fn scope(
    settings: &ResourceSettings,
    known: &Known<'_>,
    needed: &[&NeededPermissions],
    chosen: Option<&NeededPermissions>,
    kind: PermissionKind,
) -> Option<String> {
    let api_of = |needed: &NeededPermissions| {
        let api = known.permissions.api(&needed.api);
        api.map_or_else(|| needed.api.clone(), |api| api.scope.clone())
    };
    // With one API, whatever the resource says is about that one.
    let several = needed.len() > 1;
    let is_chosen = |scope: &str| !several || chosen.is_some_and(|chosen| names_api(known, &chosen.api, scope));
    match kind {
        PermissionKind::Application => {
            let of_type = settings.kind.consent_scope.as_deref().filter(|_| {
                let is_types = |api: &str| settings.kind.permissions.iter().any(|own| own.api == api);
                !several || chosen.is_some_and(|chosen| is_types(&chosen.api))
            });
            let own = settings.value("scope", Phase::Token).filter(|scope| scope.ends_with(EVERYTHING));
            let stated = of_type.or(own.filter(|scope| is_chosen(scope))).map(str::to_owned);
            stated.or_else(|| chosen.map(|chosen| api_of(chosen) + EVERYTHING))
        }
        PermissionKind::Delegated => {
            let asked = [Phase::Authorization, Phase::Token].iter().find_map(|phase| settings.value("scope", *phase));
            let words: Vec<&str> = asked.unwrap_or_default().split_whitespace().collect();
            let mut of_api = words.into_iter().filter(|word| !SIGN_IN_SCOPES.contains(word)).collect::<Vec<_>>();
            of_api.retain(|word| !word.contains('/') || is_chosen(word));
            // A word without an address is Microsoft Graph's, or `offline_access`.
            if !of_api.is_empty() && (!several || of_api.iter().any(|word| word.contains('/'))) {
                return Some(of_api.join(" "));
            }
            let chosen = chosen?;
            let names = chosen.of(kind).iter().map(|name| format!("{}/{name}", api_of(chosen)));
            Some(names.collect::<Vec<_>>().join(" "))
        }
    }
}

/// Whether a scope's address is that of the API `id`.
fn names_api(known: &Known<'_>, id: &str, scope: &str) -> bool {
    let address = scope.rsplit_once('/').map_or(scope, |(address, _)| address).trim_end_matches('/');
    match known.permissions.api(id) {
        Some(api) => api.scope == address || api.audiences.iter().any(|audience| audience == address),
        None => id.trim_end_matches('/') == address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{catalog::Catalog, domain::resource::tests::settings};

    const DIRECTORY: &str = "7c1a3f0e-2b4d-4c58-9f3e-6d1b2a3c4d5e";
    const OTHER: &str = "1d9c7b5a-0f1e-4d3c-8b2a-9e8f7a6b5c4d";

    fn placed(kind: &str, token: &str, directory: Option<&str>) -> Result<ConsentPlace, NoConsent> {
        let catalog = Catalog::load().expect("sound");
        let mut settings = settings(kind, &[]);
        settings.endpoints.token = Some(token.to_owned());
        place(&settings, &Known { clouds: catalog.clouds(), permissions: catalog.permissions() }, directory)
    }

    fn page(token: &str) -> String {
        placed("oauth2", token, Some(DIRECTORY)).map(|place| place.page).unwrap_or_default()
    }

    #[test]
    fn the_endpoints_tell_version_cloud_and_page() {
        let v2 = page("https://login.microsoftonline.com/common/oauth2/v2.0/token");
        assert_eq!(v2, format!("https://login.microsoftonline.com/{DIRECTORY}/v2.0/adminconsent"));
        let v1 = page("https://login.microsoftonline.us/contoso.onmicrosoft.com/oauth2/token");
        assert_eq!(v1, format!("https://login.microsoftonline.us/{DIRECTORY}/adminconsent"));
        // A server of the same form that is not of a known cloud, unless the type says that it has a directory.
        let elsewhere = format!("https://id.example.com/{DIRECTORY}/oauth2/v2.0/token");
        assert_eq!(placed("oauth2", &elsewhere, Some(DIRECTORY)), Err(NoConsent::Unsupported));
        assert!(placed("exchange-online-ews", &elsewhere, Some(DIRECTORY)).is_ok_and(|place| place.wants_scope));
        for odd in ["", "nonsense", "https://login.microsoftonline.com/oauth2/token", "https://id.example.com/token"] {
            assert_eq!(placed("oauth2", odd, Some(DIRECTORY)), Err(NoConsent::Unsupported), "{odd}");
        }
    }

    #[test]
    fn one_directory_is_expected_and_no_two() {
        let of = |directory: &str| format!("https://login.microsoftonline.com/{directory}/oauth2/token");
        let expected = |token: &str, tenant| placed("oauth2", token, tenant).map(|place| place.directory_id);
        assert_eq!(expected(&of(DIRECTORY), None), Ok(DIRECTORY.to_owned()));
        assert_eq!(expected(&of(&DIRECTORY.to_uppercase()), Some(DIRECTORY)), Ok(DIRECTORY.to_owned()));
        assert_eq!(expected(&of("organizations"), None), Err(NoConsent::DirectoryUnknown));
        let (found, expected_id) = (OTHER.to_owned(), DIRECTORY.to_owned());
        let differs = NoConsent::DirectoryDiffers { found, expected: expected_id };
        assert_eq!(expected(&of(OTHER), Some(DIRECTORY)), Err(differs));
    }

    #[test]
    fn the_page_is_asked_for_what_the_resource_asks_for() {
        let catalog = Catalog::load().expect("sound");
        let known = Known { clouds: catalog.clouds(), permissions: catalog.permissions() };
        let asked = |kind: &str, values: &[(&str, &str)], of| {
            let settings = settings(kind, values);
            let needed: Vec<&NeededPermissions> = settings.kind.permissions.iter().collect();
            scope(&settings, &known, &needed, needed.first().copied(), of)
        };
        let application = |kind, values| asked(kind, values, PermissionKind::Application);
        let default = Some("https://outlook.office365.com/.default".to_owned());
        assert_eq!(application("exchange-online-ews", &[("scope", "https://outlook.office365.com/.default")]), default);
        assert_eq!(application("exchange-online-ews", &[]), default, "people's scopes are not the application's");
        // POP and IMAP are granted under a name of their own; tokens are still asked for under the usual one.
        let legacy = Some("https://ps.outlook.com/.default".to_owned());
        assert_eq!(application("exchange-online-imap", &[("scope", "https://outlook.office365.com/.default")]), legacy);
        assert_eq!(application("client-credentials", &[("scope", "mail")]), None);
        let delegated = |kind, values| asked(kind, values, PermissionKind::Delegated);
        let named = "https://outlook.office365.com/EWS.AccessAsUser.All";
        assert_eq!(delegated("exchange-online-ews", &[]), Some(format!("{named} offline_access")));
        assert_eq!(delegated("exchange-online-ews", &[("scope", "openid")]), Some(named.to_owned()));
    }
    #[test]
    fn of_two_apis_the_page_is_asked_for_one_at_a_time() {
        let catalog = Catalog::load().expect("sound");
        let known = Known { clouds: catalog.clouds(), permissions: catalog.permissions() };
        let api = |api: &str, name: &str| NeededPermissions {
            api: api.to_owned(),
            application: vec![name.to_owned()],
            delegated: vec![name.to_owned()],
        };
        let apis = [api("exchange", "IMAP"), api("graph", "Mail.Read"), api("https://api.contoso.com", "Go")];
        let asked = |kind: &str, values: &[(&str, &str)], of| -> Vec<String> {
            let (settings, needed) = (settings(kind, values), apis.iter().collect::<Vec<_>>());
            let of_one = |chosen| scope(&settings, &known, &needed, Some(chosen), of).unwrap_or_default();
            apis.iter().map(of_one).collect()
        };
        let (exchange, graph) = ("https://outlook.office365.com", "https://graph.microsoft.com");
        let own = "https://api.contoso.com";
        let application = asked("exchange-online-imap", &[("scope", "")], PermissionKind::Application);
        let expected = ["https://ps.outlook.com".to_owned(), graph.to_owned(), own.to_owned()];
        assert_eq!(application, expected.map(|address| address + "/.default"));
        let said = format!("openid {graph}/Mail.Send {exchange}/EWS.AccessAsUser.All offline_access");
        let delegated = asked("exchange-online-ews", &[("scope", &said)], PermissionKind::Delegated);
        let with = |named: &str| format!("{named} offline_access");
        assert_eq!(
            delegated,
            [
                with(&format!("{exchange}/EWS.AccessAsUser.All")),
                with(&format!("{graph}/Mail.Send")),
                format!("{own}/Go")
            ]
        );
    }
}
