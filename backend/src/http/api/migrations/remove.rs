//! Removes a migration with its timeline. What it has written in the environment stays.

use axum::extract::{Path, State};
use http::StatusCode;
use shared::{ids::MigrationId, problem::ProblemCode};

use crate::{
    app::AppState,
    audit::record,
    http::{AppError, TenantContext},
    settings,
    store::migration_runs,
};

/// `DELETE …/migrations/{migration}`.
pub async fn remove(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment, id)): Path<(String, String, MigrationId)>,
) -> Result<StatusCode, AppError> {
    let mut tx = app.store.write().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let row = migration_runs::get(&mut tx, &place, &id).await?.ok_or(ProblemCode::NotFound)?;
    if !migration_runs::delete(&mut tx, &place, &id).await? {
        return Err(ProblemCode::NotFound.into());
    }
    let entry = context.entry("migration.delete").target("migration", id.as_str());
    let detail = serde_json::json!({ "playbook": row.playbook, "environment": place.environment });
    record(&mut tx, &app, entry.detail(detail)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
