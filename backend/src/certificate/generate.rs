//! Makes an RSA key pair and a certificate signed with it. Providers only compare its thumbprint, so nobody else need
//! sign it.

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rsa::{KeyPair, KeySize},
};
use rcgen::{CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyUsagePurpose, SerialNumber};
use rustls_pki_types::PrivatePkcs8KeyDer;
use shared::{field::FieldFault, timestamp::Timestamp};
use time::OffsetDateTime;

use super::Material;
use crate::rng::Rng;

/// Clocks differ; a certificate that holds from this moment on might not yet hold at the provider.
const BACKDATED_SECONDS: i64 = 300;

/// Why no certificate was made.
#[derive(Debug, thiserror::Error)]
pub enum GenerateFault {
    /// The key pair could not be made.
    #[error("the key pair could not be made")]
    Key(#[from] aws_lc_rs::error::Unspecified),
    /// The certificate could not be made.
    #[error("the certificate could not be made")]
    Certificate(#[from] rcgen::Error),
    /// A moment that no certificate can name.
    #[error("the moment cannot be written")]
    Moment(#[from] time::error::ComponentRange),
    /// Key and certificate do not read back.
    #[error("what was made cannot be read: {0:?}")]
    Unreadable(FieldFault),
}

/// Makes a 3072-bit key and a certificate for `name` from `now` until `until`. Slow: run it where blocking is fine.
///
/// # Errors
/// Something of the above.
pub fn generate(name: &str, now: Timestamp, until: Timestamp, rng: &Rng) -> Result<Material, GenerateFault> {
    let pair = KeyPair::generate(KeySize::Rsa3072)?;
    let pkcs8: Pkcs8V1Der<'_> = pair.as_der()?;
    let signer = rcgen::KeyPair::from_pkcs8_der_and_sign_algo(
        &PrivatePkcs8KeyDer::from(pkcs8.as_ref()),
        &rcgen::PKCS_RSA_SHA256,
    )?;
    let mut params = CertificateParams::default();
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CommonName, name);
    params.distinguished_name = subject;
    params.not_before = moment(now.plus_seconds(-BACKDATED_SECONDS))?;
    params.not_after = moment(until)?;
    let mut serial = rng.bytes::<16>();
    // Positive, as RFC 5280 §4.1.2.2 wants it.
    serial[0] = (serial[0] & 0x7f) | 0x40;
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let certificate = params.self_signed(&signer)?;
    Material::matched(pkcs8.as_ref(), &[certificate.der().to_vec()]).map_err(GenerateFault::Unreadable)
}

fn moment(timestamp: Timestamp) -> Result<OffsetDateTime, time::error::ComponentRange> {
    OffsetDateTime::from_unix_timestamp(timestamp.as_millis().div_euclid(1000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::{read_key, subject};

    #[test]
    fn a_certificate_made_here_says_whom_and_how_long() {
        let now = Timestamp::parse_rfc3339("2026-11-21T20:00:00Z").expect("moment");
        let until = now.plus_seconds(365 * 86_400);
        let made = generate("Exchange – Contoso", now, until, &Rng::seeded(1)).expect("made");
        assert_eq!((made.not_before, made.not_after), (now.plus_seconds(-300), until));
        assert_eq!(subject(&made.certificate).as_deref(), Some("CN=Exchange – Contoso"));
        let key = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, made.private_key.expose());
        assert_eq!(read_key(&key.expect("base64")).expect("a key").public_modulus_len(), 384);
    }
}
