//! What stops working, when, and what mends it: asked of all playbooks together.

use axum::{Json, extract::State};
use shared::api::playbook::{Assess, Assessment};

use super::assess::assessed;
use crate::{
    app::AppState,
    http::{AppError, Body, LARGE_KIB},
    playbooks,
};

/// `POST /assessments`.
pub async fn assess_all(
    State(app): State<AppState>,
    Body(request): Body<Assess, LARGE_KIB>,
) -> Result<Json<Assessment>, AppError> {
    let mut tx = app.store.read().await?;
    let all = playbooks::all(&mut tx, &app).await?;
    drop(tx);
    assessed(&app, &all, None, &request).map(Json)
}
