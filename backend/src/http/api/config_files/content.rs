//! A configuration file as it was uploaded, byte for byte. It may hold secrets: people give their password once more,
//! and the trail says who had it.

use axum::{
    extract::{Path, State},
    response::Response,
};
use serde::Deserialize;
use shared::{ids::ConfigFileId, problem::ProblemCode};

use super::download;
use crate::{
    app::AppState,
    audit::record,
    config_files as files,
    http::{AppError, Query, TenantContext, api::settings::step_up},
    settings,
    store::config_files,
};

/// Which version.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Of {
    version: Option<i64>,
}

/// `GET …/config-files/{config_file}/content?version=`.
pub async fn content(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment, id)): Path<(String, String, ConfigFileId)>,
    Query(of): Query<Of>,
) -> Result<Response, AppError> {
    let mut tx = app.store.write().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let row = config_files::get(&mut tx, &place.tenant, &place.environment, &id).await?;
    let row = row.ok_or(ProblemCode::NotFound)?;
    let number = of.version.unwrap_or(row.version);
    let version = config_files::version(&mut tx, &place.tenant, &id, number).await?.ok_or(ProblemCode::NotFound)?;
    step_up(&context, app.clock.now())?;
    let key = app.vault.tenant(&mut tx, &place.tenant).await?;
    let bytes = files::open(&key, id.as_str(), number, &version.sealed)?;
    let entry = context.entry("config_file.download").target("config_file", id.as_str());
    let detail = serde_json::json!({ "name": version.name, "environment": environment, "version": number });
    record(&mut tx, &app, entry.detail(detail)).await?;
    tx.commit().await?;
    Ok(download(&version.name, bytes))
}
