//! Changes an environment. The default cannot be un-made, only moved.

use axum::extract::{Path, State};
use shared::{
    api::environment::{Environment, PatchEnvironment},
    problem::ProblemCode,
};

use super::{SLUG_RULE, slug_taken};
use crate::{
    app::AppState,
    audit::record,
    http::{AppError, Body, IfMatch, Tagged, TenantContext},
    store::{OnConstraint, dialect, environments},
};

/// `PATCH /tenants/{tenant}/environments/{environment}`.
pub async fn change(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment)): Path<(String, String)>,
    seen: IfMatch,
    Body(request): Body<PatchEnvironment>,
) -> Result<Tagged<Environment>, AppError> {
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    dialect::lock_tenant(&mut tx, context.tenant.as_str()).await?;
    let found = environments::get(&mut tx, &context.tenant, &environment).await?;
    let (before, version) = found.ok_or(ProblemCode::NotFound)?;
    seen.check(version)?;
    if before.default && request.default == Some(false) {
        return Err(ProblemCode::StillNeeded.into());
    }
    if !before.default && request.default == Some(true) {
        environments::clear_default(&mut tx, &context.tenant, now).await?;
    }
    let after = Environment {
        slug: request.slug.unwrap_or(before.slug),
        name: request.name.unwrap_or(before.name),
        default: request.default.unwrap_or(before.default),
        updated_at: now,
        ..before
    };
    environments::update(&mut tx, &context.tenant, &after).await.on_constraint(SLUG_RULE, slug_taken)?;
    record(&mut tx, &app, context.entry("environment.change").target("environment", after.id.as_str())).await?;
    tx.commit().await?;
    Ok(Tagged(version + 1, after))
}
