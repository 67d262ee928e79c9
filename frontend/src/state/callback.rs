//! What a provider appended to the callback URL (RFC 6749 §4.1.2, RFC 9207; Microsoft's admin consent).

use percent_encoding::percent_decode_str;
use shared::{
    api::{
        admin_consent::{CompleteAdminConsent, STATE_PREFIX},
        authorization::CompleteAuthorization,
        consent_request::{LINK_STATE_PREFIX, RefusedConsentLink},
    },
    ids::{AdminConsentId, AuthorizationId, ConsentRequestId},
    secret::SecretText,
};

/// What somebody came back from.
#[derive(Debug, Clone)]
pub(crate) enum Return {
    /// A sign-in.
    Authorization(AuthorizationId, CompleteAuthorization),
    /// A consent page.
    Consent(AdminConsentId, CompleteAdminConsent),
    /// A consent page, by a link and without an account.
    Link(ConsentRequestId, CompleteAdminConsent),
    /// Something that was refused; which, nothing tells. Microsoft's older consent page leaves `state` out then.
    Refusal(RefusedConsentLink),
}

impl Return {
    /// The id under which the way back was remembered.
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Authorization(id, _) => id.as_str(),
            Self::Consent(id, _) => id.as_str(),
            Self::Link(id, _) => id.as_str(),
            Self::Refusal(_) => "",
        }
    }
}

/// Reads the query of the callback URL whose last segment is `callback`. `None` when nothing came along. The id stands
/// before the dot of `state`; a `state` of another make names something that the server will not know.
pub(crate) fn read(query: &str, callback: &str) -> Option<Return> {
    let value = |name: &str| {
        query.trim_start_matches('?').split('&').find_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            (key == name).then(|| percent_decode_str(&value.replace('+', " ")).decode_utf8_lossy().into_owned())
        })
    };
    let Some(state) = value("state") else {
        return value("error").map(|error| {
            Return::Refusal(RefusedConsentLink {
                error: error.chars().take(100).collect(),
                error_description: value("error_description"),
                callback: callback.to_owned(),
            })
        });
    };
    let id_of = |text: &str| text.split_once('.').map_or(text, |(id, _)| id).to_owned();
    let callback = Some(callback.to_owned());
    let [consent, link] = [STATE_PREFIX, LINK_STATE_PREFIX].map(|prefix| state.strip_prefix(prefix).map(id_of));
    if consent.is_some() || link.is_some() {
        let request = CompleteAdminConsent {
            state: SecretText::new(state),
            admin_consent: value("admin_consent"),
            tenant: value("tenant"),
            scope: value("scope"),
            error: value("error"),
            error_description: value("error_description"),
            callback,
        };
        return match link {
            Some(id) => Some(Return::Link(ConsentRequestId::new(id), request)),
            None => consent.map(|id| Return::Consent(AdminConsentId::new(id), request)),
        };
    }
    let id = AuthorizationId::new(id_of(&state));
    let request = CompleteAuthorization {
        state: SecretText::new(state),
        code: value("code").map(SecretText::new),
        error: value("error"),
        error_description: value("error_description"),
        iss: value("iss"),
        callback,
    };
    Some(Return::Authorization(id, request))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sign_in(query: &str) -> (AuthorizationId, CompleteAuthorization) {
        match read(query, "cb") {
            Some(Return::Authorization(id, request)) => (id, request),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_good_answer() {
        let (id, request) = sign_in("?code=a%2Fb&state=au1.x%20y&iss=https%3A%2F%2Fid.example.com");
        assert_eq!(id.as_str(), "au1");
        assert_eq!(request.state.expose(), "au1.x y");
        assert_eq!(request.code.as_ref().map(SecretText::expose), Some("a/b"));
        assert_eq!(request.iss.as_deref(), Some("https://id.example.com"));
        assert_eq!(request.callback.as_deref(), Some("cb"));
    }

    #[test]
    fn a_refusal_and_nothing_at_all() {
        let (_, request) = sign_in("?error=access_denied&error_description=No+thanks&state=au1.x");
        assert_eq!(request.error.as_deref(), Some("access_denied"));
        assert_eq!(request.error_description.as_deref(), Some("No thanks"));
        assert!(read("?code=1", "cb").is_none());
        assert!(read("", "cb").is_none());
        let Some(Return::Refusal(refused)) = read("?error=permission_denied&error_description=No", "cb") else {
            panic!("a refusal")
        };
        assert_eq!((refused.error.as_str(), refused.callback.as_str()), ("permission_denied", "cb"));
        assert_eq!(refused.error_description.as_deref(), Some("No"));
    }

    #[test]
    fn a_consent_is_told_from_a_sign_in() {
        let query = "?admin_consent=True&tenant=d1&scope=a%20b&state=consent.ac1.xyz";
        let Some(Return::Consent(id, request)) = read(query, "cb") else { panic!("a consent") };
        assert_eq!((id.as_str(), request.state.expose()), ("ac1", "consent.ac1.xyz"));
        assert_eq!((request.tenant.as_deref(), request.scope.as_deref()), (Some("d1"), Some("a b")));
        assert_eq!((request.admin_consent.as_deref(), request.callback.as_deref()), (Some("True"), Some("cb")));
        let query = "?admin_consent=True&tenant=d1&state=consent-link.cr1.xyz";
        let Some(Return::Link(id, request)) = read(query, "cb") else { panic!("a consent by link") };
        assert_eq!((id.as_str(), request.state.expose()), ("cr1", "consent-link.cr1.xyz"));
    }
}
