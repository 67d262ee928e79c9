//! The mail server's certificate, made for one test.

use std::{fmt::Write as _, path::Path, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore},
};

/// The name that it is made out to, beside the address of loopback.
pub(super) const NAME: &str = "mail.example.com";

/// Writes certificate and key into `folder`, and makes what a client needs to trust them.
pub(super) fn make(folder: &Path) -> TlsConnector {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed([NAME.to_owned(), "127.0.0.1".to_owned()]).expect("a certificate");
    std::fs::write(folder.join("certificate.pem"), pem("CERTIFICATE", cert.der())).expect("it is written");
    std::fs::write(folder.join("key.pem"), pem("PRIVATE KEY", &signing_key.serialize_der())).expect("it is written");
    let mut roots = RootCertStore::empty();
    roots.add(cert.der().clone()).expect("it can be trusted");
    TlsConnector::from(Arc::new(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth()))
}

/// DER as text (RFC 7468).
fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    for line in text.as_bytes().chunks(64) {
        pem.push_str(std::str::from_utf8(line).expect("base64 is ASCII"));
        pem.push('\n');
    }
    let _ = writeln!(pem, "-----END {label}-----");
    pem
}
