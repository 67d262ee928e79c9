//! Begins an admin consent: the page of the right directory, a `state` used once, bound to whoever began it.

use axum::{
    Json,
    extract::{Path, State},
};
use http::StatusCode;
use shared::{
    api::admin_consent::{AdminConsentStarted, StartAdminConsent},
    ids::{AdminConsentId, ResourceId},
    problem::ProblemCode,
};

use super::LIFE_SECONDS;
use crate::{
    app::AppState,
    audit::record,
    http::{AppError, Body, TenantContext, consent_trip::prepare},
    oauth::state,
    permissions::need,
    resources::open,
    store::admin_consents::{self, AdminConsentRow},
};

/// `POST /tenants/{tenant}/resources/{resource}/admin-consents`.
pub async fn start(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, resource)): Path<(String, ResourceId)>,
    Body(request): Body<StartAdminConsent>,
) -> Result<(StatusCode, Json<AdminConsentStarted>), AppError> {
    let mut tx = app.store.write().await?;
    let opened = open(&mut tx, &app, &context.tenant, &resource).await?.ok_or(ProblemCode::NotFound)?;
    let need = need(&mut tx, &app, &opened.settings).await?;
    let trip = prepare(&mut tx, &app, &opened.settings, &need, request.api.as_deref()).await?;
    let id = AdminConsentId::new(app.new_id());
    let state = state::issue_for_consent(&id, app.rng.bytes());
    let consent_url = trip.address(state.secret());
    let now = app.clock.now();
    let expires_at = now.plus_seconds(LIFE_SECONDS);
    let row = AdminConsentRow {
        id: id.to_string(),
        tenant_id: context.tenant.to_string(),
        resource_id: resource.to_string(),
        state_hash: state::fingerprint(state.secret()),
        directory_id: trip.place.directory_id,
        begun_by: context.actor.binding(),
        author: context.author().name,
        resource_version: opened.row.version,
        created_at: now.as_millis(),
        expires_at: expires_at.as_millis(),
        ..AdminConsentRow::default()
    };
    admin_consents::insert(&mut tx, &row).await?;
    let entry = context.entry("admin_consent.start").target("resource", resource.as_str());
    let (directory_id, scope, api, then) = (row.directory_id, trip.scope, trip.api, trip.then);
    let detail = serde_json::json!({ "admin_consent": id, "directory_id": directory_id, "scope": scope, "api": api });
    record(&mut tx, &app, entry.detail(detail)).await?;
    tx.commit().await?;
    let started = AdminConsentStarted { id, consent_url, directory_id, scope, api, then, expires_at };
    Ok((StatusCode::CREATED, Json(started)))
}
