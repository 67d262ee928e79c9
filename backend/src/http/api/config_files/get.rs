//! One configuration file: what it is, what is in it, what the checks find.

use axum::extract::{Path, State};
use shared::{api::config_file::ConfigFileDetail, ids::ConfigFileId, problem::ProblemCode};

use super::view;
use crate::{
    app::AppState,
    config_files::{self as files, Values},
    http::{AppError, Tagged, TenantContext},
    settings,
};

/// `GET …/config-files/{config_file}`.
pub async fn get(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment, id)): Path<(String, String, ConfigFileId)>,
) -> Result<Tagged<ConfigFileDetail>, AppError> {
    let mut tx = app.store.read().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let opened = files::get(&mut tx, &app, &place.tenant, &place.environment, &id).await?;
    let values = Values::load(&mut tx, &app, &place).await?;
    Ok(Tagged(opened.row.version, view::detail(&app, &opened, &values)))
}
