//! What rules can look at.
//!
//! | name | values |
//! |---|---|
//! | `type`, `grant`, `client_auth` | the id |
//! | `parameter.NAME` | the value that the request carries; judged as a whole: those of all requests |
//! | `words.NAME` | the same, word by word |
//! | `named.NAME` | the words that name a single permission: neither `…/.default` nor one of OpenID Connect |
//! | `audiences.NAME` | the services that the words are about: what stands before the last `/` |
//! | `secrets` | values of secret parameters, whether or not the request carries them |
//! | `client_id` | the client's id, whichever column it stands in |
//! | `endpoint` | the address that the request goes to; as a whole: all of them |
//! | `endpoints.NAME` | one address |
//! | `versions` | `v1`, `v2`: the versions of Microsoft's endpoints |
//! | `directories` | what Microsoft's endpoints name as directory |
//! | `clouds` | the Microsoft clouds of all endpoints and audiences |
//! | `unknown_parameters` | parameters with a value that the type does not have |
//! | `credentials` | `client_secret`, `certificate`: the kinds that were added |
//! | `credential_states` | `valid`, `expiring`, `expired` |
//! | `today` | the date |

use super::{OPENID_SCOPES, Value};
use crate::{
    api::{credential::CredentialKind, resource::Endpoints},
    resource::{ClientAuth, NationalCloud, Phase, ResourceType, cloud},
    timestamp::Timestamp,
};

/// Days before its end from which a credential counts as expiring.
const EXPIRING_DAYS: i64 = 30;
const DAY_SECONDS: i64 = 86_400;

/// A credential, as far as rules look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CredentialFact {
    /// What it is.
    pub kind: CredentialKind,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
}

/// Tells the value that holds in a phase: the resource's own, else the type's default.
pub type ValueOf<'a> = &'a dyn Fn(&str, Phase) -> Option<Value>;

/// A resource, as rules look at it.
pub struct Facts<'a> {
    /// Its type.
    pub kind: &'a ResourceType,
    /// Its grant's id.
    pub grant: &'a str,
    /// How the client proves who it is.
    pub client_auth: ClientAuth,
    /// Where its server is.
    pub endpoints: &'a Endpoints,
    /// The value that holds.
    pub value: ValueOf<'a>,
    /// The names of parameters that have a value of the resource's own.
    pub names: Vec<String>,
    /// Its credentials; `None`: not known here.
    pub credentials: Option<Vec<CredentialFact>>,
    /// Now.
    pub now: Timestamp,
    /// Microsoft's clouds.
    pub clouds: &'a [NationalCloud],
}

impl std::fmt::Debug for Facts<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Facts")
    }
}

impl Facts<'_> {
    /// The values under a name; `None`: not known here.
    pub(super) fn values(&self, of: &str, phase: Option<Phase>) -> Option<Vec<Value>> {
        let known = |text: &str| vec![Value::Known(text.to_owned())];
        Some(match of.split_once('.') {
            Some(("parameter", name)) => self.parameter(name, phase),
            Some(("words", name)) => self.words(name, phase)?,
            Some(("named", name)) => keep(self.words(name, phase)?, |word| {
                !word.ends_with("/.default") && word != ".default" && !OPENID_SCOPES.contains(&word)
            }),
            Some(("audiences", name)) => audiences(&self.words(name, phase)?),
            Some(("endpoints", name)) => {
                let found = self.endpoints.iter().find(|(known, _)| *known == name);
                found.and_then(|(_, address)| address).map(known).unwrap_or_default()
            }
            _ => match of {
                "type" => known(self.kind.id.as_str()),
                "grant" => known(self.grant),
                "client_auth" => known(self.client_auth.as_str()),
                "secrets" => self.secrets(phase),
                "client_id" => self.client_id(phase),
                "endpoint" => self.addresses(phase).into_iter().map(|text| Value::Known(text.to_owned())).collect(),
                "versions" => distinct(self.addresses(phase).into_iter().filter_map(version)),
                "directories" => distinct(self.addresses(phase).into_iter().filter_map(|a| self.directory(a))),
                "clouds" => self.clouds_in_use(),
                "unknown_parameters" => {
                    let unknown = self.names.iter().filter(|name| self.kind.parameter(name).is_none());
                    unknown.map(|name| Value::Known(name.clone())).collect()
                }
                "credentials" => distinct(self.credentials.as_ref()?.iter().map(|c| c.kind.as_str())),
                "credential_states" => distinct(self.credentials.as_ref()?.iter().map(|c| self.state(c))),
                "today" => known(self.now.to_rfc3339().split('T').next().unwrap_or_default()),
                _ => return None,
            },
        })
    }

    fn parameter(&self, name: &str, phase: Option<Phase>) -> Vec<Value> {
        let Some(parameter) = self.kind.parameter(name) else { return Vec::new() };
        let phases = phases(phase).into_iter().filter(|phase| parameter.sent_in(*phase));
        phases.filter_map(|phase| (self.value)(name, phase)).filter(Value::is_filled).collect()
    }

    fn words(&self, name: &str, phase: Option<Phase>) -> Option<Vec<Value>> {
        let mut words = Vec::new();
        for value in self.parameter(name, phase) {
            let Value::Known(text) = value else { return None };
            words.extend(text.split_whitespace().map(|word| Value::Known(word.to_owned())));
        }
        Some(words)
    }

    fn secrets(&self, phase: Option<Phase>) -> Vec<Value> {
        let secret = self.kind.parameters.iter().filter(|parameter| parameter.secret);
        let values = secret.flat_map(|p| phases(phase).into_iter().filter_map(|phase| (self.value)(&p.name, phase)));
        values.filter(Value::is_filled).collect()
    }

    /// A client has one identity, so that an untouched column takes the one of the token request.
    fn client_id(&self, phase: Option<Phase>) -> Vec<Value> {
        let order = phase.into_iter().chain([Phase::Token, Phase::Authorization, Phase::Refresh]);
        order.filter_map(|phase| (self.value)("client_id", phase)).find(Value::is_filled).into_iter().collect()
    }

    fn addresses(&self, phase: Option<Phase>) -> Vec<&str> {
        match phase {
            Some(phase) => self.endpoints.of(phase).into_iter().collect(),
            None => self.endpoints.iter().filter_map(|(_, address)| address).collect(),
        }
    }

    /// The first segment of a path at one of Microsoft's login hosts.
    fn directory<'t>(&self, address: &'t str) -> Option<&'t str> {
        let (host, path) = cloud::host_and_path(address)?;
        let login = self.clouds.iter().any(|cloud| cloud.is_login(host));
        let first = path.split('/').nth(1).filter(|segment| !segment.is_empty())?;
        login.then_some(first)
    }

    /// The clouds that everything can be in at once: a host that several clouds share counts for none of them alone.
    fn clouds_in_use(&self) -> Vec<Value> {
        let mut hosts: Vec<String> = self
            .addresses(None)
            .into_iter()
            .filter_map(cloud::host_and_path)
            .map(|(host, _)| host.to_owned())
            .collect();
        for name in ["resource", "scope"] {
            for word in self.words(name, None).unwrap_or_default() {
                let Value::Known(word) = word else { continue };
                hosts.extend(cloud::host_and_path(&word).map(|(host, _)| host.to_owned()));
            }
        }
        let of = |host: &String| -> Vec<&str> {
            self.clouds.iter().filter(|cloud| cloud.has(host)).map(|cloud| cloud.id.as_str()).collect()
        };
        let known: Vec<Vec<&str>> = hosts.iter().map(of).filter(|clouds| !clouds.is_empty()).collect();
        let common = self.clouds.iter().find(|cloud| known.iter().all(|ids| ids.contains(&cloud.id.as_str())));
        match common {
            Some(cloud) => vec![Value::Known(cloud.id.clone())],
            None => distinct(known.iter().filter_map(|ids| ids.first().copied())),
        }
    }

    fn state(&self, credential: &CredentialFact) -> &'static str {
        match credential.expires_at.map(|end| end.seconds_since(self.now)) {
            Some(left) if left <= 0 => "expired",
            Some(left) if left < EXPIRING_DAYS * DAY_SECONDS => "expiring",
            _ => "valid",
        }
    }
}

fn phases(phase: Option<Phase>) -> Vec<Phase> {
    phase.map_or_else(|| Phase::ALL.to_vec(), |phase| vec![phase])
}

fn keep(values: Vec<Value>, wanted: impl Fn(&str) -> bool) -> Vec<Value> {
    values.into_iter().filter(|value| matches!(value, Value::Known(text) if wanted(text))).collect()
}

fn distinct<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    for text in texts {
        let value = Value::Known(text.to_ascii_lowercase());
        if !found.contains(&value) {
            found.push(value);
        }
    }
    found
}

/// The part before the last `/` of each word that has one, without doubled slashes at its end.
fn audiences(words: &[Value]) -> Vec<Value> {
    let of = |value: &Value| match value {
        Value::Known(word) if !OPENID_SCOPES.contains(&word.as_str()) => {
            // A permission without a service is Microsoft Graph's.
            let (service, _) = word.rsplit_once('/').filter(|(service, _)| service.contains(':')).unwrap_or(("", ""));
            Some(service.trim_end_matches('/').to_owned())
        }
        _ => None,
    };
    let all: Vec<String> = words.iter().filter_map(of).collect();
    distinct(all.iter().map(String::as_str))
}

/// The version of one of Microsoft's token or authorization endpoints, by its path.
fn version(address: &str) -> Option<&'static str> {
    let (host, path) = cloud::host_and_path(address)?;
    if !host.starts_with("login.") {
        return None;
    }
    if path.contains("/oauth2/v2.0/") {
        Some("v2")
    } else if ["/oauth2/authorize", "/oauth2/token", "/oauth2/devicecode"].iter().any(|end| path.ends_with(end)) {
        Some("v1")
    } else {
        None
    }
}
