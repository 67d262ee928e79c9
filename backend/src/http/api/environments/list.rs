//! Lists environments, the default first. A tenant has few: always one page.

use axum::{Json, extract::State};
use shared::api::{environment::Environment, page::Page};

use crate::{
    app::AppState,
    http::{AppError, TenantContext},
    store::environments,
};

/// `GET /tenants/{tenant}/environments`.
pub async fn list(State(app): State<AppState>, context: TenantContext) -> Result<Json<Page<Environment>>, AppError> {
    let mut tx = app.store.read().await?;
    let items = environments::list(&mut tx, &context.tenant).await?;
    Ok(Json(Page { items, next_cursor: None }))
}
