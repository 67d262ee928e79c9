//! A credential as it may be shown: never its secret, never its key.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use shared::{
    api::credential::{Credential, CredentialKind},
    ids::CredentialId,
    problem::ProblemCode,
    resource::AssertionAlgorithm,
    timestamp::Timestamp,
};

use crate::{certificate, credentials::life, hex, http::AppError, store::credentials::CredentialRow};

/// What the API shows of a row.
pub(super) fn credential(row: CredentialRow, now: Timestamp) -> Result<Credential, AppError> {
    let kind = CredentialKind::parse(&row.kind).ok_or(ProblemCode::Internal)?;
    let state = life(&row).state(now);
    let der = row.certificate.as_deref();
    Ok(Credential {
        id: CredentialId::new(row.id),
        kind,
        name: row.name,
        state,
        last4: row.last4,
        certificate_subject: der.and_then(certificate::subject),
        thumbprint_sha1: der.map(|der| hex::encode(&certificate::sha1(der)).to_ascii_uppercase()),
        x5t_s256: der.map(|der| URL_SAFE_NO_PAD.encode(certificate::sha256(der))),
        algorithm: row.algorithm.as_deref().and_then(AssertionAlgorithm::parse),
        not_before: row.not_before.map(Timestamp::from_millis),
        expires_at: row.expires_at.map(Timestamp::from_millis),
        accepted_at: row.accepted_at.map(Timestamp::from_millis),
        refused_at: row.refused_at.map(Timestamp::from_millis),
        created_at: Timestamp::from_millis(row.created_at),
    })
}
