//! The kinds of connection entries: what pages render and judge by.

use axum::{Json, extract::State};
use shared::connection_string::kind::ConnectionKinds;

use crate::app::AppState;

/// `GET /connection-kinds`.
pub async fn kinds(State(app): State<AppState>) -> Json<ConnectionKinds> {
    Json(app.catalog.connection_kinds().clone())
}
