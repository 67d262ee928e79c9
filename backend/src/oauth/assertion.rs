//! The client's assertion (RFC 7523 §2.2, OpenID Connect Core §9): a short-lived JWT, signed with the key of a
//! certificate that is registered at the provider.

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::json;
use shared::{resource::AssertionAlgorithm, secret::SecretText};
use zeroize::Zeroizing;

use crate::{
    certificate::{read_key, sha1, sha256},
    clock::Clock,
    domain::credential::KeyedCertificate,
    rng::Rng,
};

/// `client_assertion_type`.
pub(super) const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How long it holds: long enough for clocks that differ, short enough to be of little use to anybody else.
const LIFE_SECONDS: i64 = 600;

/// The stored key does not sign.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stored private key does not sign")]
pub(super) struct UnusableKey;

/// Signs an assertion of `client_id` for the server whose token endpoint is `audience`.
pub(super) fn assertion(
    certificate: &KeyedCertificate,
    client_id: &str,
    audience: &str,
    clock: &Clock,
    rng: &Rng,
) -> Result<SecretText, UnusableKey> {
    let (name, thumbprint) = match certificate.algorithm {
        AssertionAlgorithm::Ps256 => ("x5t#S256", sha256(&certificate.certificate)),
        AssertionAlgorithm::Rs256 => ("x5t", sha1(&certificate.certificate)),
    };
    let header = json!({
        "alg": certificate.algorithm.as_str(), "typ": "JWT", name: URL_SAFE_NO_PAD.encode(thumbprint),
    });
    let now = clock.now().as_millis().div_euclid(1000);
    let claims = json!({
        "aud": audience, "iss": client_id, "sub": client_id, "jti": rng.id(clock),
        "iat": now, "nbf": now, "exp": now + LIFE_SECONDS,
    });
    let encoded = |part: serde_json::Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let signed = format!("{}.{}", encoded(header), encoded(claims));
    let signature = sign(certificate, signed.as_bytes())?;
    Ok(SecretText::new(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))))
}

fn sign(certificate: &KeyedCertificate, message: &[u8]) -> Result<Vec<u8>, UnusableKey> {
    let der = Zeroizing::new(STANDARD.decode(certificate.private_key.expose()).map_err(|_| UnusableKey)?);
    let key = read_key(&der).ok_or(UnusableKey)?;
    let mut signature = vec![0; key.public_modulus_len()];
    // The salt of PSS is drawn inside aws-lc, whatever is passed; no test needs to repeat it.
    let random = SystemRandom::new();
    let outcome = match certificate.algorithm {
        AssertionAlgorithm::Ps256 => key.sign(&RSA_PSS_SHA256, &random, message, &mut signature),
        AssertionAlgorithm::Rs256 => key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature),
    };
    outcome.map_err(|_| UnusableKey)?;
    Ok(signature)
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{
        RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, UnparsedPublicKey, VerificationAlgorithm,
    };
    use serde_json::Value;
    use shared::timestamp::Timestamp;
    use x509_cert::{Certificate, der::Decode};

    use super::*;
    use crate::certificate::generate;

    const MOMENT: &str = "2026-11-21T20:00:00.750Z";

    fn keyed(algorithm: AssertionAlgorithm) -> KeyedCertificate {
        let now = Timestamp::parse_rfc3339(MOMENT).expect("moment");
        let made = generate("Contoso", now, now.plus_seconds(86_400), &Rng::seeded(1)).expect("made");
        KeyedCertificate { certificate: made.certificate, private_key: made.private_key, algorithm }
    }

    fn signed(keyed: &KeyedCertificate) -> Vec<String> {
        let clock = Clock::manual(Timestamp::parse_rfc3339(MOMENT).expect("moment"));
        let jwt = assertion(keyed, "client-1", "https://login.example.com/token", &clock, &Rng::seeded(7));
        jwt.expect("signed").expose().split('.').map(str::to_owned).collect()
    }

    fn json_of(part: &str) -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("JSON")
    }

    fn verifies(keyed: &KeyedCertificate, parts: &[String], how: &'static dyn VerificationAlgorithm) -> bool {
        let certificate = Certificate::from_der(&keyed.certificate).expect("a certificate");
        let key = &certificate.tbs_certificate().subject_public_key_info().subject_public_key;
        let signature = URL_SAFE_NO_PAD.decode(&parts[2]).expect("base64url");
        let message = format!("{}.{}", parts[0], parts[1]);
        UnparsedPublicKey::new(how, key.raw_bytes()).verify(message.as_bytes(), &signature).is_ok()
    }

    #[test]
    fn ps256_names_the_certificate_by_sha256_and_verifies() {
        let keyed = keyed(AssertionAlgorithm::Ps256);
        let parts = signed(&keyed);
        let thumbprint = URL_SAFE_NO_PAD.encode(sha256(&keyed.certificate));
        assert_eq!(json_of(&parts[0]), json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": thumbprint }));
        let clock = Clock::manual(Timestamp::parse_rfc3339(MOMENT).expect("moment"));
        assert_eq!(
            json_of(&parts[1]),
            json!({
                "aud": "https://login.example.com/token", "iss": "client-1", "sub": "client-1",
                "jti": Rng::seeded(7).id(&clock), "iat": 1_795_291_200, "nbf": 1_795_291_200, "exp": 1_795_291_800,
            })
        );
        assert!(verifies(&keyed, &parts, &RSA_PSS_2048_8192_SHA256));
        let tampered = [parts[0].clone(), format!("{}x", parts[1]), parts[2].clone()];
        assert!(!verifies(&keyed, &tampered, &RSA_PSS_2048_8192_SHA256));
    }

    #[test]
    fn rs256_names_it_by_the_raw_sha1_and_verifies() {
        let keyed = keyed(AssertionAlgorithm::Rs256);
        let parts = signed(&keyed);
        let thumbprint = URL_SAFE_NO_PAD.encode(sha1(&keyed.certificate));
        assert_eq!(thumbprint.len(), 27, "of twenty bytes, not of forty digits");
        assert_eq!(json_of(&parts[0]), json!({ "alg": "RS256", "typ": "JWT", "x5t": thumbprint }));
        assert!(verifies(&keyed, &parts, &RSA_PKCS1_2048_8192_SHA256));
    }

    #[test]
    fn a_key_that_cannot_be_read_signs_nothing() {
        let keyed = KeyedCertificate { private_key: SecretText::new("AAAA"), ..keyed(AssertionAlgorithm::Ps256) };
        let (clock, rng) = (Clock::manual(Timestamp::from_millis(0)), Rng::seeded(1));
        assert_eq!(assertion(&keyed, "c", "a", &clock, &rng).expect_err("refused"), UnusableKey);
    }
}
