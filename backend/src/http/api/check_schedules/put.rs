//! Says when the checks of an environment run.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::check::{CheckSchedule, PutCheckSchedule},
    problem::ProblemCode,
};

use super::shown;
use crate::{
    app::AppState,
    audit::record,
    http::{AppError, Body, TenantContext},
    settings,
    store::{check_schedules, dialect},
};

/// `PUT …/check-schedule`.
pub async fn put(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment)): Path<(String, String)>,
    Body(request): Body<PutCheckSchedule>,
) -> Result<Json<CheckSchedule>, AppError> {
    let mut tx = app.store.write().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let now = dialect::shared_now(&mut tx, app.clock.now()).await?;
    let hours = i64::from(request.every_hours);
    // The first time is one period from now: whoever sets a schedule has just looked.
    check_schedules::put(&mut tx, &place, hours, now.saturating_add(hours * 3_600_000)).await?;
    let entry = context.entry("check_schedule.change").target("environment", place.environment.as_str());
    record(&mut tx, &app, entry.detail(serde_json::json!({ "every_hours": hours }))).await?;
    let shown = shown(check_schedules::get(&mut tx, &place).await?);
    tx.commit().await?;
    Ok(Json(shown))
}
