//! For whoever watches the process: is it alive, does it take requests, what has it counted.

use axum::{extract::State, response::IntoResponse};
use http::{StatusCode, header};

use crate::app::AppState;

/// The process runs.
pub async fn live() -> &'static str {
    "alive\n"
}

/// The database answers and the process is not stopping.
pub async fn ready(State(app): State<AppState>) -> (StatusCode, &'static str) {
    if app.is_ready() && app.store.version().await.is_ok() {
        (StatusCode::OK, "ready\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
    }
}

/// All numbers.
pub async fn metrics(State(app): State<AppState>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], app.metrics.render())
}
