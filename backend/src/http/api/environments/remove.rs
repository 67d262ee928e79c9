//! Deletes an environment; the default stays, so the last one stays too.

use axum::extract::{Path, State};
use http::StatusCode;
use shared::problem::ProblemCode;

use crate::{
    app::AppState,
    audit::record,
    http::{AppError, IfMatch, TenantContext},
    store::{dialect, environments},
};

/// `DELETE /tenants/{tenant}/environments/{environment}`.
pub async fn remove(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment)): Path<(String, String)>,
    seen: IfMatch,
) -> Result<StatusCode, AppError> {
    let mut tx = app.store.write().await?;
    dialect::lock_tenant(&mut tx, context.tenant.as_str()).await?;
    let found = environments::get(&mut tx, &context.tenant, &environment).await?;
    let (environment, version) = found.ok_or(ProblemCode::NotFound)?;
    seen.check(version)?;
    if environment.default {
        return Err(ProblemCode::StillNeeded.into());
    }
    environments::delete(&mut tx, &context.tenant, &environment.id).await?;
    let entry = context.entry("environment.delete").target("environment", environment.id.as_str());
    record(&mut tx, &app, entry.detail(serde_json::json!({ "slug": environment.slug }))).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
