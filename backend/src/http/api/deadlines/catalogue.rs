//! Services that end, as the product knows them.

use axum::{Json, extract::State};
use shared::{api::page::Page, deadline::Deadline};

use crate::app::AppState;

/// `GET /deadlines`.
pub async fn catalogue(State(app): State<AppState>) -> Json<Page<Deadline>> {
    Json(Page { items: app.catalog.deadlines().deadlines.clone(), next_cursor: None })
}
