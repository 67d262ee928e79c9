//! Whether one of our own pages made a request: Fetch Metadata where the browser sends it, else `Origin`.
//!
//! Together with the `SameSite=Strict` cookie and bodies that must be declared as JSON, no other site's page can act
//! in somebody's name. A program sends neither header: without a cookie it passes, because it acts in nobody's name;
//! with one it does not, because no browser sends a cookie along with a change and says nothing about where it began.

use http::{HeaderMap, header};

/// Whether a request that changes something may do so in the name of a cookie, or begin a session. `none`, what a
/// browser says of an address that somebody typed, opens pages and changes nothing.
pub(super) fn is_own_page(headers: &HeaderMap, public_url: &str, has_cookie: bool) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("invalid"));
    match (text("sec-fetch-site"), text(header::ORIGIN.as_str())) {
        (Some("same-origin"), _) => true,
        (None, None) => !has_cookie,
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
        is_own_page(&headers, "https://portal.example.com", true)
    }

    #[test]
    fn other_sites_and_even_other_subdomains_are_refused() {
        assert!(verdict(&[("sec-fetch-site", "same-origin"), ("origin", "https://portal.example.com")]));
        for site in ["cross-site", "same-site", "none", "anything"] {
            assert!(!verdict(&[("sec-fetch-site", site), ("origin", "https://portal.example.com")]), "{site}");
        }
        assert!(verdict(&[("origin", "https://portal.example.com")]));
        assert!(verdict(&[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")]));
        assert!(!verdict(&[("origin", "https://evil.example"), ("host", "portal.example.com")]));
        assert!(!verdict(&[("origin", "null"), ("host", "portal.example.com")]));
    }
    #[test]
    fn who_says_nothing_about_a_page_has_no_cookie_either() {
        assert!(!verdict(&[]));
        assert!(is_own_page(&HeaderMap::new(), "https://portal.example.com", false));
    }
}
