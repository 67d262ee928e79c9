//! Whether the first administrator is still missing.

use axum::{Json, extract::State};
use shared::api::setup::SetupState;

use crate::{app::AppState, http::AppError, store::users};

/// `GET /setup`.
pub async fn state(State(app): State<AppState>) -> Result<Json<SetupState>, AppError> {
    let mut tx = app.store.read().await?;
    Ok(Json(SetupState { needed: !users::any(&mut tx).await? }))
}
