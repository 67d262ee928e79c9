//! One resource.

use axum::extract::{Path, State};
use shared::{api::resource::Resource, ids::ResourceId, problem::ProblemCode};

use super::view;
use crate::{
    app::AppState,
    http::{AppError, Tagged, TenantContext},
    resources::open,
};

/// `GET /tenants/{tenant}/resources/{resource}`.
pub async fn get(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, resource)): Path<(String, ResourceId)>,
) -> Result<Tagged<Resource>, AppError> {
    let mut tx = app.store.read().await?;
    let opened = open(&mut tx, &app, &context.tenant, &resource).await?.ok_or(ProblemCode::NotFound)?;
    Ok(Tagged(opened.row.version, view::resource(&app, opened)))
}
