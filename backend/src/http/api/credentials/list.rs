//! Lists the credentials of a resource, newest first: the order in which they are tried.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{credential::Credential, page::Page},
    ids::ResourceId,
    problem::ProblemCode,
};

use super::view;
use crate::{
    app::AppState,
    http::{AppError, TenantContext},
    store::{credentials, resources},
};

/// `GET /tenants/{tenant}/resources/{resource}/credentials`.
pub async fn list(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, resource)): Path<(String, ResourceId)>,
) -> Result<Json<Page<Credential>>, AppError> {
    let mut tx = app.store.read().await?;
    resources::get(&mut tx, &context.tenant, &resource).await?.ok_or(ProblemCode::NotFound)?;
    let rows = credentials::list(&mut tx, &context.tenant, &resource).await?;
    let now = app.clock.now();
    let items = rows.into_iter().map(|row| view::credential(row, now)).collect::<Result<_, _>>()?;
    Ok(Json(Page { items, next_cursor: None }))
}
