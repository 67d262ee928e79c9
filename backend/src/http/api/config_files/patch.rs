//! Puts the environment's settings into a configuration file: tells what would change, or makes a version of it.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::config_file::{ConfigFilePatch, PatchConfigFile},
    ids::ConfigFileId,
    problem::ProblemCode,
};

use crate::{
    app::AppState,
    audit::record,
    config_files::{self as files, Values},
    http::{AppError, Body, IfMatch, TenantContext},
    settings,
    store::config_files,
};

/// `POST …/config-files/{config_file}/patch`.
pub async fn patch(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment, id)): Path<(String, String, ConfigFileId)>,
    seen: IfMatch,
    Body(request): Body<PatchConfigFile>,
) -> Result<Json<ConfigFilePatch>, AppError> {
    let mut tx = app.store.write().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    settings::change::lock(&mut tx, &place).await?;
    let opened = files::get(&mut tx, &app, &place.tenant, &place.environment, &id).await?;
    seen.check(opened.row.version)?;
    let values = Values::load(&mut tx, &app, &place).await?;
    let patched = files::patch(&app, &opened, &values, request.add_missing).map_err(internal)?;
    let bytes = patched.file.emit();
    let sha256 = files::sha256(&bytes);
    let mut answer = ConfigFilePatch { items: patched.items, version: None, sha256 };
    if !request.dry_run && answer.sha256 != opened.row.sha256 {
        let key = app.vault.tenant(&mut tx, &place.tenant).await?;
        let author = context.author();
        let number = opened.row.version + 1;
        let version = files::version(&app, &key, &id, number, (&opened.row.name, "patched", &author.name), &bytes);
        config_files::add_version(&mut tx, &place.tenant, &id, &version).await?;
        let entry = context.entry("config_file.patch").target("config_file", id.as_str());
        let detail = serde_json::json!({
            "name": opened.row.name, "environment": environment, "version": number, "sha256": answer.sha256,
        });
        record(&mut tx, &app, entry.detail(detail)).await?;
        tx.commit().await?;
        answer.version = Some(number);
    }
    Ok(Json(answer))
}

pub(super) fn internal(fault: shared::config_file::PatchFault) -> AppError {
    AppError::new(ProblemCode::Internal).cause(fault)
}
