//! A playbook's three files, as they were written: to begin one of one's own with, or to carry one to another portal.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{api::playbook::PlaybookFiles, problem::ProblemCode};

use crate::{app::AppState, http::AppError, playbooks};

/// `GET /playbooks/{playbook}/files`.
pub async fn files(State(app): State<AppState>, Path(id): Path<String>) -> Result<Json<PlaybookFiles>, AppError> {
    let mut tx = app.store.read().await?;
    let found = playbooks::files(&mut tx, &app, &id).await?.ok_or(ProblemCode::NotFound)?;
    Ok(Json(PlaybookFiles { playbook: found.playbook, en: found.en, nl: found.nl }))
}
