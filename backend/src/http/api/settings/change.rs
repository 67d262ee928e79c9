//! One change of an environment, with everything it did.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{api::setting_change::SettingChangeDetail, problem::ProblemCode};

use crate::{
    app::AppState,
    http::{AppError, TenantContext},
    settings::{self, history},
};

/// `GET …/changes/{number}`.
pub async fn change(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment, number)): Path<(String, String, String)>,
) -> Result<Json<SettingChangeDetail>, AppError> {
    let mut tx = app.store.read().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let number: i64 = number.parse().map_err(|_| ProblemCode::NotFound)?;
    let (change, items) = history::get(&mut tx, &app, &place, number).await?;
    Ok(Json(SettingChangeDetail { change, items }))
}
