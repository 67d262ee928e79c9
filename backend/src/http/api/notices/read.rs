//! Says that a notice was seen.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{api::check::Notice, problem::ProblemCode};

use crate::{
    app::AppState,
    audit::record,
    checks,
    http::{AppError, TenantContext},
    store::check_notices,
};

/// `POST …/notices/{notice}/read`.
pub async fn read(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, notice)): Path<(String, String)>,
) -> Result<Json<Notice>, AppError> {
    let mut tx = app.store.write().await?;
    let now = app.clock.now();
    let row = check_notices::read(&mut tx, &context.tenant, &notice, now).await?.ok_or(ProblemCode::NotFound)?;
    let entry = context.entry("notice.read").target("notice", row.id.as_str());
    record(&mut tx, &app, entry).await?;
    let shown = checks::notice(&app, row)?;
    tx.commit().await?;
    Ok(Json(shown))
}
