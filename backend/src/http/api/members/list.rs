//! Lists everybody with a role on the tenant: few enough for one page.

use axum::{Json, extract::State};
use shared::api::{member::Member, page::Page};

use crate::{
    app::AppState,
    http::{AppError, TenantContext},
    store::members,
};

/// `GET /tenants/{tenant}/members`.
pub async fn list(State(app): State<AppState>, context: TenantContext) -> Result<Json<Page<Member>>, AppError> {
    let mut tx = app.store.read().await?;
    Ok(Json(Page { items: members::list(&mut tx, &context.tenant).await?, next_cursor: None }))
}
