//! Removes a configuration file with its versions.

use axum::extract::{Path, State};
use http::StatusCode;
use shared::{ids::ConfigFileId, problem::ProblemCode};

use crate::{
    app::AppState,
    audit::record,
    http::{AppError, IfMatch, TenantContext},
    settings,
    store::config_files,
};

/// `DELETE …/config-files/{config_file}`.
pub async fn remove(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment, id)): Path<(String, String, ConfigFileId)>,
    seen: IfMatch,
) -> Result<StatusCode, AppError> {
    let mut tx = app.store.write().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    settings::change::lock(&mut tx, &place).await?;
    let row = config_files::get(&mut tx, &place.tenant, &place.environment, &id).await?;
    let row = row.ok_or(ProblemCode::NotFound)?;
    seen.check(row.version)?;
    config_files::delete(&mut tx, &place.tenant, &place.environment, &id).await?;
    let entry = context.entry("config_file.delete").target("config_file", id.as_str());
    record(&mut tx, &app, entry.detail(serde_json::json!({ "name": row.name, "environment": environment }))).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
