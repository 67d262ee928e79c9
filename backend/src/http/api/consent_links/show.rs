//! What a link asks for. Looking changes nothing: programs that read mail look too.

use axum::{
    Json,
    extract::{Path, State},
};
use http::HeaderMap;
use shared::api::consent_request::ConsentLink;

use super::{of_link, standing, view};
use crate::{
    app::AppState,
    http::{AppError, RequestInfo},
};

/// `GET /consent/{link}`.
pub async fn show(
    State(app): State<AppState>,
    info: RequestInfo,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Result<Json<ConsentLink>, AppError> {
    let row = of_link(&app, &info, &token).await?;
    let state = standing(&app, &row, &headers)?;
    let mut tx = app.store.read().await?;
    Ok(Json(view::shown(&mut tx, &app, (&row, state), info.locale).await?))
}
