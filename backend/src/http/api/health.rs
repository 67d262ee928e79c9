//! For whoever watches the process: is it alive, does it take requests, what has it counted.

use axum::{extract::State, response::IntoResponse};
use http::{StatusCode, header};

use crate::app::AppState;

/// The process runs.
pub async fn live() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// The database answers and the process is not stopping.
pub async fn ready(State(app): State<AppState>) -> StatusCode {
    let answers = app.is_ready() && app.store.read().await.is_ok();
    if answers { StatusCode::NO_CONTENT } else { StatusCode::SERVICE_UNAVAILABLE }
}

/// All numbers.
pub async fn metrics(State(app): State<AppState>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], app.metrics.render())
}
