//! Uploads a new version of a configuration file.

use axum::extract::{Path, State};
use shared::{
    api::config_file::{ConfigFileDetail, PutConfigFile},
    ids::ConfigFileId,
    problem::ProblemCode,
};

use super::{read, taken, view};
use crate::{
    app::AppState,
    audit::record,
    config_files::{self as files, Opened, Values},
    http::{AppError, Body, IfMatch, LARGE_KIB, Tagged, TenantContext},
    settings,
    store::config_files,
};

/// `PUT …/config-files/{config_file}`.
pub async fn put(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment, id)): Path<(String, String, ConfigFileId)>,
    seen: IfMatch,
    Body(request): Body<PutConfigFile, LARGE_KIB>,
) -> Result<Tagged<ConfigFileDetail>, AppError> {
    let (bytes, file) = read(&app, &request.content_base64)?;
    let mut tx = app.store.write().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    settings::change::lock(&mut tx, &place).await?;
    let row = config_files::get(&mut tx, &place.tenant, &place.environment, &id).await?;
    let row = row.ok_or(ProblemCode::NotFound)?;
    seen.check(row.version)?;
    let name = request.name.unwrap_or_else(|| row.name.clone());
    if files::sha256(&bytes) != row.sha256 || name != row.name {
        let key = app.vault.tenant(&mut tx, &place.tenant).await?;
        let author = context.author();
        let number = row.version + 1;
        let version = files::version(&app, &key, &id, number, (&name, "uploaded", &author.name), &bytes);
        config_files::add_version(&mut tx, &place.tenant, &id, &version).await.map_err(taken)?;
        let entry = context.entry("config_file.change").target("config_file", id.as_str());
        let detail = serde_json::json!({
            "name": name, "environment": environment, "version": number, "sha256": version.sha256,
        });
        record(&mut tx, &app, entry.detail(detail)).await?;
    }
    let row = config_files::get(&mut tx, &place.tenant, &place.environment, &id).await?.ok_or(ProblemCode::NotFound)?;
    let values = Values::load(&mut tx, &app, &place).await?;
    tx.commit().await?;
    let opened = Opened { row, file };
    Ok(Tagged(opened.row.version, view::detail(&app, &opened, &values)))
}
