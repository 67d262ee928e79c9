//! Changes a tenant's own values.

use axum::extract::State;
use shared::{
    api::tenant::{PatchTenant, Tenant},
    field::FieldFault,
    problem::ProblemCode,
    timestamp::Timestamp,
};

use crate::{
    app::AppState,
    audit::record,
    http::{AppError, Body, IfMatch, Tagged, TenantContext},
    store::{OnConstraint, Tx, dialect, generations, tenants},
};

/// `PATCH /tenants/{tenant}`.
pub async fn change(
    State(app): State<AppState>,
    context: TenantContext,
    seen: IfMatch,
    Body(request): Body<PatchTenant>,
) -> Result<Tagged<Tenant>, AppError> {
    let mut tx = app.store.write().await?;
    let (after, version, renamed) = write(&mut tx, (&app, &context), &seen, request).await?;
    tx.commit().await?;
    if renamed {
        app.identity.forget();
    }
    Ok(Tagged(version + 1, Tenant { role: context.role, ..after }))
}

/// Changes it in the caller's transaction; tells what it is now, which version it had, and whether it has another slug:
/// whoever commits then lets the cache of identities forget.
pub(in crate::http::api) async fn write(
    tx: &mut Tx,
    (app, context): (&AppState, &TenantContext),
    seen: &IfMatch,
    request: PatchTenant,
) -> Result<(Tenant, i64, bool), AppError> {
    dialect::lock_tenant(tx, context.tenant.as_str()).await?;
    let (before, version) = tenants::get(tx, &context.tenant).await?.ok_or(ProblemCode::NotFound)?;
    seen.check(version)?;
    let renamed = request.slug.as_ref().is_some_and(|slug| *slug != before.slug);
    let after = patched(before, request, app.clock.now());
    tenants::update(tx, &after)
        .await
        .on_constraint("tenants_slug_key", || AppError::field("/slug", FieldFault::Taken))?;
    if renamed {
        generations::identity_changed(tx).await?;
    }
    record(tx, app, context.entry("tenant.change").target("tenant", after.id.as_str())).await?;
    Ok((after, version, renamed))
}

fn patched(before: Tenant, patch: PatchTenant, now: Timestamp) -> Tenant {
    Tenant {
        slug: patch.slug.unwrap_or(before.slug),
        name: patch.name.unwrap_or(before.name),
        directory_id: patch.directory_id.map_or(before.directory_id, |id| id.filter(|id| !id.is_empty())),
        domains: patch.domains.unwrap_or(before.domains),
        tags: patch.tags.unwrap_or(before.tags),
        locale: patch.locale.unwrap_or(before.locale),
        updated_at: now,
        ..before
    }
}
