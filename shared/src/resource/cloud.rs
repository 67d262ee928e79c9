//! Microsoft's national clouds: the same services under other hosts. Registrations and tokens of one are worth
//! nothing in another, so that moving means rewriting every host at once.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::text::LocalizedText;

/// One cloud.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NationalCloud {
    /// `worldwide`, `us_government`, `us_government_dod`, `china`.
    pub id: String,
    /// What it is called.
    pub name: LocalizedText,
    /// Its login host.
    pub login: String,
    /// Further login hosts that it answers at.
    #[serde(default)]
    pub also: Vec<String>,
    /// Where applications are registered.
    pub portal: String,
    /// The hosts of its services, by what they are: `graph`, `exchange`, `exchange_scopes`, `smtp`.
    pub hosts: BTreeMap<String, String>,
    /// What administrators' tools call the cloud: `graph` (`Connect-MgGraph`), `exchange` (`Connect-ExchangeOnline`), `az`.
    #[serde(default)]
    pub tools: BTreeMap<String, String>,
}

impl NationalCloud {
    /// Whether `host` is one of its login hosts.
    pub fn is_login(&self, host: &str) -> bool {
        self.login == host || self.also.iter().any(|also| also == host)
    }

    /// Whether `host` is one of its hosts.
    pub fn has(&self, host: &str) -> bool {
        self.is_login(host) || self.hosts.values().any(|known| known == host)
    }

    /// The host that does here what `host` does in `other`.
    fn counterpart(&self, other: &Self, host: &str) -> Option<&str> {
        if other.is_login(host) {
            return Some(&self.login);
        }
        let (role, _) = other.hosts.iter().find(|(_, known)| known.as_str() == host)?;
        self.hosts.get(role).map(String::as_str)
    }
}

/// Host and path of an address, without port; `None` for what is no `https` or `http` address.
pub fn host_and_path(address: &str) -> Option<(&str, &str)> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let end = rest.find(['/', ':', '?', '#']).unwrap_or(rest.len());
    let (host, after) = rest.split_at(end);
    let path = after.find('/').map_or("", |at| &after[at..]);
    (!host.is_empty()).then_some((host, path.split(['?', '#']).next().unwrap_or_default()))
}

/// `text` with the hosts of any other cloud replaced by those of `to`; words that are no addresses of a cloud stay
/// as they are, spaces included.
pub fn moved(text: &str, clouds: &[NationalCloud], to: &NationalCloud) -> String {
    let word = |word: &str| {
        let Some((host, _)) = host_and_path(word) else { return word.to_owned() };
        if to.has(host) {
            return word.to_owned();
        }
        let other = clouds.iter().find_map(|cloud| to.counterpart(cloud, host));
        other.map_or_else(|| word.to_owned(), |other| word.replacen(host, other, 1))
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// The only cloud that all `texts` can belong to; `None` when there is none, or nothing that says.
pub fn cloud_of<'a, 't>(
    texts: impl Iterator<Item = &'t str> + Clone,
    clouds: &'a [NationalCloud],
) -> Option<&'a NationalCloud> {
    let hosts = texts.flat_map(|text| text.split(' ')).filter_map(host_and_path).map(|(host, _)| host);
    let mut known = hosts.filter(|host| clouds.iter().any(|cloud| cloud.has(host))).peekable();
    known.peek()?;
    let known: Vec<&str> = known.collect();
    clouds.iter().find(|cloud| known.iter().all(|host| cloud.has(host)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cloud(id: &str, end: &str) -> NationalCloud {
        let hosts = [("graph", "graph"), ("exchange", "outlook")].map(|(r, h)| (r.to_owned(), format!("{h}.{end}")));
        NationalCloud {
            id: id.to_owned(),
            name: LocalizedText::default(),
            login: format!("login.{end}"),
            also: vec![format!("old.{end}")],
            portal: format!("portal.{end}"),
            hosts: hosts.into_iter().collect(),
            tools: BTreeMap::new(),
        }
    }

    #[test]
    fn every_host_moves_and_nothing_else() {
        let clouds = [cloud("one", "example.com"), cloud("two", "example.cn")];
        let to_two = |text: &str| moved(text, &clouds, &clouds[1]);
        assert_eq!(to_two("https://login.example.com/t/oauth2/token"), "https://login.example.cn/t/oauth2/token");
        assert_eq!(to_two("https://old.example.com:443/t"), "https://login.example.cn:443/t");
        assert_eq!(
            to_two("https://outlook.example.com/.default  offline_access"),
            "https://outlook.example.cn/.default  offline_access"
        );
        for same in ["https://other.example.com/", "Mail.Read", "https://graph.example.cn/", "", "https://"] {
            assert_eq!(to_two(same), same);
        }
        let back = moved(&to_two("https://graph.example.com/Mail.Read"), &clouds, &clouds[0]);
        assert_eq!(back, "https://graph.example.com/Mail.Read");
    }

    #[test]
    fn the_cloud_of_a_resource_is_told_by_all_its_hosts() {
        let clouds = [cloud("one", "example.com"), cloud("two", "example.cn")];
        let of = |texts: &[&str]| cloud_of(texts.iter().copied(), &clouds).map(|cloud| cloud.id.clone());
        assert_eq!(of(&["https://login.example.cn/t", "https://graph.example.cn/x y"]).as_deref(), Some("two"));
        assert_eq!(of(&["https://login.example.cn/t", "https://graph.example.com/x"]), None);
        assert_eq!(of(&["https://id.example.org/", "openid"]), None);
    }
}
