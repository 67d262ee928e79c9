//! What a token carries, compared name by name with what is needed.

use serde::{Deserialize, Serialize};
use shared::{
    api::permission::PermissionState,
    resource::{ApiDescriptor, NeededPermissions, PermissionKind, Phase},
};

use super::resource::{ResourceSettings, Target};

/// Scopes that every sign-in brings and that open no API.
const SIGN_IN_SCOPES: [&str; 4] = ["openid", "profile", "email", "offline_access"];
/// The most names that are kept of a token.
const MOST_NAMES: usize = 200;
/// The longest text that is kept of a token.
const LONGEST: usize = 400;

/// What a token says of itself. Read for diagnosis only: nobody here verified its signature, and nothing is allowed
/// because of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Carried {
    /// `aud`.
    pub audience: Option<String>,
    /// `tid`: the directory that gave it.
    pub directory_id: Option<String>,
    /// `roles`: the application's own permissions.
    pub roles: Vec<String>,
    /// `scp`: those of the person who signed in.
    pub scopes: Vec<String>,
}

impl Carried {
    fn of(&self, kind: PermissionKind) -> &[String] {
        match kind {
            PermissionKind::Application => &self.roles,
            PermissionKind::Delegated => &self.scopes,
        }
    }
}

/// Why there was no token to look at; names only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The problem.
    pub code: String,
    /// The provider's own code.
    pub provider_code: Option<String>,
    /// The provider's correlation id.
    pub correlation_id: Option<String>,
}

/// What the token of one API proved. Kept as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The API; empty: whichever the token is for.
    pub api: String,
    /// What was found.
    pub state: PermissionState,
    /// `aud` of the token.
    pub audience: Option<String>,
    /// `tid` of the token.
    pub directory_id: Option<String>,
    /// Needed and granted.
    pub granted: Vec<String>,
    /// Needed and not granted.
    pub missing: Vec<String>,
    /// Granted and not needed.
    pub extra: Vec<String>,
    /// Why there is no token.
    pub fault: Option<Fault>,
}

/// Everything that a check found. Kept as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proofs {
    /// Whose permissions were looked at.
    pub kind: PermissionKind,
    /// The directory that was expected.
    pub directory_id: Option<String>,
    /// API by API.
    pub apis: Vec<Proof>,
}

/// What one API's token is compared with.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The API; empty: whichever the token is for.
    pub api: &'a str,
    /// What the catalogue knows about it.
    pub known: Option<&'a ApiDescriptor>,
    /// Whose permissions.
    pub kind: PermissionKind,
    /// Their names.
    pub names: &'a [String],
    /// The directory that has to have given it, where that matters.
    pub directory_id: Option<&'a str>,
}

impl Expected<'_> {
    /// A proof that says no more than why there is none.
    pub fn without(&self, state: PermissionState, fault: Option<Fault>) -> Proof {
        Proof {
            api: self.api.to_owned(),
            state,
            audience: None,
            directory_id: None,
            granted: Vec::new(),
            missing: Vec::new(),
            extra: Vec::new(),
            fault,
        }
    }

    /// Compares.
    pub fn judge(&self, carried: &Carried) -> Proof {
        let names = carried.of(self.kind);
        let has = |name: &str| names.iter().any(|carried| carried.eq_ignore_ascii_case(name));
        let (granted, missing): (Vec<String>, Vec<String>) = self
            .names
            .iter()
            .cloned()
            .partition(|name| has(name) || self.covering(name).iter().any(|other| has(other)));
        let needed = |name: &str| self.names.iter().any(|needed| needed.eq_ignore_ascii_case(name));
        let needless =
            |name: &&String| !needed(name) && !SIGN_IN_SCOPES.contains(&name.as_str()) && name.len() <= LONGEST;
        let compared = match (granted.is_empty(), missing.is_empty()) {
            (_, true) => PermissionState::Granted,
            (true, false) => PermissionState::Missing,
            (false, false) => PermissionState::Partly,
        };
        let short = |text: &Option<String>| text.as_ref().map(|text| text.chars().take(LONGEST).collect());
        let proof = Proof {
            state: self.reason_against(carried).unwrap_or(compared),
            audience: short(&carried.audience),
            directory_id: short(&carried.directory_id),
            extra: names.iter().filter(needless).take(MOST_NAMES).cloned().collect(),
            granted,
            missing,
            ..self.without(compared, None)
        };
        // Of a token that is not the one that was meant, nothing counts as granted.
        let counts =
            matches!(proof.state, PermissionState::Granted | PermissionState::Partly | PermissionState::Missing);
        if counts { proof } else { Proof { granted: Vec::new(), missing: self.names.to_vec(), ..proof } }
    }

    /// Why the token proves nothing, whatever it carries.
    fn reason_against(&self, carried: &Carried) -> Option<PermissionState> {
        match (self.directory_id, carried.directory_id.as_deref()) {
            (Some(expected), Some(found)) if !expected.eq_ignore_ascii_case(found) => {
                return Some(PermissionState::OtherDirectory);
            }
            (Some(_), None) => return Some(PermissionState::Unreadable),
            _ => {}
        }
        match carried.audience.as_deref() {
            None => Some(PermissionState::Unreadable),
            Some(found) => (!is_for(self.api, self.known, found)).then_some(PermissionState::OtherApi),
        }
    }

    fn covering(&self, name: &str) -> &[String] {
        let all = self.known.map(|api| api.permissions.as_slice()).unwrap_or_default();
        let described = all.iter().find(|known| known.kind == self.kind && known.name == name);
        described.map(|known| known.covered_by.as_slice()).unwrap_or_default()
    }
}

/// Whether a token with this audience is one for `api`.
fn is_for(api: &str, known: Option<&ApiDescriptor>, audience: &str) -> bool {
    let audience = audience.trim_end_matches('/');
    let same = |other: &str| other.trim_end_matches('/').eq_ignore_ascii_case(audience);
    match known {
        Some(known) => known.audiences.iter().any(|other| same(other)),
        // Tokens of an API of one's own name it by its address or by its application id.
        None => api.is_empty() || same(api) || api.strip_prefix("api://").is_some_and(same),
    }
}

/// What all of them say together: what needs somebody's attention before the rest.
pub fn overall(proofs: &[Proof]) -> PermissionState {
    use PermissionState::{Granted, Missing, NoToken, OtherApi, OtherDirectory, Partly, Unreadable, Waiting};
    let has = |state| proofs.iter().any(|proof| proof.state == state);
    if let Some(worst) = [OtherDirectory, NoToken, OtherApi, Unreadable, Waiting].into_iter().find(|state| has(*state))
    {
        return worst;
    }
    match (has(Granted), has(Partly), has(Missing)) {
        (_, false, false) => Granted,
        (false, false, true) => Missing,
        _ => Partly,
    }
}

/// What to ask the provider for, so that the token is one for that API: what is configured, where that is it.
pub fn target(
    settings: &ResourceSettings,
    needed: &NeededPermissions,
    known: Option<&ApiDescriptor>,
    kind: PermissionKind,
    only: bool,
) -> Target {
    let by_resource = settings.value("resource", Phase::Token);
    let scope = settings.value("scope", Phase::Token).and_then(|scope| scope.split_whitespace().next());
    let configured = by_resource.or_else(|| scope?.rsplit_once('/').map(|(audience, _)| audience));
    if only || configured.is_some_and(|audience| is_for(&needed.api, known, audience)) {
        return Target::default();
    }
    let prefix = known.map_or(needed.api.as_str(), |api| &api.scope);
    if by_resource.is_some() || !settings.accepts_scope(Phase::Token) {
        return Target::new(Some(prefix), None);
    }
    let scope = match kind {
        PermissionKind::Application => format!("{prefix}/.default"),
        PermissionKind::Delegated => {
            let names = needed.delegated.iter().map(|name| format!("{prefix}/{name}"));
            names.chain(["offline_access".to_owned()]).collect::<Vec<_>>().join(" ")
        }
    };
    Target::new(None, Some(&scope))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{catalog::Catalog, domain::resource::tests::settings};

    fn texts(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn carried(audience: &str, directory: &str, roles: &[&str]) -> Carried {
        Carried {
            audience: Some(audience.to_owned()),
            directory_id: Some(directory.to_owned()),
            roles: texts(roles),
            scopes: Vec::new(),
        }
    }

    fn judged(names: &[&str], token: &Carried) -> Proof {
        let catalog = Catalog::load().expect("sound");
        let names = texts(names);
        Expected {
            api: "graph",
            known: catalog.permissions().api("graph"),
            kind: PermissionKind::Application,
            names: &names,
            directory_id: Some("d1"),
        }
        .judge(token)
    }

    #[test]
    fn names_are_compared_one_by_one() {
        let token = carried("https://graph.microsoft.com/", "D1", &["mail.send", "User.Read.All"]);
        let proof = judged(&["Mail.ReadWrite", "Mail.Send"], &token);
        assert_eq!(proof.state, PermissionState::Partly);
        assert_eq!((proof.granted, proof.missing), (texts(&["Mail.Send"]), texts(&["Mail.ReadWrite"])));
        assert_eq!(proof.extra, texts(&["User.Read.All"]));
        assert_eq!(judged(&["Mail.ReadWrite"], &token).state, PermissionState::Missing);
        assert_eq!(judged(&["Mail.Send"], &token).state, PermissionState::Granted);
        let more = carried("00000003-0000-0000-c000-000000000000", "d1", &["Mail.ReadWrite"]);
        assert_eq!(judged(&["Mail.Read"], &more).state, PermissionState::Granted, "reading is part of read and write");
    }

    #[test]
    fn a_token_of_another_directory_or_api_proves_nothing() {
        let all = ["Mail.Send"];
        for (token, expected) in [
            (carried("https://graph.microsoft.com", "d2", &all), PermissionState::OtherDirectory),
            (carried("https://outlook.office365.com", "d1", &all), PermissionState::OtherApi),
            (
                Carried { directory_id: None, ..carried("https://graph.microsoft.com", "", &all) },
                PermissionState::Unreadable,
            ),
            (Carried { audience: None, ..carried("", "d1", &all) }, PermissionState::Unreadable),
        ] {
            let proof = judged(&all, &token);
            assert_eq!((proof.state, proof.granted, proof.missing), (expected, vec![], texts(&all)));
        }
    }

    #[test]
    fn the_worst_is_said_first() {
        use PermissionState::{Granted, Missing, NoToken, OtherDirectory, Partly, Waiting};
        let proof = |state| Proof { state, ..judged(&[], &Carried::default()) };
        for (states, expected) in [
            (vec![], Granted),
            (vec![Granted, Granted], Granted),
            (vec![Granted, Missing], Partly),
            (vec![Missing, Missing], Missing),
            (vec![Missing, Waiting], Waiting),
            (vec![Granted, NoToken, OtherDirectory], OtherDirectory),
        ] {
            assert_eq!(overall(&states.iter().map(|state| proof(*state)).collect::<Vec<_>>()), expected, "{states:?}");
        }
    }

    #[test]
    fn each_api_is_asked_for_a_token_of_its_own() {
        let catalog = Catalog::load().expect("sound");
        let asked = |kind: &str, values: &[(&str, &str)], api: &str, of| {
            let needed =
                NeededPermissions { api: api.to_owned(), application: texts(&["A"]), delegated: texts(&["B"]) };
            target(&settings(kind, values), &needed, catalog.permissions().api(api), of, false)
        };
        let (application, delegated) = (PermissionKind::Application, PermissionKind::Delegated);
        let v2 = [("scope", "https://outlook.office365.com/.default")];
        assert_eq!(asked("exchange-online-ews", &v2, "exchange", application), Target::default());
        let graph = asked("exchange-online-ews", &v2, "graph", application);
        assert_eq!(graph, Target::new(None, Some("https://graph.microsoft.com/.default")));
        let people = asked("exchange-online-ews", &[], "graph", delegated);
        assert_eq!(people, Target::new(None, Some("https://graph.microsoft.com/B offline_access")));
        let v1 = asked("microsoft-online", &[], "graph", application);
        assert_eq!(v1, Target::new(Some("https://graph.microsoft.com"), None));
        assert_eq!(asked("microsoft-online", &[], "exchange", application), Target::default());
    }
}
