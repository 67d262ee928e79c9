//! The addresses of a tenant's calendar, without the addresses.

use axum::{Json, extract::State};
use shared::api::{deadline::CalendarFeed, page::Page};

use super::shown;
use crate::{
    app::AppState,
    http::{AppError, TenantContext},
    store::calendar_feeds,
};

/// `GET /tenants/{tenant}/calendar-feeds`.
pub async fn list(State(app): State<AppState>, context: TenantContext) -> Result<Json<Page<CalendarFeed>>, AppError> {
    let mut tx = app.store.read().await?;
    let rows = calendar_feeds::list(&mut tx, &context.tenant).await?;
    Ok(Json(Page { items: rows.into_iter().map(shown).collect(), next_cursor: None }))
}
