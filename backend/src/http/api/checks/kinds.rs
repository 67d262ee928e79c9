//! Lists the checks that there are.

use axum::{Json, extract::State};
use shared::{api::page::Page, check::CheckDescriptor};

use crate::app::AppState;

/// `GET /checks`.
pub async fn kinds(State(app): State<AppState>) -> Json<Page<CheckDescriptor>> {
    let items = app.catalog.checks().all().iter().map(|words| words.descriptor.clone()).collect();
    Json(Page { items, next_cursor: None })
}
