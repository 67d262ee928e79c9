//! Deletes a tenant and destroys its data key, which closes every copy of its secrets for good.

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use shared::problem::ProblemCode;

use crate::{
    app::AppState,
    audit::record,
    http::{AppError, IfMatch, Query, TenantContext},
    store::{dialect, generations, tenants, tokens},
};

/// The slug once more.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    confirm: Option<String>,
}

/// `DELETE /tenants/{tenant}?confirm=slug`.
pub async fn remove(
    State(app): State<AppState>,
    context: TenantContext,
    seen: IfMatch,
    Query(confirmation): Query<Confirmation>,
) -> Result<StatusCode, AppError> {
    let mut tx = app.store.write().await?;
    // Renewals lock tokens before they touch the tenant, so this goes the same way round.
    tokens::lock_roots(&mut tx, &context.tenant, None).await?;
    dialect::lock_tenant(&mut tx, context.tenant.as_str()).await?;
    let (tenant, version) = tenants::get(&mut tx, &context.tenant).await?.ok_or(ProblemCode::NotFound)?;
    if confirmation.confirm.as_deref() != Some(&tenant.slug) {
        return Err(AppError::new(ProblemCode::ConfirmationMissing).arg("expected", tenant.slug));
    }
    seen.check(version)?;
    tenants::delete(&mut tx, &tenant.id).await?;
    app.vault.destroy_tenant_key(&mut tx, &tenant.id).await?;
    generations::identity_changed(&mut tx).await?;
    let entry = context.entry("tenant.delete").target("tenant", tenant.id.as_str());
    record(&mut tx, &app, entry.detail(serde_json::json!({ "slug": tenant.slug }))).await?;
    tx.commit().await?;
    app.identity.forget();
    Ok(StatusCode::NO_CONTENT)
}
