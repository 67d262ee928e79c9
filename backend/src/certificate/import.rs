//! Reads a private key and its certificate from PEM (RFC 7468) or PFX (RFC 7292).

use p12_keystore::{Pkcs12Archive, error::Error};
use rustls_pki_types::pem::{PemObject, SectionKind};
use shared::{field::FieldFault, secret::SecretText};
use zeroize::Zeroizing;

use super::Material;

/// From PEM: one private key, and its certificate among whatever else is there.
///
/// # Errors
/// What is missing or does not fit.
pub fn from_pem(pem: &SecretText) -> Result<Material, FieldFault> {
    let text = pem.expose();
    if text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED") {
        return Err(FieldFault::PemEncrypted);
    }
    let (mut key, mut certificates) = (None, Vec::new());
    for section in <(SectionKind, Vec<u8>)>::pem_slice_iter(text.as_bytes()) {
        match section.map_err(|_| FieldFault::Pem)? {
            (SectionKind::Certificate, der) => certificates.push(der),
            (SectionKind::PrivateKey | SectionKind::RsaPrivateKey, der) => key = Some(Zeroizing::new(der)),
            (SectionKind::EcPrivateKey, _) => return Err(FieldFault::KeyNotRsa),
            _ => {}
        }
    }
    let key = key.filter(|_| !certificates.is_empty()).ok_or(FieldFault::Pem)?;
    Material::matched(&key, &certificates)
}

/// From PFX. Slow, because deriving its keys is meant to be: run it where blocking is fine.
///
/// # Errors
/// What is missing or does not fit.
pub fn from_pfx(pfx: &[u8], password: &SecretText) -> Result<Material, FieldFault> {
    let archive = Pkcs12Archive::from_pkcs12(pfx, password.expose()).map_err(|error| match error {
        Error::MacError(_) | Error::UnpadError | Error::Pkcs5Error(_) => FieldFault::PfxPassword,
        _ => FieldFault::Pfx,
    })?;
    let certificates: Vec<Vec<u8>> = archive.certs.iter().map(|bag| bag.cert.as_der().to_vec()).collect();
    let key = archive.keys.first().filter(|_| !certificates.is_empty()).ok_or(FieldFault::Pfx)?;
    Material::matched(key.key.as_der(), &certificates)
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use shared::timestamp::Timestamp;

    use super::*;
    use crate::{
        certificate::{generate, sha1, subject, to_pem},
        hex,
        rng::Rng,
    };

    /// Made with OpenSSL 3: AES-256 and SHA-256; and, as Windows does, triple DES, RC2 and SHA-1.
    const FILES: [&[u8]; 2] = [include_bytes!("fixtures/modern.pfx"), include_bytes!("fixtures/legacy.pfx")];
    const THUMBPRINT: &str = "70a67014c80f7416ad05c7b3ae1780d8d67b4b2f";

    fn material(seed: u64) -> Material {
        let now = Timestamp::from_millis(1_800_000_000_000);
        generate("Contoso", now, now.plus_seconds(86_400), &Rng::seeded(seed)).expect("made")
    }

    fn pem(key: &str) -> String {
        format!("-----BEGIN PRIVATE KEY-----\n{key}\n-----END PRIVATE KEY-----\n")
    }

    fn key_pem(material: &Material) -> String {
        pem(material.private_key.expose())
    }

    fn read(pem: &str) -> Result<Material, FieldFault> {
        from_pem(&SecretText::new(pem))
    }

    #[test]
    fn pfx_files_old_and_new() {
        for file in FILES {
            let read = from_pfx(file, &SecretText::new("contoso-2026")).expect("readable");
            assert_eq!(hex::encode(&sha1(&read.certificate)), THUMBPRINT);
            assert_eq!(subject(&read.certificate).as_deref(), Some("CN=Mail of Contoso,O=Contoso"));
            let wrong = from_pfx(file, &SecretText::new("contoso-2025")).expect_err("the wrong password");
            assert_eq!(wrong, FieldFault::PfxPassword);
            let short = from_pfx(&file[..file.len() - 40], &SecretText::new("contoso-2026"));
            assert_eq!(short.expect_err("cut off"), FieldFault::Pfx);
        }
        assert_eq!(from_pfx(b"not a file", &SecretText::default()).expect_err("nothing"), FieldFault::Pfx);
    }

    #[test]
    fn pem_in_any_order_with_its_own_certificate_among_others() {
        let (own, other) = (material(1), material(2));
        let (key, certificate, foreign) = (key_pem(&own), to_pem(&own.certificate), to_pem(&other.certificate));
        for pem in [format!("{key}{certificate}"), format!("Bag Attributes\n{foreign}{certificate}\r\n{key}")] {
            assert_eq!(read(&pem).expect("readable").certificate, own.certificate);
        }
        assert_eq!(read(&format!("{key}{foreign}")).expect_err("not its own"), FieldFault::KeyMismatch);
        for pem in [key, certificate, String::from("hello"), String::from("-----BEGIN PRIVATE KEY-----\n!!\n")] {
            assert_eq!(read(&pem).expect_err("incomplete"), FieldFault::Pem, "{pem}");
        }
    }

    #[test]
    fn keys_that_cannot_sign_here_are_named() {
        let certificate = to_pem(&material(1).certificate);
        let der = rcgen::KeyPair::generate().expect("a key").serialize_der();
        let elliptic = pem(&STANDARD.encode(der));
        assert_eq!(read(&format!("{elliptic}{certificate}")).expect_err("no RSA"), FieldFault::KeyNotRsa);
        let sealed = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
        assert_eq!(read(&format!("{sealed}{certificate}")).expect_err("encrypted"), FieldFault::PemEncrypted);
        let broken = pem(&STANDARD.encode([48; 90]));
        assert_eq!(read(&format!("{broken}{certificate}")).expect_err("no key"), FieldFault::KeyNotRsa);
    }
}
