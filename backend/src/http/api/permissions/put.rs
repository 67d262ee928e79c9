//! Says what a resource needs, where that is not what its type says.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::permission::{PutPermissions, ResourcePermissions},
    ids::ResourceId,
    problem::ProblemCode,
};

use super::get::shown;
use crate::{
    app::AppState,
    audit::record,
    http::{AppError, Body, RequestInfo, TenantContext},
    store::{permission_checks, resources},
};

/// `PUT /tenants/{tenant}/resources/{resource}/permissions`.
pub async fn put(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, resource)): Path<(String, ResourceId)>,
    Body(request): Body<PutPermissions>,
) -> Result<Json<ResourcePermissions>, AppError> {
    let needed = request.needed.as_ref().map(serde_json::to_string).transpose()?;
    let mut tx = app.store.write().await?;
    resources::get(&mut tx, &context.tenant, &resource).await?.ok_or(ProblemCode::NotFound)?;
    let now = app.clock.now();
    permission_checks::put_needed(&mut tx, &context.tenant, &resource, needed.as_deref(), now).await?;
    let entry = context.entry("permissions.change").target("resource", resource.as_str());
    record(&mut tx, &app, entry.detail(serde_json::json!({ "needed": request.needed }))).await?;
    let shown = shown(&mut tx, &app, &context, &resource, info.locale).await?;
    tx.commit().await?;
    Ok(Json(shown))
}
