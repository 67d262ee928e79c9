//! Certificates with RSA keys: made here, read from PEM and PFX, and what may be said of them.

mod generate;
mod import;

use aws_lc_rs::{
    digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest},
    rsa::KeyPair,
    signature::KeyPair as _,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use shared::{field::FieldFault, secret::SecretText, timestamp::Timestamp};
use x509_cert::{Certificate, der::Decode};

pub use generate::{GenerateFault, generate};
pub use import::{from_pem, from_pfx};

/// The smallest and largest modulus that is taken, in bytes: 2048 and 8192 bits.
const MODULUS_BYTES: std::ops::RangeInclusive<usize> = 256..=1024;

/// A certificate and the private key that belongs to it.
#[derive(Debug)]
pub struct Material {
    /// DER.
    pub certificate: Vec<u8>,
    /// PKCS #8 or PKCS #1, as base64.
    pub private_key: SecretText,
    /// From when the certificate holds.
    pub not_before: Timestamp,
    /// Until when.
    pub not_after: Timestamp,
}

impl Material {
    /// Puts a key and whichever of `certificates` is its own together.
    ///
    /// # Errors
    /// The key is not RSA or too small, or none of the certificates is its own.
    fn matched(private_key: &[u8], certificates: &[Vec<u8>]) -> Result<Self, FieldFault> {
        let key = read_key(private_key).ok_or(FieldFault::KeyNotRsa)?;
        if !MODULUS_BYTES.contains(&key.public_modulus_len()) {
            return Err(FieldFault::KeyNotRsa);
        }
        for der in certificates {
            let Ok(certificate) = Certificate::from_der(der) else { continue };
            let subject_key = &certificate.tbs_certificate().subject_public_key_info().subject_public_key;
            if subject_key.as_bytes() == Some(key.public_key().as_ref()) {
                let validity = certificate.tbs_certificate().validity();
                return Ok(Self {
                    certificate: der.clone(),
                    private_key: SecretText::new(STANDARD.encode(private_key)),
                    not_before: moment(validity.not_before),
                    not_after: moment(validity.not_after),
                });
            }
        }
        Err(FieldFault::KeyMismatch)
    }
}

fn moment(time: x509_cert::time::Time) -> Timestamp {
    let millis = time.to_unix_duration().as_millis();
    Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
}

/// An RSA key in PKCS #8 or PKCS #1.
pub fn read_key(der: &[u8]) -> Option<KeyPair> {
    KeyPair::from_pkcs8(der).or_else(|_| KeyPair::from_der(der)).ok()
}

/// Whom a certificate names, as RFC 4514 writes it.
pub fn subject(certificate: &[u8]) -> Option<String> {
    let subject = Certificate::from_der(certificate).ok()?.tbs_certificate().subject().to_string();
    Some(subject).filter(|subject| !subject.is_empty())
}

/// SHA-1 of a certificate: what portals show as its thumbprint, and what `x5t` names it by.
pub fn sha1(certificate: &[u8]) -> Vec<u8> {
    digest(&SHA1_FOR_LEGACY_USE_ONLY, certificate).as_ref().to_vec()
}

/// SHA-256 of a certificate, by which `x5t#S256` names it.
pub fn sha256(certificate: &[u8]) -> Vec<u8> {
    digest(&SHA256, certificate).as_ref().to_vec()
}

/// A certificate as text (RFC 7468).
pub fn to_pem(certificate: &[u8]) -> String {
    let encoded = STANDARD.encode(certificate);
    let mut text = String::from("-----BEGIN CERTIFICATE-----\n");
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        text.push_str(line);
        text.push('\n');
        rest = after;
    }
    text.push_str("-----END CERTIFICATE-----\n");
    text
}
