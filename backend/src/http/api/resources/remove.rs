//! Deletes a resource with its values, its waiting authorizations and its tokens; the trail says how many those were.

use axum::extract::{Path, State};
use http::StatusCode;
use shared::{api::dependents::Act, ids::ResourceId, problem::ProblemCode};

use crate::{
    app::AppState,
    audit::record,
    dependents::{self, Subject},
    http::{
        AppError, IfMatch, Query, TenantContext,
        api::dependents::{Confirmation, permit},
    },
    store::{authorizations, generations, resources, tokens},
};

/// `DELETE /tenants/{tenant}/resources/{resource}`.
pub async fn remove(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, resource)): Path<(String, ResourceId)>,
    seen: IfMatch,
    Query(confirmation): Query<Confirmation>,
) -> Result<StatusCode, AppError> {
    let mut tx = app.store.write().await?;
    let row = resources::get(&mut tx, &context.tenant, &resource).await?.ok_or(ProblemCode::NotFound)?;
    seen.check(row.version)?;
    let groups = dependents::of(&mut tx, &app, Subject::Resource(&context.tenant, &resource)).await?;
    permit(groups, Act::Delete, confirmation.confirm.as_deref(), resource.as_str())?;
    tokens::lock_roots(&mut tx, &context.tenant, Some(&resource)).await?;
    let tokens = tokens::count(&mut tx, &context.tenant, &resource).await?;
    let waiting = authorizations::waiting(&mut tx, &context.tenant, &resource, app.clock.now()).await?;
    resources::delete(&mut tx, &context.tenant, &resource).await?;
    generations::identity_changed(&mut tx).await?;
    let entry = context.entry("resource.delete").target("resource", resource.as_str());
    let detail = serde_json::json!({ "name": row.name, "tokens": tokens, "authorizations": waiting });
    record(&mut tx, &app, entry.detail(detail)).await?;
    tx.commit().await?;
    app.token_cache.forget(&context.tenant, &resource);
    Ok(StatusCode::NO_CONTENT)
}
