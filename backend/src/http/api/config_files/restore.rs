//! Makes an earlier version of a configuration file the newest again.

use axum::extract::{Path, State};
use shared::{api::config_file::ConfigFileDetail, ids::ConfigFileId, problem::ProblemCode};

use super::{taken, view};
use crate::{
    app::AppState,
    audit::record,
    config_files::{self as files, Values},
    http::{AppError, IfMatch, Tagged, TenantContext},
    settings,
    store::config_files,
};

/// `POST …/config-files/{config_file}/versions/{version}/restore`.
pub async fn restore(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment, id, number)): Path<(String, String, ConfigFileId, String)>,
    seen: IfMatch,
) -> Result<Tagged<ConfigFileDetail>, AppError> {
    let number: i64 = number.parse().map_err(|_| ProblemCode::NotFound)?;
    let mut tx = app.store.write().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    settings::change::lock(&mut tx, &place).await?;
    let row = config_files::get(&mut tx, &place.tenant, &place.environment, &id).await?;
    let row = row.ok_or(ProblemCode::NotFound)?;
    seen.check(row.version)?;
    let old = config_files::version(&mut tx, &place.tenant, &id, number).await?.ok_or(ProblemCode::NotFound)?;
    let key = app.vault.tenant(&mut tx, &place.tenant).await?;
    let bytes = files::open(&key, id.as_str(), number, &old.sealed)?;
    let author = context.author();
    let next = row.version + 1;
    let version = files::version(&app, &key, &id, next, (&old.name, "restored", &author.name), &bytes);
    config_files::add_version(&mut tx, &place.tenant, &id, &version).await.map_err(taken)?;
    let entry = context.entry("config_file.restore").target("config_file", id.as_str());
    let detail = serde_json::json!({
        "name": old.name, "environment": environment, "from_version": number, "version": next,
    });
    record(&mut tx, &app, entry.detail(detail)).await?;
    let opened = files::get(&mut tx, &app, &place.tenant, &place.environment, &id).await?;
    let values = Values::load(&mut tx, &app, &place).await?;
    tx.commit().await?;
    Ok(Tagged(next, view::detail(&app, &opened, &values)))
}
