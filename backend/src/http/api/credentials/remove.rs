//! Removes a credential. Tokens obtained with it stay; the next one is asked for with what is left.

use axum::extract::{Path, State};
use http::StatusCode;
use shared::{
    ids::{CredentialId, ResourceId},
    problem::ProblemCode,
};

use crate::{
    app::AppState,
    audit::record,
    http::{AppError, TenantContext},
    store::{credentials, resources},
};

/// `DELETE /tenants/{tenant}/resources/{resource}/credentials/{credential}`.
pub async fn remove(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, resource, id)): Path<(String, ResourceId, CredentialId)>,
) -> Result<StatusCode, AppError> {
    let mut tx = app.store.write().await?;
    let row = credentials::get(&mut tx, &context.tenant, &resource, &id).await?.ok_or(ProblemCode::NotFound)?;
    credentials::delete(&mut tx, &context.tenant, &resource, &id).await?;
    resources::credentials_changed(&mut tx, &context.tenant, &resource).await?;
    let entry = context.entry("credential.delete").target("credential", id.as_str());
    let detail = serde_json::json!({ "resource": resource, "kind": row.kind, "name": row.name });
    record(&mut tx, &app, entry.detail(detail)).await?;
    tx.commit().await?;
    app.token_cache.forget(&context.tenant, &resource);
    Ok(StatusCode::NO_CONTENT)
}
