//! Adds a secret or a certificate. What was secret in the request is sealed, and never shown again.

use axum::{
    Json,
    extract::{Path, State},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::StatusCode;
use shared::{
    api::credential::{CreateCredential, Credential, CredentialKind},
    field::FieldFault,
    ids::ResourceId,
    problem::ProblemCode,
    secret::{SecretText, last4},
    timestamp::Timestamp,
};

use super::view;
use crate::{
    app::AppState,
    audit::record,
    certificate::{self, Material},
    credentials::seal,
    http::{AppError, Body, TenantContext},
    store::{
        Tx,
        credentials::{self, CredentialRow},
        resources,
    },
};

/// How long a certificate made here holds when nobody says.
const USUAL_DAYS: i64 = 365;
/// The longest name that goes into a certificate (RFC 5280, `ub-common-name`).
const LONGEST_COMMON_NAME: usize = 64;

/// `POST /tenants/{tenant}/resources/{resource}/credentials`.
pub async fn create(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, resource)): Path<(String, ResourceId)>,
    Body(request): Body<CreateCredential>,
) -> Result<(StatusCode, Json<Credential>), AppError> {
    let now = app.clock.now();
    if request.expires_at.is_some_and(|end| end <= now) {
        return Err(AppError::field("/expires_at", FieldFault::Past));
    }
    let mut tx = app.store.read().await?;
    let owner = resources::get(&mut tx, &context.tenant, &resource).await?.ok_or(ProblemCode::NotFound)?;
    // Making keys and opening PFX files takes long; no transaction is open meanwhile.
    drop(tx);
    let name = request.name.clone().filter(|name| !name.is_empty());
    let made = material(&app, &request, name.as_deref().unwrap_or(&owner.name), now).await?;
    let mut tx = app.store.write().await?;
    let shown = keep(&mut tx, (&app, &context), &resource, (name, request.generate.is_some()), made).await?;
    tx.commit().await?;
    app.token_cache.forget(&context.tenant, &resource);
    Ok((StatusCode::CREATED, Json(shown)))
}

/// Keeps it in the caller's transaction. Whoever commits lets the cache forget the resource.
pub(in crate::http::api) async fn keep(
    tx: &mut Tx,
    (app, context): (&AppState, &TenantContext),
    resource: &ResourceId,
    (name, generated): (Option<String>, bool),
    (made, secret): (CredentialRow, SecretText),
) -> Result<Credential, AppError> {
    let now = app.clock.now();
    resources::get(tx, &context.tenant, resource).await?.ok_or(ProblemCode::NotFound)?;
    let key = app.vault.tenant(tx, &context.tenant).await?;
    let id = app.new_id();
    let row = CredentialRow {
        sealed: seal(&key, &id, &secret),
        id,
        resource_id: resource.to_string(),
        name,
        created_at: now.as_millis(),
        ..made
    };
    credentials::insert(tx, &context.tenant, &row).await?;
    resources::credentials_changed(tx, &context.tenant, resource).await?;
    let shown = view::credential(row, now)?;
    let entry = context.entry("credential.create").target("credential", shown.id.as_str());
    let detail = serde_json::json!({
        "resource": resource, "kind": shown.kind, "name": shown.name, "expires_at": shown.expires_at,
        "generated": generated, "thumbprint_sha1": shown.thumbprint_sha1,
    });
    record(tx, app, entry.detail(detail)).await?;
    Ok(shown)
}

/// The row as far as the request says it, and what is to be sealed in it.
pub(in crate::http::api) async fn material(
    app: &AppState,
    request: &CreateCredential,
    name: &str,
    now: Timestamp,
) -> Result<(CredentialRow, SecretText), AppError> {
    let given = |secret: &Option<SecretText>| secret.clone().filter(|secret| !secret.is_empty());
    if let Some(secret) = given(&request.secret) {
        let row = CredentialRow {
            kind: CredentialKind::ClientSecret.as_str().to_owned(),
            last4: last4(secret.expose()),
            expires_at: request.expires_at.map(Timestamp::as_millis),
            ..CredentialRow::default()
        };
        return Ok((row, secret));
    }
    let made = match (given(&request.pem), given(&request.pfx)) {
        (Some(pem), _) => certificate::from_pem(&pem).map_err(|fault| AppError::field("/pem", fault))?,
        (_, Some(pfx)) => imported(pfx, request.password.clone().unwrap_or_default()).await?,
        _ => generated(app, name, now, request.expires_at.unwrap_or(now.plus_seconds(USUAL_DAYS * 86_400))).await?,
    };
    if made.not_after <= now {
        let pointer = if request.pfx.is_some() { "/pfx" } else { "/pem" };
        return Err(AppError::field(pointer, FieldFault::Past));
    }
    let row = CredentialRow {
        kind: CredentialKind::Certificate.as_str().to_owned(),
        certificate: Some(made.certificate),
        algorithm: Some(request.algorithm.unwrap_or_default().as_str().to_owned()),
        not_before: Some(made.not_before.as_millis()),
        expires_at: Some(made.not_after.as_millis()),
        ..CredentialRow::default()
    };
    Ok((row, made.private_key))
}

async fn imported(pfx: SecretText, password: SecretText) -> Result<Material, AppError> {
    let work = move || {
        let text: String = pfx.expose().split_ascii_whitespace().collect();
        let bytes = STANDARD.decode(text).map_err(|_| AppError::field("/pfx", FieldFault::Pfx))?;
        certificate::from_pfx(&bytes, &password).map_err(|fault| {
            let pointer = if fault == FieldFault::PfxPassword { "/password" } else { "/pfx" };
            AppError::field(pointer, fault)
        })
    };
    tokio::task::spawn_blocking(work).await.map_err(|error| AppError::new(ProblemCode::Internal).cause(error))?
}

async fn generated(app: &AppState, name: &str, now: Timestamp, until: Timestamp) -> Result<Material, AppError> {
    let name: String = name.chars().take(LONGEST_COMMON_NAME).collect();
    let rng = app.rng.clone();
    let work = move || certificate::generate(&name, now, until, &rng);
    let internal = |cause: Box<dyn std::error::Error + Send + Sync>| AppError::new(ProblemCode::Internal).cause(cause);
    let made = tokio::task::spawn_blocking(work).await.map_err(|error| internal(error.into()))?;
    made.map_err(|fault| internal(fault.into()))
}
