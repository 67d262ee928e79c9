//! One playbook with everything that it says.

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use shared::{api::playbook::PlaybookDetail, problem::ProblemCode};

use crate::{
    app::AppState,
    http::{AppError, Query},
    playbooks,
};

/// Which version.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Wanted {
    version: Option<u32>,
}

/// `GET /playbooks/{playbook}?version=`. Without a version: the newest.
pub async fn get(
    State(app): State<AppState>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<PlaybookDetail>, AppError> {
    let mut tx = app.store.read().await?;
    let known = match wanted.version {
        None => playbooks::find(&mut tx, &app, &id).await?,
        Some(version) => playbooks::find_version(&mut tx, &app, &id, version).await?,
    };
    Ok(Json(known.ok_or(ProblemCode::NotFound)?.detail()))
}
