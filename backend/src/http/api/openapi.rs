//! The description of the API itself.

use axum::Json;
use utoipa::openapi::OpenApi;

use crate::http::{openapi, routes};

/// `/api/openapi.json`.
pub async fn document() -> Json<OpenApi> {
    Json(openapi::document(&routes::table()))
}
