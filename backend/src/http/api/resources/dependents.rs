//! What depends on a resource.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{api::dependents::Dependents, ids::ResourceId, problem::ProblemCode};

use crate::{
    app::AppState,
    dependents::{self as sources, Subject},
    http::{AppError, TenantContext},
    store::resources,
};

/// `GET /tenants/{tenant}/resources/{resource}/dependents`.
pub async fn dependents(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, resource)): Path<(String, ResourceId)>,
) -> Result<Json<Dependents>, AppError> {
    let mut tx = app.store.read().await?;
    resources::get(&mut tx, &context.tenant, &resource).await?.ok_or(ProblemCode::NotFound)?;
    let subject = Subject::Resource(&context.tenant, &resource);
    Ok(Json(Dependents { groups: sources::of(&mut tx, &app, subject).await? }))
}
