//! A resource with everything a token request needs: the type's defaults under the resource's own values, phase by
//! phase.

use std::collections::BTreeMap;

use shared::{
    api::resource::Endpoints,
    ids::{ResourceId, TenantId},
    resource::{
        AudienceForm, ClientAuth, CredentialFact, Facts, Finding, LintRule, NationalCloud, PROTOCOL_PARAMETERS, Pair,
        Phase, PhaseValues, ResourceType, Value, emitted, lint,
    },
    secret::SecretText,
    timestamp::Timestamp,
};

use super::credential::ClientCredential;

/// Scopes that are no permission of any service (OpenID Connect Core §5.4 and §11).
const OIDC_SCOPES: [&str; 4] = ["openid", "profile", "email", OFFLINE_ACCESS];
/// Without it Microsoft's v2 endpoints give no new refresh token along.
const OFFLINE_ACCESS: &str = "offline_access";

/// What a caller asks for beyond what the resource is configured for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Target {
    /// The audience; `resource` on the wire.
    pub audience: Option<String>,
    /// Scopes, separated by single spaces.
    pub scope: Option<String>,
}

impl Target {
    /// With scopes in one order and without repetitions, so that the same set is the same target.
    pub fn new(audience: Option<&str>, scope: Option<&str>) -> Self {
        let scope = scope.map(|scope| {
            let mut words: Vec<&str> = scope.split_whitespace().collect();
            words.sort_unstable();
            words.dedup();
            words.join(" ")
        });
        let audience = audience.map(str::to_owned).filter(|audience| !audience.is_empty());
        Self { audience, scope: scope.filter(|scope| !scope.is_empty()) }
    }

    /// Whether nothing is asked for beyond what is configured.
    pub fn is_default(&self) -> bool {
        self.audience.is_none() && self.scope.is_none()
    }

    /// The scopes that name the audience, for servers that know no other way (`<audience>/.default`).
    fn as_scopes(&self) -> Option<String> {
        let Some(audience) = &self.audience else { return self.scope.clone() };
        let Some(scope) = &self.scope else { return Some(format!("{audience}/.default")) };
        // The audience belongs before each permission that does not name one.
        let named = |word: &str| word.contains("://") || OIDC_SCOPES.contains(&word);
        let words =
            scope.split(' ').map(|word| if named(word) { word.to_owned() } else { format!("{audience}/{word}") });
        Some(words.collect::<Vec<_>>().join(" "))
    }
}

/// A resource, opened.
#[derive(Debug, Clone)]
pub struct ResourceSettings {
    /// Its tenant.
    pub tenant: TenantId,
    /// Its id.
    pub id: ResourceId,
    /// Its type.
    pub kind: ResourceType,
    /// The grant's id.
    pub grant: String,
    /// How the client proves who it is.
    pub client_auth: ClientAuth,
    /// Where its server is.
    pub endpoints: Endpoints,
    /// The issuer, where it is known.
    pub issuer: Option<String>,
    /// Whether every callback must name the issuer.
    pub issuer_in_callback: bool,
    /// Fields that override those of a token response.
    pub token_replacements: BTreeMap<String, String>,
    /// The last segment of its callback URL.
    pub callback_id: String,
    /// The resource's own values.
    pub values: BTreeMap<String, PhaseValues<SecretText>>,
    /// The secrets and certificates of its client, besides the `client_secret` among its values.
    pub credentials: Vec<ClientCredential>,
    /// Counts changes that make tokens obtained before worth less.
    pub credential_version: i64,
}

impl ResourceSettings {
    /// The value that holds: the resource's own, else the type's default; an empty one counts as none.
    pub fn value(&self, name: &str, phase: Phase) -> Option<&str> {
        let own = self.values.get(name).and_then(|phases| phases.get(phase)).map(SecretText::expose);
        let default = || self.kind.parameter(name)?.defaults.get(phase).map(String::as_str);
        own.or_else(default).filter(|value| !value.is_empty())
    }

    /// The client's id in `phase`. Where the column is untouched, the one of the token request serves: a client has
    /// one identity, and nobody should have to type it three times.
    pub fn client_id(&self, phase: Phase) -> Option<&str> {
        self.own_or_token("client_id", phase).or_else(|| self.value("client_id", Phase::Authorization))
    }

    /// The client's secret in `phase`, likewise; never of the authorization request.
    pub fn client_secret(&self, phase: Phase) -> Option<SecretText> {
        (phase != Phase::Authorization).then(|| self.own_or_token("client_secret", phase).map(SecretText::new))?
    }

    fn own_or_token(&self, name: &str, phase: Phase) -> Option<&str> {
        let cleared = self.values.get(name).and_then(|phases| phases.get(phase)).is_some_and(SecretText::is_empty);
        if cleared { None } else { self.value(name, phase).or_else(|| self.value(name, Phase::Token)) }
    }

    /// What a token or refresh request carries beside the protocol's own parameters. `target` overrides what is
    /// configured.
    pub fn request_parameters(&self, phase: Phase, target: &Target) -> Vec<(String, SecretText)> {
        let own = |name: &str| self.value(name, phase).map(str::to_owned);
        let value = |name: &str| self.targeted(name, phase, target).or_else(|| own(name)).map(SecretText::new);
        emitted(&self.kind.parameters, phase, |parameter, _| value(&parameter.name))
            .into_iter()
            .filter(|(parameter, _)| !PROTOCOL_PARAMETERS.contains(&parameter.name.as_str()))
            .map(|(parameter, value)| (parameter.name.clone(), value))
            .collect()
    }

    /// What the authorization request carries of the resource's own; the protocol's pairs are put after them and win.
    pub fn authorization_pairs(&self) -> Vec<Pair> {
        emitted(&self.kind.parameters, Phase::Authorization, |parameter, phase| self.value(&parameter.name, phase))
            .into_iter()
            .map(|(parameter, value)| Pair {
                name: parameter.name.clone(),
                value: value.to_owned(),
                url_encode: parameter.url_encode,
            })
            .collect()
    }

    /// What `target` puts into a parameter of a request of `phase`.
    fn targeted(&self, name: &str, phase: Phase, target: &Target) -> Option<String> {
        match (self.kind.audience, name) {
            (AudienceForm::Resource, "resource") => target.audience.clone(),
            (AudienceForm::Resource, "scope") => target.scope.clone(),
            (AudienceForm::Scope, "scope") => {
                let mut scope = target.as_scopes()?;
                let has = |scope: &str| scope.split_whitespace().any(|word| word == OFFLINE_ACCESS);
                if self.value(name, phase).is_some_and(has) && !has(&scope) {
                    scope.push(' ');
                    scope.push_str(OFFLINE_ACCESS);
                }
                Some(scope)
            }
            _ => None,
        }
    }

    /// Whether a caller may choose an audience in requests of `phase`: the type must have a parameter that says it.
    pub fn accepts_audience(&self, phase: Phase) -> bool {
        match self.kind.audience {
            AudienceForm::Resource => self.sends("resource", phase),
            AudienceForm::Scope => self.sends("scope", phase),
        }
    }

    /// Whether a caller may choose scopes in requests of `phase`.
    pub fn accepts_scope(&self, phase: Phase) -> bool {
        self.sends("scope", phase)
    }

    fn sends(&self, name: &str, phase: Phase) -> bool {
        self.kind.parameter(name).is_some_and(|parameter| parameter.sent_in(phase))
    }

    /// What the rules find wrong at `now`, the worst first.
    pub fn findings(&self, rules: &[LintRule], clouds: &[NationalCloud], now: Timestamp) -> Vec<Finding> {
        let value = |name: &str, phase| self.value(name, phase).map(|text| Value::Known(text.to_owned()));
        let fact = |credential: &ClientCredential| CredentialFact {
            kind: credential.proof.kind(),
            expires_at: credential.life.expires_at.map(Timestamp::from_millis),
        };
        let facts = Facts {
            kind: &self.kind,
            grant: &self.grant,
            client_auth: self.client_auth,
            endpoints: &self.endpoints,
            value: &value,
            names: self.values.keys().cloned().collect(),
            credentials: Some(self.credentials.iter().map(fact).collect()),
            now,
            clouds,
        };
        lint(rules, &facts, &[])
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use shared::ids::ResourceTypeId;

    use super::*;
    use crate::catalog::Catalog;

    /// A resource of a built-in type with the given values in all three phases.
    pub(crate) fn settings(kind: &str, values: &[(&str, &str)]) -> ResourceSettings {
        let catalog = Catalog::load().expect("the data files are sound");
        let phases = |value: &str| PhaseValues {
            authorization: Some(SecretText::new(value)),
            token: Some(SecretText::new(value)),
            refresh: Some(SecretText::new(value)),
        };
        ResourceSettings {
            tenant: TenantId::new("t1"),
            id: ResourceId::new("r1"),
            kind: catalog.resource_type(&ResourceTypeId::new(kind)).expect("a built-in type").clone(),
            grant: "authorization_code".to_owned(),
            client_auth: ClientAuth::ClientSecretPost,
            endpoints: Endpoints::default(),
            issuer: None,
            issuer_in_callback: false,
            token_replacements: BTreeMap::new(),
            callback_id: "c1".to_owned(),
            values: values.iter().map(|(name, value)| ((*name).to_owned(), phases(value))).collect(),
            credentials: Vec::new(),
            credential_version: 1,
        }
    }

    fn names(parameters: &[(String, SecretText)]) -> Vec<&str> {
        parameters.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[test]
    fn own_values_override_defaults_and_an_empty_one_sends_nothing() {
        let mut settings = settings("microsoft-online", &[("entity_id", "d1"), ("scope", "s")]);
        assert_eq!(settings.value("resource", Phase::Token), Some("https://outlook.office365.com"));
        let sent = settings.request_parameters(Phase::Token, &Target::default());
        assert_eq!(names(&sent), ["scope", "resource", "entity_id"]);
        settings
            .values
            .insert("resource".into(), PhaseValues { token: Some(SecretText::new("")), ..Default::default() });
        let sent = settings.request_parameters(Phase::Token, &Target::default());
        assert_eq!(names(&sent), ["scope", "entity_id"]);
        // The type's flag decides, the value alone does not: entity_id is not sent when refreshing.
        let refresh = settings.request_parameters(Phase::Refresh, &Target::default());
        assert_eq!(names(&refresh), ["scope", "resource"]);
    }

    #[test]
    fn no_secret_reaches_the_authorization_request() {
        let settings = settings("microsoft-online", &[("client_id", "c"), ("client_secret", "hunter2")]);
        let pairs = settings.authorization_pairs();
        assert!(pairs.iter().all(|pair| pair.value != "hunter2" && pair.name != "client_secret"), "{pairs:?}");
        assert_eq!(settings.client_secret(Phase::Authorization), None);
        assert_eq!(settings.client_secret(Phase::Refresh), Some(SecretText::new("hunter2")));
    }

    #[test]
    fn the_client_is_typed_once_unless_a_column_says_otherwise() {
        let mut settings = settings("oidc", &[]);
        let only_token = |value: &str| PhaseValues { token: Some(SecretText::new(value)), ..Default::default() };
        settings.values.insert("client_id".into(), only_token("c"));
        settings.values.insert("client_secret".into(), only_token("s"));
        assert_eq!(settings.client_id(Phase::Refresh), Some("c"));
        assert_eq!(settings.client_secret(Phase::Refresh), Some(SecretText::new("s")));
        let cleared = PhaseValues { refresh: Some(SecretText::new("")), ..only_token("s") };
        settings.values.insert("client_secret".into(), cleared);
        assert_eq!(settings.client_secret(Phase::Refresh), None);
    }

    #[test]
    fn a_target_overrides_and_sorts() {
        let settings = settings("microsoft-identity-platform", &[("scope", "configured")]);
        let target = Target::new(Some(""), Some("b  a b"));
        assert_eq!(target, Target { audience: None, scope: Some("a b".to_owned()) });
        let sent = settings.request_parameters(Phase::Refresh, &target);
        assert_eq!(sent, [("scope".to_owned(), SecretText::new("a b"))]);
    }

    #[test]
    fn an_audience_is_said_the_way_the_type_says_it() {
        let said = |kind: &str, configured: &str, audience: Option<&str>, scope: Option<&str>| {
            let settings = settings(kind, &[("scope", configured)]);
            let sent = settings.request_parameters(Phase::Refresh, &Target::new(audience, scope));
            let value = |name: &str| {
                sent.iter()
                    .find(|(sent, _)| sent == name)
                    .map(|(_, value)| value.expose().to_owned())
                    .unwrap_or_default()
            };
            (value("resource"), value("scope"))
        };
        let pair = |resource: &str, scope: &str| (resource.to_owned(), scope.to_owned());
        let (ews, graph) = ("https://outlook.office365.com", "https://graph.microsoft.com");
        assert_eq!(said("microsoft-online", "", Some(graph), None), pair(graph, ""));
        assert_eq!(said("microsoft-online", "", None, None), pair(ews, ""));
        assert_eq!(said("oidc", "openid", Some(graph), Some("b a")), pair(graph, "a b"));
        let v2 = "exchange-online-ews";
        let configured = "https://outlook.office365.com/EWS.AccessAsUser.All offline_access";
        let graph_default = "https://graph.microsoft.com/.default offline_access";
        assert_eq!(said(v2, configured, Some(graph), None), pair("", graph_default));
        assert_eq!(said(v2, "x", Some(graph), None), pair("", "https://graph.microsoft.com/.default"));
        // The audience is matched letter by letter: its own slash stays.
        let arm = "https://management.azure.com/";
        assert_eq!(said(v2, "x", Some(arm), None), pair("", "https://management.azure.com//.default"));
        let mixed =
            said(v2, configured, Some(graph), Some("offline_access Mail.Read https://graph.microsoft.com/Mail.Send"));
        let words = "https://graph.microsoft.com/Mail.Read https://graph.microsoft.com/Mail.Send offline_access";
        assert_eq!(mixed, pair("", words));
    }

    #[test]
    fn a_caller_may_choose_only_what_the_request_carries() {
        let google = settings("google-workspace-mail", &[]);
        assert!(!google.accepts_scope(Phase::Refresh) && !google.accepts_audience(Phase::Refresh));
        let graph = settings("microsoft-graph-mail", &[]);
        assert!(graph.accepts_scope(Phase::Refresh) && graph.accepts_audience(Phase::Token));
        assert!(settings("microsoft-online", &[]).accepts_audience(Phase::Refresh));
    }
}
