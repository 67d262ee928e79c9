//! Forgets a kept password. The tokens that it brought stay.

use axum::extract::{Path, State};
use http::StatusCode;
use shared::{
    ids::{KeptPasswordId, ResourceId},
    problem::ProblemCode,
};

use crate::{
    app::AppState,
    audit::record,
    http::{AppError, TenantContext},
    store::kept_passwords,
};

/// `DELETE /tenants/{tenant}/resources/{resource}/kept-passwords/{kept_password}`.
pub async fn remove(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, resource, id)): Path<(String, ResourceId, KeptPasswordId)>,
) -> Result<StatusCode, AppError> {
    let mut tx = app.store.write().await?;
    let removed = kept_passwords::delete(&mut tx, &context.tenant, &resource, &id).await?;
    let subject = removed.ok_or(ProblemCode::NotFound)?;
    let entry = context.entry("kept_password.delete").target("kept_password", id.as_str());
    record(&mut tx, &app, entry.detail(serde_json::json!({ "resource": resource, "subject": subject }))).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
