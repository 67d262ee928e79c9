//! When the checks of an environment run.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{api::check::CheckSchedule, problem::ProblemCode};

use super::shown;
use crate::{
    app::AppState,
    http::{AppError, TenantContext},
    settings,
    store::check_schedules,
};

/// `GET …/check-schedule`.
pub async fn get(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment)): Path<(String, String)>,
) -> Result<Json<CheckSchedule>, AppError> {
    let mut tx = app.store.read().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    Ok(Json(shown(check_schedules::get(&mut tx, &place).await?)))
}
