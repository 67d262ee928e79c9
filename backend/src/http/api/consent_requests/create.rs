//! Makes a one-time link for the directory's administrator. Its address is told once; only a digest is kept.

use axum::{Json, extract::State};
use http::StatusCode;
use shared::{
    api::consent_request::{ConsentRequestCreated, CreateConsentRequest, USUAL_HOURS},
    field::FieldFault,
    routes,
    secret::SecretText,
};

use super::view;
use crate::{
    app::AppState,
    audit::record,
    http::{AppError, Body, RequestInfo, TenantContext, consent_trip::prepare},
    identity::hash,
    permissions::need,
    resources::open,
    store::{
        consent_requests::{self, ConsentRequestRow},
        migration_runs,
    },
};

const HOUR: i64 = 60 * 60;

/// `POST /tenants/{tenant}/consent-requests`.
pub async fn create(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Body(request): Body<CreateConsentRequest>,
) -> Result<(StatusCode, Json<ConsentRequestCreated>), AppError> {
    let mut tx = app.store.write().await?;
    let opened = open(&mut tx, &app, &context.tenant, &request.resource).await?;
    let opened = opened.ok_or_else(|| AppError::field("/resource", FieldFault::NoSuchThing))?;
    let text = |value: Option<String>| value.filter(|value| !value.trim().is_empty());
    let migration = text(request.migration);
    if let Some(id) = &migration
        && !migration_runs::is_there(&mut tx, &context.tenant, id).await?
    {
        return Err(AppError::field("/migration", FieldFault::NoSuchThing));
    }
    let need = need(&mut tx, &app, &opened.settings).await?;
    // Whoever opens the link can mend nothing: what is missing is said here.
    let trip = prepare(&mut tx, &app, &opened.settings, &need, request.api.as_deref()).await?;
    let (token, now) = (app.rng.token::<32>(), app.clock.now());
    let hours = i64::from(request.expires_in_hours.unwrap_or(USUAL_HOURS));
    let row = ConsentRequestRow {
        id: app.new_id(),
        tenant_id: context.tenant.to_string(),
        resource_id: request.resource.to_string(),
        token_hash: hash(token.expose()).to_vec(),
        directory_id: trip.place.directory_id,
        api: trip.api,
        migration_id: migration,
        note: text(request.note),
        author: context.author().name,
        created_at: now.as_millis(),
        expires_at: now.plus_seconds(hours * HOUR).as_millis(),
        state: "open".to_owned(),
        ..ConsentRequestRow::default()
    };
    consent_requests::insert(&mut tx, &context.tenant, &row).await?;
    let entry = context.entry("consent_request.create").target("resource", request.resource.as_str());
    let detail = serde_json::json!({
        "consent_request": row.id, "directory_id": row.directory_id, "scope": trip.scope, "api": row.api,
        "hours": hours, "migration": row.migration_id,
    });
    record(&mut tx, &app, entry.detail(detail)).await?;
    tx.commit().await?;
    let url = SecretText::new(format!("{}{}", app.public_url, routes::consent_page(token.expose())));
    let details = view::shown(&app, row, None, info.locale)?;
    Ok((StatusCode::CREATED, Json(ConsentRequestCreated { details, url, then: trip.then })))
}
