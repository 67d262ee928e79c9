//! What a provider appended to the callback URL (RFC 6749 §4.1.2, RFC 9207).

use percent_encoding::percent_decode_str;
use shared::{api::authorization::CompleteAuthorization, ids::AuthorizationId, secret::SecretText};

/// Reads the query of the callback URL whose last segment is `callback`. `None` without a `state`. The authorization's
/// id stands before the dot of `state`; a `state` of another make names an authorization that the server will not know.
pub(crate) fn read(query: &str, callback: &str) -> Option<(AuthorizationId, CompleteAuthorization)> {
    let value = |name: &str| {
        query.trim_start_matches('?').split('&').find_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            (key == name).then(|| percent_decode_str(&value.replace('+', " ")).decode_utf8_lossy().into_owned())
        })
    };
    let state = value("state")?;
    let id = AuthorizationId::new(state.split_once('.').map_or(state.as_str(), |(id, _)| id));
    let request = CompleteAuthorization {
        state: SecretText::new(state),
        code: value("code").map(SecretText::new),
        error: value("error"),
        error_description: value("error_description"),
        iss: value("iss"),
        callback: Some(callback.to_owned()),
    };
    Some((id, request))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_answer() {
        let (id, request) =
            read("?code=a%2Fb&state=au1.x%20y&iss=https%3A%2F%2Fid.example.com", "cb").expect("a state");
        assert_eq!(id.as_str(), "au1");
        assert_eq!(request.state.expose(), "au1.x y");
        assert_eq!(request.code.as_ref().map(SecretText::expose), Some("a/b"));
        assert_eq!(request.iss.as_deref(), Some("https://id.example.com"));
        assert_eq!(request.callback.as_deref(), Some("cb"));
    }

    #[test]
    fn a_refusal_and_nothing_at_all() {
        let (_, request) = read("?error=access_denied&error_description=No+thanks&state=au1.x", "cb").expect("a state");
        assert_eq!(request.error.as_deref(), Some("access_denied"));
        assert_eq!(request.error_description.as_deref(), Some("No thanks"));
        assert!(read("?code=1", "cb").is_none());
        assert!(read("", "cb").is_none());
    }
}
