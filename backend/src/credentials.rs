//! Opens the credentials of a resource, and remembers what a provider said of them.

use shared::{
    api::credential::CredentialKind,
    ids::{CredentialId, ResourceId, TenantId},
    resource::AssertionAlgorithm,
    secret::SecretText,
};

use crate::{
    app::App,
    domain::{
        credential::{ClientCredential, CredentialLife, KeyedCertificate, Proof},
        resource::ResourceSettings,
    },
    oauth::client_auth::{Prover, Verdict},
    store::{
        StoreError, Tx,
        credentials::{self, CredentialRow},
    },
    vault::{HolderKey, Place, VaultError},
};

const TABLE: &str = "resource_credentials";

/// The credentials of the resource, newest first, unsealed.
pub async fn open(
    tx: &mut Tx,
    key: &HolderKey,
    tenant: &TenantId,
    resource: &ResourceId,
) -> Result<Vec<ClientCredential>, VaultError> {
    let rows = credentials::list(tx, tenant, resource).await?;
    rows.into_iter().map(|row| opened(key, row)).collect()
}

/// Unseals one.
pub fn opened(key: &HolderKey, row: CredentialRow) -> Result<ClientCredential, VaultError> {
    let secret = key.open_text(place(&row.id), &row.sealed)?;
    let life = life(&row);
    let proof = match CredentialKind::parse(&row.kind).ok_or(unreadable("kind"))? {
        CredentialKind::ClientSecret => Proof::Secret(secret),
        CredentialKind::Certificate => Proof::Certificate(KeyedCertificate {
            certificate: row.certificate.ok_or(unreadable("certificate"))?,
            private_key: secret,
            algorithm: row.algorithm.as_deref().and_then(AssertionAlgorithm::parse).ok_or(unreadable("algorithm"))?,
        }),
    };
    Ok(ClientCredential { id: CredentialId::new(row.id), proof, life })
}

/// When the credential of `row` holds, and what the provider said of it.
pub fn life(row: &CredentialRow) -> CredentialLife {
    CredentialLife {
        not_before: row.not_before,
        expires_at: row.expires_at,
        accepted: row.accepted_at.is_some(),
        refused_at: row.refused_at,
    }
}

/// Seals the secret part of the credential `id`.
pub fn seal(key: &HolderKey, id: &str, secret: &SecretText) -> Vec<u8> {
    key.seal(place(id), secret.expose().as_bytes())
}

/// Keeps what the provider said, where it is news. That it could not be kept only costs a needless attempt later.
pub async fn remember(app: &App, settings: &ResourceSettings, prover: &Prover) {
    for verdict in prover.take_verdicts().iter().filter(|verdict| is_news(settings, verdict)) {
        if let Err(error) = keep(app, &settings.tenant, verdict).await {
            tracing::warn!(%error, credential = %verdict.credential, "a verdict on a credential was not kept");
        }
    }
}

/// Acceptance is written down once; otherwise every token would cost a second write.
fn is_news(settings: &ResourceSettings, verdict: &Verdict) -> bool {
    let known = settings.credentials.iter().find(|credential| credential.id == verdict.credential);
    known.map(|known| known.life).is_some_and(|life| {
        let already =
            if verdict.accepted { life.accepted && life.refused_at.is_none() } else { life.refused_at.is_some() };
        !already
    })
}

async fn keep(app: &App, tenant: &TenantId, verdict: &Verdict) -> Result<(), StoreError> {
    let mut tx = app.store.write().await?;
    credentials::judge(&mut tx, tenant, &verdict.credential, verdict.accepted, app.clock.now()).await?;
    tx.commit().await
}

fn place(row: &str) -> Place<'_> {
    Place { table: TABLE, row, column: "sealed" }
}

fn unreadable(column: &'static str) -> VaultError {
    StoreError::Unreadable { table: TABLE, column }.into()
}
