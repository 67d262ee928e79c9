//! Checks once more, without anybody at a consent page: asks for a new token and compares.

use axum::{
    Json,
    extract::{Path, State},
};
use http::StatusCode;
use shared::{
    api::permission::{CheckPermissions, PermissionCheck},
    ids::ResourceId,
    problem::ProblemCode,
};

use super::view;
use crate::{
    app::AppState,
    audit::record,
    http::{AppError, Body, RequestInfo, TenantContext, token_problem},
    permissions::{keep, need, prove},
    resources::open,
};

/// `POST /tenants/{tenant}/resources/{resource}/permissions/check`.
pub async fn check(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, resource)): Path<(String, ResourceId)>,
    Body(request): Body<CheckPermissions>,
) -> Result<(StatusCode, Json<PermissionCheck>), AppError> {
    let mut tx = app.store.read().await?;
    let opened = open(&mut tx, &app, &context.tenant, &resource).await?.ok_or(ProblemCode::NotFound)?;
    let need = need(&mut tx, &app, &opened.settings).await?;
    drop(tx);
    let subject = request.subject.as_deref().filter(|subject| !subject.is_empty());
    let proofs = prove(&app, &opened.settings, &need, subject).await;
    let proofs = proofs.map_err(|fault| token_problem(&app.catalog, fault))?;
    let mut tx = app.store.write().await?;
    let place = (&context.tenant, &resource);
    let row = keep(&mut tx, &app, place, context.author().name, None, &proofs).await?;
    let entry = context.entry("permissions.check").target("resource", resource.as_str());
    record(&mut tx, &app, entry.detail(serde_json::json!({ "check": row.id, "state": row.state }))).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(view::shown_check(&app, row, info.locale)?)))
}
