//! `state`: `{id}.{256 random bits}`, for an admin consent with its prefix before. The page reads the id from it; only
//! the digest is stored.

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oauth2::CsrfToken;
use shared::{
    api::{admin_consent::STATE_PREFIX, consent_request::LINK_STATE_PREFIX},
    ids::{AdminConsentId, AuthorizationId, ConsentRequestId},
};
use subtle::ConstantTimeEq;

/// The `state` of a new authorization.
pub fn issue(authorization: &AuthorizationId, random: [u8; 32]) -> CsrfToken {
    CsrfToken::new(format!("{authorization}.{}", URL_SAFE_NO_PAD.encode(random)))
}

/// The `state` of a new admin consent.
pub fn issue_for_consent(consent: &AdminConsentId, random: [u8; 32]) -> CsrfToken {
    CsrfToken::new(format!("{STATE_PREFIX}{consent}.{}", URL_SAFE_NO_PAD.encode(random)))
}

/// The `state` of an admin consent that begins at a link.
pub fn issue_for_link(request: &ConsentRequestId, random: [u8; 32]) -> CsrfToken {
    CsrfToken::new(format!("{LINK_STATE_PREFIX}{request}.{}", URL_SAFE_NO_PAD.encode(random)))
}

/// What is stored of it.
pub fn fingerprint(state: &str) -> Vec<u8> {
    digest(&SHA256, state.as_bytes()).as_ref().to_vec()
}

/// Whether `state` is the one whose `stored` digest was kept, compared in constant time.
pub fn matches(state: &str, stored: &[u8]) -> bool {
    fingerprint(state).ct_eq(stored).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_matches_itself_and_nothing_near_it() {
        let id = AuthorizationId::new("a1");
        let issued = issue(&id, [7; 32]);
        let stored = fingerprint(issued.secret());
        assert!(issued.secret().starts_with("a1.") && matches(issued.secret(), &stored));
        for other in ["", "a1.", &issued.secret()[..20], &format!("{}x", issued.secret())] {
            assert!(!matches(other, &stored), "{other}");
        }
        assert!(!matches(issue(&id, [8; 32]).secret(), &stored));
    }
}
