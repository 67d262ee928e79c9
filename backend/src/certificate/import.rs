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
