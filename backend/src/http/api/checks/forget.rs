//! Forgets a question that nobody wants an answer to any more.

use axum::extract::{Path, State};
use http::StatusCode;
use shared::{ids::CheckRunId, problem::ProblemCode};

use crate::{
    app::AppState,
    checks,
    http::{AppError, TenantContext},
    settings,
};

/// `DELETE …/checks/{check_run}`.
pub async fn forget(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment, run)): Path<(String, String, CheckRunId)>,
) -> Result<StatusCode, AppError> {
    let mut tx = app.store.write().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    if !checks::forget(&mut tx, &app, &place, &context.author(), &run).await? {
        return Err(ProblemCode::NotFound.into());
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
