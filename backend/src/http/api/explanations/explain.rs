//! `POST /api/v1/explanations`: explains an error that somebody pasted. The text is read and forgotten: it may hold
//! tokens and secrets.

use axum::{Json, extract::State};
use shared::api::explanation::{ExplainError, Explanation};

use crate::{
    app::AppState,
    http::{AppError, Body, RequestInfo},
    oauth::error::explain_pasted,
};

/// What the error means, in the caller's language.
pub async fn explain(
    State(app): State<AppState>,
    request: RequestInfo,
    Body(given): Body<ExplainError>,
) -> Result<Json<Explanation>, AppError> {
    Ok(Json(explain_pasted(&given, &app.catalog, request.locale)))
}
