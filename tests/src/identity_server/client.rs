//! Who the client is: a secret in header or body, or an assertion that a registered certificate verifies (RFC 7523).

use std::collections::{HashMap, HashSet};

use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, UnparsedPublicKey, VerificationAlgorithm,
};
use axum::http::HeaderMap;
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::Value;
use x509_cert::{Certificate, der::Decode as _};

use super::{CLIENT_ID, CLIENT_SECRET};

/// What the client is registered with.
pub(super) struct Registration {
    pub(super) secrets: Vec<String>,
    /// DER.
    pub(super) certificates: Vec<Vec<u8>>,
    /// Whether it may come without any proof, as programs on a person's device do.
    pub(super) public: bool,
    seen: HashSet<String>,
}

impl Default for Registration {
    fn default() -> Self {
        Self { secrets: vec![CLIENT_SECRET.to_owned()], certificates: Vec::new(), public: false, seen: HashSet::new() }
    }
}

impl Registration {
    pub(super) fn knows(&mut self, token_endpoint: &str, headers: &HeaderMap, given: &HashMap<String, String>) -> bool {
        if let Some(assertion) = given.get("client_assertion") {
            let declared = given.get("client_assertion_type").map(String::as_str);
            return declared == Some("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                && self.verifies(token_endpoint, assertion).is_some();
        }
        if self.public && !given.contains_key("client_secret") && !headers.contains_key("authorization") {
            return given.get("client_id").is_some_and(|id| id == CLIENT_ID);
        }
        let basic = headers.get("authorization").and_then(|value| value.to_str().ok()?.strip_prefix("Basic "));
        let (id, secret) = if let Some(basic) = basic {
            decoded(basic).unwrap_or_default()
        } else {
            let text = |name: &str| given.get(name).cloned().unwrap_or_default();
            (text("client_id"), text("client_secret"))
        };
        id == CLIENT_ID && self.secrets.contains(&secret)
    }

    fn verifies(&mut self, token_endpoint: &str, assertion: &str) -> Option<()> {
        let (message, signature) = assertion.rsplit_once('.')?;
        let (header, claims) = message.split_once('.')?;
        let (header, claims): (Value, Value) = (json(header)?, json(claims)?);
        let (thumbprint, how): (_, &'static dyn VerificationAlgorithm) = match header["alg"].as_str()? {
            "PS256" => (&header["x5t#S256"], &RSA_PSS_2048_8192_SHA256),
            "RS256" => (&header["x5t"], &RSA_PKCS1_2048_8192_SHA256),
            _ => return None,
        };
        let named = |der: &&Vec<u8>| {
            use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
            let hash = if header["alg"] == "PS256" { &SHA256 } else { &SHA1_FOR_LEGACY_USE_ONLY };
            thumbprint == &URL_SAFE_NO_PAD.encode(digest(hash, der))
        };
        let certificate = Certificate::from_der(self.certificates.iter().find(named)?).ok()?;
        let key = &certificate.tbs_certificate().subject_public_key_info().subject_public_key;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        UnparsedPublicKey::new(how, key.raw_bytes()).verify(message.as_bytes(), &signature).ok()?;
        let life = claims["exp"].as_i64()? - claims["iat"].as_i64()?;
        let fits = claims["iss"] == CLIENT_ID
            && claims["sub"] == CLIENT_ID
            && claims["aud"] == token_endpoint
            && claims["nbf"] == claims["iat"]
            && life == 600;
        // RFC 7523 §3: an assertion is good for once.
        (fits && self.seen.insert(claims["jti"].as_str()?.to_owned())).then_some(())
    }
}

/// RFC 6749 §2.3.1: id and secret are form-encoded before they are joined.
fn decoded(basic: &str) -> Option<(String, String)> {
    let joined = String::from_utf8(STANDARD.decode(basic).ok()?).ok()?;
    let (id, secret) = joined.split_once(':')?;
    let plain = |text: &str| {
        let pair = format!("x={text}");
        url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned())
    };
    Some((plain(id)?, plain(secret)?))
}

fn json(part: &str) -> Option<Value> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}
