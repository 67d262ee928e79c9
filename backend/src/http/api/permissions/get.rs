//! What a resource needs, and what the last check found.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{api::permission::ResourcePermissions, ids::ResourceId, problem::ProblemCode, text::Locale};

use super::view;
use crate::{
    app::AppState,
    http::{AppError, RequestInfo, TenantContext},
    permissions::need,
    resources::open,
    store::{Tx, permission_checks},
};

/// `GET /tenants/{tenant}/resources/{resource}/permissions`.
pub async fn get(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, resource)): Path<(String, ResourceId)>,
) -> Result<Json<ResourcePermissions>, AppError> {
    let mut tx = app.store.read().await?;
    Ok(Json(shown(&mut tx, &app, &context, &resource, info.locale).await?))
}

/// The permissions of a resource as they are in `tx`.
pub(super) async fn shown(
    tx: &mut Tx,
    app: &AppState,
    context: &TenantContext,
    resource: &ResourceId,
    locale: Locale,
) -> Result<ResourcePermissions, AppError> {
    let opened = open(tx, app, &context.tenant, resource).await?.ok_or(ProblemCode::NotFound)?;
    let need = need(tx, app, &opened.settings).await?;
    let last = permission_checks::last(tx, &context.tenant, resource).await?;
    let last = last.map(|row| view::shown_check(app, row, locale)).transpose()?;
    Ok(view::permissions(app, need, last, locale))
}
