//! Where to listen, and how the outside calls us.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;
use url::Url;

use super::raw::{Raw, variable};

/// Where to listen, and how the outside calls us.
#[derive(Debug, Clone)]
pub struct ListenConfig {
    /// The address to listen on.
    pub address: SocketAddr,
    /// The portal's address in browsers, without a slash at its end; the listening address when absent.
    pub public_url: Option<String>,
    /// The reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
}

impl ListenConfig {
    pub(super) fn read(raw: &Raw, faults: &mut Vec<String>) -> Option<Self> {
        let address = raw.get_or("listen", "127.0.0.1:8080").parse().ok();
        if address.is_none() {
            faults.push(format!("{}: must be an address and a port, such as 127.0.0.1:8080", variable("listen")));
        }
        let public_url = raw.get("public_url").map(public_url);
        if public_url == Some(None) {
            faults.push(format!(
                "{}: must be the address of the portal in browsers, such as https://portal.example.com, without a path",
                variable("public_url")
            ));
        }
        let trusted_proxies = networks(raw.list("trusted_proxies"));
        if trusted_proxies.is_none() {
            faults.push(format!("{}: must be networks such as 10.0.0.0/8", variable("trusted_proxies")));
        }
        Some(Self {
            address: address?,
            public_url: match public_url {
                Some(url) => Some(url?),
                None => None,
            },
            trusted_proxies: trusted_proxies?,
        })
    }
}

fn public_url(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let bare = matches!(url.scheme(), "http" | "https") && url.has_host() && url.path() == "/";
    let plain =
        url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    (bare && plain).then(|| url.origin().ascii_serialization())
}

/// Networks, or single addresses as networks of one; `None` when one of them is neither.
pub(super) fn networks<'a>(entries: impl Iterator<Item = &'a str>) -> Option<Vec<IpNet>> {
    entries.map(|entry| entry.parse().ok().or_else(|| entry.parse::<IpAddr>().ok().map(IpNet::from))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_an_origin() {
        assert_eq!(public_url("https://Portal.Example.com/").as_deref(), Some("https://portal.example.com"));
        assert_eq!(public_url("http://127.0.0.1:8080").as_deref(), Some("http://127.0.0.1:8080"));
        for bad in ["portal", "ftp://x", "https://x/path", "https://u@x", "https://x/?q"] {
            assert_eq!(public_url(bad), None, "{bad}");
        }
    }
}
