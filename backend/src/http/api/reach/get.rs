//! What a resource's permissions reach.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{api::reach::Reach, ids::ResourceId, problem::ProblemCode};

use crate::{
    app::AppState,
    http::{AppError, RequestInfo, TenantContext},
    reach,
    resources::open,
};

/// `GET /tenants/{tenant}/resources/{resource}/reach`.
pub async fn get(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, resource)): Path<(String, ResourceId)>,
) -> Result<Json<Reach>, AppError> {
    let mut tx = app.store.read().await?;
    let opened = open(&mut tx, &app, &context.tenant, &resource).await?.ok_or(ProblemCode::NotFound)?;
    Ok(Json(reach::look(&mut tx, &app, &opened.settings, info.locale).await?))
}
