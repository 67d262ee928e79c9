//! Deletes a token here; at the provider it lives until it ends.

use axum::extract::{Path, State};
use http::StatusCode;
use shared::{
    ids::{ResourceId, TokenId},
    problem::ProblemCode,
};

use crate::{
    app::AppState,
    audit::record,
    http::{AppError, TenantContext},
    store::{generations, kept_passwords, tokens},
};

/// `DELETE /tenants/{tenant}/resources/{resource}/tokens/{token}`.
pub async fn remove(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, resource, token)): Path<(String, ResourceId, TokenId)>,
) -> Result<StatusCode, AppError> {
    let mut tx = app.store.write().await?;
    let row = tokens::get(&mut tx, &context.tenant, &resource, &token).await?.ok_or(ProblemCode::NotFound)?;
    if !tokens::delete(&mut tx, &context.tenant, &resource, &token).await? {
        return Err(ProblemCode::NotFound.into());
    }
    // Whoever deletes a sign-in does not want it back by itself.
    if row.audience.is_empty() && row.scope.is_empty() {
        kept_passwords::delete_of(&mut tx, &context.tenant, &resource, Some(&row.subject)).await?;
    }
    generations::identity_changed(&mut tx).await?;
    let entry = context.entry("token.delete").target("token", token.as_str());
    record(&mut tx, &app, entry.detail(serde_json::json!({ "resource": resource }))).await?;
    tx.commit().await?;
    app.token_cache.forget(&context.tenant, &resource);
    Ok(StatusCode::NO_CONTENT)
}
