//! The public part of a certificate, as a file to upload at the provider.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, header};
use serde::Deserialize;
use shared::{
    ids::{CredentialId, ResourceId},
    problem::ProblemCode,
};

use crate::{
    app::AppState,
    certificate::to_pem,
    http::{AppError, Query, TenantContext},
    store::credentials,
};

const PEM: &str = "application/x-pem-file";
const DER: &str = "application/pkix-cert";

/// What the caller may choose.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    format: Option<Format>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    Cer,
    Pem,
}

/// `GET /tenants/{tenant}/resources/{resource}/credentials/{credential}/certificate`.
pub async fn certificate(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, resource, id)): Path<(String, ResourceId, CredentialId)>,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    let mut tx = app.store.read().await?;
    let row = credentials::get(&mut tx, &context.tenant, &resource, &id).await?.ok_or(ProblemCode::NotFound)?;
    let der = row.certificate.ok_or(ProblemCode::NotFound)?;
    let named = |extension: &str| format!("attachment; filename=\"{id}.{extension}\"");
    Ok(match choice.format.unwrap_or_else(|| accepted(&headers)) {
        Format::Cer => {
            ([(header::CONTENT_TYPE, DER.to_owned()), (header::CONTENT_DISPOSITION, named("cer"))], der).into_response()
        }
        Format::Pem => {
            ([(header::CONTENT_TYPE, PEM.to_owned()), (header::CONTENT_DISPOSITION, named("pem"))], to_pem(&der))
                .into_response()
        }
    })
}

fn accepted(headers: &HeaderMap) -> Format {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accept.contains(PEM) || accept.contains("application/pem-certificate-chain") { Format::Pem } else { Format::Cer }
}
