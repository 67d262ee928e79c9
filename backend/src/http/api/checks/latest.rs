//! What every check of an environment found last.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{check::CheckRun, page::Page},
    problem::ProblemCode,
};

use crate::{
    app::AppState,
    checks,
    http::{AppError, TenantContext},
    settings,
    store::check_runs,
};

/// `GET …/checks`.
pub async fn latest(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment)): Path<(String, String)>,
) -> Result<Json<Page<CheckRun>>, AppError> {
    let mut tx = app.store.read().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let rows = check_runs::latest(&mut tx, &place).await?;
    let items = rows.into_iter().map(checks::stored).collect::<Result<_, _>>()?;
    Ok(Json(Page { items, next_cursor: None }))
}
