//! Lists the playbooks.

use axum::{Json, extract::State};
use shared::api::{page::Page, playbook::PlaybookSummary};

use crate::{app::AppState, http::AppError, playbooks};

/// `GET /playbooks`.
pub async fn list(State(app): State<AppState>) -> Result<Json<Page<PlaybookSummary>>, AppError> {
    let mut tx = app.store.read().await?;
    let items = playbooks::all(&mut tx, &app).await?.iter().map(|known| known.summary()).collect();
    Ok(Json(Page { items, next_cursor: None }))
}
