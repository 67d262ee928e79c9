//! Deletes an uploaded playbook with all its versions.

use axum::extract::{Path, State};
use http::StatusCode;
use shared::problem::ProblemCode;

use crate::{
    app::AppState,
    audit::{Entry, record},
    http::{AppError, Caller, RequestInfo},
    playbooks,
    store::playbooks as rows,
};

/// `DELETE /playbooks/{playbook}`.
pub async fn remove(
    State(app): State<AppState>,
    Caller(actor): Caller,
    info: RequestInfo,
    Path(id): Path<String>,
) -> Result<StatusCode, AppError> {
    if app.catalog.playbook(&id).is_some() {
        return Err(ProblemCode::PlaybookBuiltIn.into());
    }
    let mut tx = app.store.write().await?;
    rows::seize(&mut tx, &id).await?;
    let uses = playbooks::uses(&mut tx, &id).await?;
    if uses > 0 {
        return Err(AppError::new(ProblemCode::PlaybookInUse).arg("count", uses.to_string()));
    }
    let versions = rows::delete(&mut tx, &id).await?;
    if versions == 0 {
        return Err(ProblemCode::NotFound.into());
    }
    let entry = Entry::new(actor.author(&info.id), "playbook.delete").target("playbook", &id);
    record(&mut tx, &app, entry.detail(serde_json::json!({ "versions": versions }))).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
