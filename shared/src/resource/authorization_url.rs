//! The URL that the browser is sent to (RFC 6749 §4.1.1), built from an endpoint and ordered pairs.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

/// `application/x-www-form-urlencoded` as RFC 6749 appendix B wants it, with `%20` for a space.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// For parameters that are not marked "URL encode": only what would end or change the value.
const VERBATIM: &AsciiSet = &CONTROLS.add(b' ').add(b'&').add(b'#').add(b'+').add(b'%').add(b'"').add(b'<').add(b'>');

/// One query parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The name on the wire.
    pub name: String,
    /// The value, not yet encoded.
    pub value: String,
    /// Whether to encode everything, as the type's "URL encode" says.
    pub url_encode: bool,
}

impl Pair {
    /// A fully encoded pair.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into(), url_encode: true }
    }
}

/// Joins `endpoint`, the resource's own `pairs` and the protocol's pairs (`state`, `code_challenge` …).
///
/// Where both name a parameter the protocol's wins, so that a resource cannot weaken `state` or PKCE. A query
/// that the endpoint already has is kept (RFC 6749 §3.1).
pub fn authorization_url(endpoint: &str, pairs: &[Pair], protocol: &[Pair]) -> String {
    let own = pairs.iter().filter(|pair| !protocol.iter().any(|p| p.name == pair.name));
    let mut url = endpoint.to_owned();
    let mut separator = match endpoint.find('?') {
        None => '?',
        Some(at) if at + 1 == endpoint.len() => '\0',
        Some(_) => '&',
    };
    for pair in own.chain(protocol) {
        if separator != '\0' {
            url.push(separator);
        }
        separator = '&';
        url.extend(utf8_percent_encode(&pair.name, ENCODED));
        url.push('=');
        url.extend(utf8_percent_encode(&pair.value, if pair.url_encode { ENCODED } else { VERBATIM }));
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_encoded_as_their_type_says() {
        let verbatim =
            Pair { name: "resource".into(), value: "https://outlook.office365.com?a&b".into(), url_encode: false };
        let url = authorization_url(
            "https://login.example.com/authorize",
            &[Pair::new("redirect_uri", "https://a.example.com/x y"), verbatim],
            &[Pair::new("state", "s1")],
        );
        assert_eq!(
            url,
            "https://login.example.com/authorize?redirect_uri=https%3A%2F%2Fa.example.com%2Fx%20y\
             &resource=https://outlook.office365.com?a%26b&state=s1"
        );
    }

    #[test]
    fn a_resource_cannot_override_the_protocol() {
        let url = authorization_url(
            "https://e.example.com/a?p=1",
            &[Pair::new("state", "fixed")],
            &[Pair::new("state", "fresh")],
        );
        assert_eq!(url, "https://e.example.com/a?p=1&state=fresh");
    }
}
