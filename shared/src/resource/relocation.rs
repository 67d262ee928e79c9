//! Moving a resource to another of Microsoft's clouds: what changes at it. The server stores what stands here; pages
//! show it before, so that both say the same.

use super::{
    NationalCloud, Phase, ResourceType,
    cloud::{cloud_of, host_and_path, moved},
};
use crate::api::resource::Endpoints;

/// A resource as it is, or as its type would have it.
#[derive(Clone, Copy)]
pub struct Placed<'a> {
    /// Its type.
    pub kind: &'a ResourceType,
    /// Its endpoints.
    pub endpoints: &'a Endpoints,
    /// Its issuer.
    pub issuer: Option<&'a str>,
    /// The value that a request carries: the resource's own or the type's; `None` for what cannot be seen.
    pub value: &'a dyn Fn(&str, Phase) -> Option<String>,
}

/// A value of a parameter that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedValue {
    /// Which parameter.
    pub name: String,
    /// In which request.
    pub phase: Phase,
    /// What is sent now.
    pub before: String,
    /// What is sent there.
    pub after: String,
}

/// What moving changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relocation {
    /// All endpoints as they are there.
    pub endpoints: Endpoints,
    /// The issuer there; `None` where nobody can know it before looking it up.
    pub issuer: Option<String>,
    /// The parameters that change, in the type's order.
    pub values: Vec<MovedValue>,
    /// Hosts of other clouds for which there is none there: no such service in that cloud.
    pub missing: Vec<String>,
}

impl Placed<'_> {
    /// Every value that may name a host, with its parameter.
    fn values(&self) -> impl Iterator<Item = (&str, Phase, String)> {
        self.kind.parameters.iter().filter(|parameter| !parameter.secret).flat_map(move |parameter| {
            let name = parameter.name.as_str();
            let sent = Phase::ALL.into_iter().filter(|phase| parameter.sent_in(*phase));
            sent.filter_map(move |phase| Some((name, phase, (self.value)(name, phase)?)))
        })
    }

    fn texts(&self) -> Vec<String> {
        let endpoints = self.endpoints.iter().filter_map(|(_, address)| address.map(str::to_owned));
        endpoints.chain(self.values().map(|(_, _, value)| value)).collect()
    }

    /// The cloud that all of it is in; `None` when it is in several, or in none.
    pub fn cloud<'c>(&self, clouds: &'c [NationalCloud]) -> Option<&'c NationalCloud> {
        let texts = self.texts();
        cloud_of(texts.iter().map(String::as_str), clouds)
    }

    /// Whether any of it is in one of these clouds, so that there is something to move.
    pub fn is_in_any(&self, clouds: &[NationalCloud]) -> bool {
        let texts = self.texts();
        let hosts = texts.iter().flat_map(|text| text.split(' ')).filter_map(host_and_path);
        hosts.into_iter().any(|(host, _)| clouds.iter().any(|cloud| cloud.has(host)))
    }

    /// What changes when it moves to `to`.
    pub fn moved(&self, clouds: &[NationalCloud], to: &NationalCloud) -> Relocation {
        let there = |text: &str| moved(text, clouds, to);
        let endpoints = self.endpoints.clone().map(there);
        let elsewhere = endpoints != *self.endpoints;
        let issuer = self.issuer.and_then(|issuer| {
            let after = there(issuer);
            let known = host_and_path(&after).is_some_and(|(host, _)| to.has(host));
            (known || !elsewhere).then_some(after)
        });
        let values: Vec<MovedValue> = self
            .values()
            .map(|(name, phase, before)| MovedValue { name: name.to_owned(), phase, after: there(&before), before })
            .collect();
        let left = endpoints.iter().filter_map(|(_, address)| address).chain(values.iter().map(|v| v.after.as_str()));
        let missing = homeless(left, clouds, to);
        let values = values.into_iter().filter(|value| value.before != value.after).collect();
        Relocation { endpoints, issuer, values, missing }
    }
}

impl ResourceType {
    /// Whether what it starts from is in one of these clouds, so that a resource of it can be in another.
    pub fn is_in_any(&self, clouds: &[NationalCloud]) -> bool {
        let endpoints = Endpoints::from(&self.endpoints);
        let value = |name: &str, phase| self.parameter(name)?.defaults.get(phase).cloned();
        Placed { kind: self, endpoints: &endpoints, issuer: None, value: &value }.is_in_any(clouds)
    }
}

/// The hosts of clouds other than `to` that are still there, each once.
fn homeless<'t>(texts: impl Iterator<Item = &'t str>, clouds: &[NationalCloud], to: &NationalCloud) -> Vec<String> {
    let mut hosts: Vec<String> = texts
        .flat_map(|text| text.split(' '))
        .filter_map(host_and_path)
        .map(|(host, _)| host)
        .filter(|host| !to.has(host) && clouds.iter().any(|cloud| cloud.has(host)))
        .map(str::to_owned)
        .collect();
    hosts.sort_unstable();
    hosts.dedup();
    hosts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clouds() -> Vec<NationalCloud> {
        let cloud = |id: &str, end: &str, roles: &[&str]| NationalCloud {
            id: id.to_owned(),
            name: crate::text::LocalizedText::default(),
            login: format!("login.{end}"),
            also: Vec::new(),
            portal: format!("portal.{end}"),
            hosts: roles.iter().map(|role| ((*role).to_owned(), format!("{role}.{end}"))).collect(),
            tools: std::collections::BTreeMap::new(),
        };
        vec![cloud("one", "example.com", &["graph", "smtp"]), cloud("two", "example.cn", &["graph"])]
    }

    fn kind() -> ResourceType {
        serde_json::from_value(serde_json::json!({
            "id": "t", "name": "T", "description": { "en": "", "nl": "" }, "grants": ["authorization_code"], "client_auth": ["none"],
            "refresh_token_days": 90, "warning_days": 14,
            "parameters": [
                { "name": "client_id", "phases": ["token_request"] },
                { "name": "client_secret", "secret": true, "phases": ["token_request"] },
                { "name": "scope", "phases": ["authorization_request", "token_request"] },
            ],
        }))
        .expect("a type")
    }

    fn endpoints(host: &str) -> Endpoints {
        Endpoints { token: Some(format!("https://{host}/token")), ..Endpoints::default() }
    }

    #[test]
    fn endpoints_and_visible_values_move_together() {
        let (clouds, kind, endpoints) = (clouds(), kind(), endpoints("login.example.com"));
        let value = |name: &str, phase: Phase| match (name, phase) {
            ("scope", Phase::Token) => Some("https://graph.example.com/Mail.Read offline_access".to_owned()),
            ("client_id", _) => Some("contoso".to_owned()),
            ("client_secret", _) => Some("https://graph.example.com/".to_owned()),
            _ => None,
        };
        let here =
            Placed { kind: &kind, endpoints: &endpoints, issuer: Some("https://sts.example.org/"), value: &value };
        assert_eq!(here.cloud(&clouds).map(|cloud| cloud.id.as_str()), Some("one"));
        let there = here.moved(&clouds, &clouds[1]);
        assert_eq!(there.endpoints.token.as_deref(), Some("https://login.example.cn/token"));
        assert_eq!(there.issuer, None, "nobody can know the issuer of another cloud");
        let [scope] = &there.values[..] else { panic!("{:?}", there.values) };
        assert_eq!((scope.name.as_str(), scope.phase), ("scope", Phase::Token));
        assert_eq!(scope.after, "https://graph.example.cn/Mail.Read offline_access");
        assert_eq!(there.missing, Vec::<String>::new());
        let stays = here.moved(&clouds, &clouds[0]);
        assert_eq!((stays.issuer.as_deref(), stays.values.len()), (Some("https://sts.example.org/"), 0));
    }

    #[test]
    fn a_service_that_a_cloud_does_not_have_is_named() {
        let (clouds, kind, endpoints) = (clouds(), kind(), endpoints("login.example.com"));
        let value = |name: &str, _: Phase| (name == "scope").then(|| "https://smtp.example.com/.default".to_owned());
        let here =
            Placed { kind: &kind, endpoints: &endpoints, issuer: Some("https://login.example.com/v2"), value: &value };
        let there = here.moved(&clouds, &clouds[1]);
        assert_eq!(there.missing, ["smtp.example.com"]);
        assert_eq!(there.issuer.as_deref(), Some("https://login.example.cn/v2"));
        assert!(there.values.is_empty());
    }

    #[test]
    fn another_server_has_nothing_to_move() {
        let (clouds, kind, endpoints) = (clouds(), kind(), endpoints("id.example.org"));
        let here =
            Placed { kind: &kind, endpoints: &endpoints, issuer: None, value: &|_, _| Some("openid".to_owned()) };
        assert!(!here.is_in_any(&clouds) && here.cloud(&clouds).is_none());
    }
}
