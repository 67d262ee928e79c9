//! Uploads a configuration file. What cannot be read is refused with its place.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::StatusCode;
use shared::{api::config_file::CreateConfigFile, ids::ConfigFileId, problem::ProblemCode};

use super::{read, taken, view};
use crate::{
    app::AppState,
    audit::record,
    config_files::{self as files, MOST_FILES, Opened, Values},
    http::{AppError, Body, LARGE_KIB, Tagged, TenantContext},
    settings,
    store::config_files,
};

/// `POST …/config-files`.
pub async fn create(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment)): Path<(String, String)>,
    Body(request): Body<CreateConfigFile, LARGE_KIB>,
) -> Result<Response, AppError> {
    let (bytes, file) = read(&app, &request.content_base64)?;
    let mut tx = app.store.write().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let there = config_files::list(&mut tx, &place.tenant, &place.environment, "", MOST_FILES).await?;
    if i64::try_from(there.len()).unwrap_or(i64::MAX) >= MOST_FILES {
        return Err(AppError::new(ProblemCode::TooManyConfigFiles).arg("most", MOST_FILES.to_string()));
    }
    let key = app.vault.tenant(&mut tx, &place.tenant).await?;
    let id = ConfigFileId::new(app.new_id());
    let author = context.author();
    let version = files::version(&app, &key, &id, 1, (&request.name, "uploaded", &author.name), &bytes);
    config_files::insert(&mut tx, &place.tenant, &place.environment, &id, &version).await.map_err(taken)?;
    let entry = context.entry("config_file.create").target("config_file", id.as_str());
    let detail = serde_json::json!({ "name": request.name, "environment": environment, "sha256": version.sha256 });
    record(&mut tx, &app, entry.detail(detail)).await?;
    let row = config_files::get(&mut tx, &place.tenant, &place.environment, &id).await?.ok_or(ProblemCode::NotFound)?;
    let values = Values::load(&mut tx, &app, &place).await?;
    tx.commit().await?;
    let opened = Opened { row, file };
    Ok((StatusCode::CREATED, Tagged(1, view::detail(&app, &opened, &values))).into_response())
}
