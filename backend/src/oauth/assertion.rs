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
