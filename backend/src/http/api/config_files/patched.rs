//! A copy of a configuration file with the environment's settings in it. It holds secrets: people give their password
//! once more, and the trail says who had it.

use axum::{
    extract::{Path, State},
    response::Response,
};
use serde::Deserialize;
use shared::{ids::ConfigFileId, problem::ProblemCode};

use super::{download, patch::internal};
use crate::{
    app::AppState,
    audit::record,
    config_files::{self as files, Values},
    http::{AppError, Query, TenantContext, api::settings::step_up},
    settings,
};

/// What the copy holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    #[serde(default)]
    add_missing: bool,
}

/// `GET …/config-files/{config_file}/patched?add_missing=`.
pub async fn patched(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment, id)): Path<(String, String, ConfigFileId)>,
    Query(choice): Query<Choice>,
) -> Result<Response, AppError> {
    let mut tx = app.store.write().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let opened = files::get(&mut tx, &app, &place.tenant, &place.environment, &id).await?;
    step_up(&context, app.clock.now())?;
    let values = Values::load(&mut tx, &app, &place).await?;
    let patched = files::patch(&app, &opened, &values, choice.add_missing).map_err(internal)?;
    let bytes = patched.file.emit();
    let entry = context.entry("config_file.download_patched").target("config_file", id.as_str());
    let detail = serde_json::json!({
        "name": opened.row.name, "environment": environment, "version": opened.row.version,
        "sha256": files::sha256(&bytes),
    });
    record(&mut tx, &app, entry.detail(detail)).await?;
    tx.commit().await?;
    Ok(download(&opened.row.name, bytes))
}
