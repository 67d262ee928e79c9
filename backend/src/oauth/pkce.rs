//! Proof Key for Code Exchange (RFC 7636), method S256 only.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oauth2::{PkceCodeChallenge, PkceCodeVerifier};
use shared::{resource::Pair, secret::SecretText};
use zeroize::Zeroize;

/// A verifier and what the authorization request says about it.
#[derive(Debug)]
pub struct Pkce {
    verifier: SecretText,
    challenge: PkceCodeChallenge,
}

impl Pkce {
    /// From 32 random bytes: a verifier of 43 characters.
    pub fn from_random(mut random: [u8; 32]) -> Self {
        let text = URL_SAFE_NO_PAD.encode(random);
        random.zeroize();
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(text.clone()));
        Self { verifier: SecretText::new(text), challenge }
    }

    /// To be kept until the code comes back.
    pub fn verifier(&self) -> &SecretText {
        &self.verifier
    }

    /// The pairs of the authorization request.
    pub fn pairs(&self) -> [Pair; 2] {
        [
            Pair::new("code_challenge", self.challenge.as_str()),
            Pair::new("code_challenge_method", self.challenge.method().as_str()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_7636_appendix_b() {
        let random = URL_SAFE_NO_PAD.decode("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").expect("base64url");
        let pkce = Pkce::from_random(random.try_into().expect("32 bytes"));
        assert_eq!(pkce.verifier().expose(), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        let [challenge, method] = pkce.pairs();
        assert_eq!(challenge.value, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!(method.value, "S256");
    }
}
