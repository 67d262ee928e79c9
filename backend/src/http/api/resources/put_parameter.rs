//! Writes the values of one parameter, phase by phase: absent keeps, null clears, a text overrides.

use axum::extract::{Path, State};
use shared::{
    api::resource::{PutParameter, Resource},
    ids::{ResourceId, ResourceTypeId},
    problem::ProblemCode,
    resource::Phase,
};

use super::{change::touch, view};
use crate::{
    app::AppState,
    audit::record,
    http::{AppError, Body, IfMatch, Tagged, TenantContext},
    resource_types,
    resources::{open, parameter_row},
    store::{
        Tx, generations,
        resources::{self, ResourceRow},
    },
};

/// `PUT /tenants/{tenant}/resources/{resource}/parameters/{name}`.
pub async fn put_parameter(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, resource, name)): Path<(String, ResourceId, String)>,
    seen: IfMatch,
    Body(request): Body<PutParameter>,
) -> Result<Tagged<Resource>, AppError> {
    let mut tx = app.store.write().await?;
    let after = write(&mut tx, (&app, &context), (&resource, &name), &seen, &request).await?;
    let opened = open(&mut tx, &app, &context.tenant, &resource).await?.ok_or(ProblemCode::NotFound)?;
    tx.commit().await?;
    app.token_cache.forget(&context.tenant, &resource);
    Ok(Tagged(after.version, view::resource(&app, opened)))
}

/// Writes them in the caller's transaction. Whoever commits lets the cache forget the resource.
pub(in crate::http::api) async fn write(
    tx: &mut Tx,
    (app, context): (&AppState, &TenantContext),
    (resource, name): (&ResourceId, &str),
    seen: &IfMatch,
    request: &PutParameter,
) -> Result<ResourceRow, AppError> {
    let stored = resources::get(tx, &context.tenant, resource).await?.ok_or(ProblemCode::NotFound)?;
    resource_types::hold(tx, app, &context.tenant, &ResourceTypeId::new(stored.type_id)).await?;
    let before = open(tx, app, &context.tenant, resource).await?.ok_or(ProblemCode::NotFound)?;
    seen.check(before.row.version)?;
    let kind = &before.settings.kind;
    kind.parameter(name).ok_or(ProblemCode::NotFound)?;
    let key = app.vault.tenant(tx, &context.tenant).await?;
    let now = app.clock.now();
    let mut changed = Vec::new();
    for phase in Phase::ALL {
        match request.get(phase) {
            None => continue,
            Some(None) => {
                resources::clear_parameter(tx, &context.tenant, resource, name, phase.as_str()).await?;
            }
            Some(Some(value)) => {
                let row = parameter_row(kind, &key, resource, (name, phase), value, now);
                resources::put_parameter(tx, &context.tenant, resource, &row).await?;
            }
        }
        changed.push(phase.as_str());
    }
    let credentials = changed.iter().any(|phase| *phase != Phase::Authorization.as_str());
    let after = touch(tx, context, &before.row, credentials, now.as_millis()).await?;
    generations::identity_changed(tx).await?;
    let entry = context.entry("resource.parameter").target("resource", resource.as_str());
    record(tx, app, entry.detail(serde_json::json!({ "parameter": name, "phases": changed }))).await?;
    Ok(after)
}
