//! Lists the values that live in several places: what stands in each, and whether they differ.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{linked_setting::LinkedSettingState, page::Page},
    problem::ProblemCode,
};

use crate::{
    app::AppState,
    config_files::{self as files, Values, linked},
    http::{AppError, TenantContext},
    settings,
};

/// `GET …/linked-settings`.
pub async fn list(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment)): Path<(String, String)>,
) -> Result<Json<Page<LinkedSettingState>>, AppError> {
    let mut tx = app.store.read().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let values = Values::load(&mut tx, &app, &place).await?;
    let opened = files::all(&mut tx, &app, &place.tenant, &place.environment).await?;
    Ok(Json(Page { items: linked::states(&app, &values, &opened), next_cursor: None }))
}
