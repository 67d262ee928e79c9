//! Whether one of our own pages made a request: Fetch Metadata where the browser sends it, else `Origin`.
//!
//! Together with the `SameSite=Strict` cookie and bodies that must be declared as JSON, no other site's page can act
//! in somebody's name. Programs send neither header and carry no ambient cookie, so they pass.

use http::{HeaderMap, header};

/// Whether the request may change something in the name of a cookie, or begin a session.
pub(super) fn is_own_page(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("invalid"));
    match (text("sec-fetch-site"), text(header::ORIGIN.as_str())) {
        (Some("same-origin" | "none"), _) | (None, None) => true,
        (Some(_), _) => false,
        (None, Some(origin)) => {
            let host = text(header::HOST.as_str());
            let own_host = origin.split_once("://").map(|(_, host)| host);
            origin.eq_ignore_ascii_case(public_url) || (host.is_some() && own_host == host)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(pairs: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().expect("a header value"));
        }
        is_own_page(&headers, "https://portal.example.com")
    }

    #[test]
    fn other_sites_and_even_other_subdomains_are_refused() {
        assert!(verdict(&[]));
        assert!(verdict(&[("sec-fetch-site", "same-origin"), ("origin", "https://portal.example.com")]));
        for site in ["cross-site", "same-site", "anything"] {
            assert!(!verdict(&[("sec-fetch-site", site), ("origin", "https://portal.example.com")]), "{site}");
        }
        assert!(verdict(&[("origin", "https://portal.example.com")]));
        assert!(verdict(&[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")]));
        assert!(!verdict(&[("origin", "https://evil.example"), ("host", "portal.example.com")]));
        assert!(!verdict(&[("origin", "null"), ("host", "portal.example.com")]));
    }
}
