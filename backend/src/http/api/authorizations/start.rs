//! Begins an authorization: PKCE, a `state` used once, bound to whoever began it.

use axum::{
    Json,
    extract::{Path, State},
};
use http::StatusCode;
use shared::{
    api::{
        authorization::{AuthorizationStarted, StartAuthorization},
        catalog::Acquisition,
    },
    ids::{AuthorizationId, ResourceId},
    problem::ProblemCode,
};

use super::{LIFE_SECONDS, verifier_place};
use crate::{
    app::AppState,
    audit::record,
    http::{AppError, Body, TenantContext, provider_problem},
    oauth::{grants, pkce::Pkce, state},
    resources::{callback_url, open},
    store::authorizations::{self, AuthorizationRow},
};

/// `POST /tenants/{tenant}/resources/{resource}/authorizations`.
pub async fn start(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, resource)): Path<(String, ResourceId)>,
    Body(request): Body<StartAuthorization>,
) -> Result<(StatusCode, Json<AuthorizationStarted>), AppError> {
    let mut tx = app.store.write().await?;
    let opened = open(&mut tx, &app, &context.tenant, &resource).await?.ok_or(ProblemCode::NotFound)?;
    let settings = &opened.settings;
    if grants::find(&settings.grant).is_none_or(|grant| grant.acquisition != Acquisition::Browser) {
        return Err(AppError::new(ProblemCode::GrantUnsupported).arg("grant", &settings.grant));
    }
    let id = AuthorizationId::new(app.new_id());
    let (pkce, state) = (Pkce::from_random(app.rng.bytes()), state::issue(&id, app.rng.bytes()));
    let redirect_uri = callback_url(&app, &settings.callback_id);
    let subject = request.subject.filter(|subject| !subject.is_empty());
    let authorize_url = grants::authorize_url(settings, &redirect_uri, &state, &pkce, subject.as_deref())
        .map_err(|fault| provider_problem(&app.catalog, fault))?;
    let key = app.vault.tenant(&mut tx, &context.tenant).await?;
    let now = app.clock.now();
    let expires_at = now.plus_seconds(LIFE_SECONDS);
    let row = AuthorizationRow {
        id: id.to_string(),
        tenant_id: context.tenant.to_string(),
        resource_id: resource.to_string(),
        subject: subject.unwrap_or_default(),
        state_hash: state::fingerprint(state.secret()),
        verifier: key.seal(verifier_place(id.as_str()), pkce.verifier().expose().as_bytes()),
        redirect_uri,
        begun_by: context.actor.binding(),
        resource_version: opened.row.version,
        created_at: now.as_millis(),
        expires_at: expires_at.as_millis(),
        consumed_at: None,
    };
    authorizations::insert(&mut tx, &row).await?;
    let entry = context.entry("authorization.start").target("resource", resource.as_str());
    let detail = serde_json::json!({ "authorization": id, "subject": row.subject });
    record(&mut tx, &app, entry.detail(detail)).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(AuthorizationStarted { id, authorize_url, expires_at })))
}
