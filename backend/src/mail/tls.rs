//! TLS as the rest of the server speaks it: the trust of the system, which `SSL_CERT_FILE` and `SSL_CERT_DIR` replace.

use std::sync::Arc;

use rustls_platform_verifier::BuilderVerifierExt;
use tokio::net::TcpStream;
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{ClientConfig, crypto::aws_lc_rs::default_provider, pki_types::ServerName},
};

use super::MailFault;

/// Encrypts a connection to `host`, whose certificate must be made out to that name.
pub(super) async fn encrypt(stream: TcpStream, host: &str) -> Result<TlsStream<TcpStream>, MailFault> {
    let fault = |error: &dyn std::fmt::Display| MailFault::Tls(error.to_string());
    let name = ServerName::try_from(host.to_owned()).map_err(|error| fault(&error))?;
    // Reading the system's certificates takes milliseconds, and whoever adds one need not restart.
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|error| fault(&error))?
        .with_no_client_auth();
    let connector = TlsConnector::from(Arc::new(config));
    connector.connect(name, stream).await.map_err(|error| fault(&error))
}
