//! Changes a resource. Whoever changes where its server is would receive its secrets at the next request, so that
//! asks for the password once more where there are any, and drops the tokens and kept passwords.

use axum::extract::{Path, State};
use shared::{
    api::{
        dependents::Act,
        resource::{Endpoints, PatchResource, Resource},
    },
    field::FieldFault,
    ids::{ResourceId, ResourceTypeId},
    problem::ProblemCode,
    resource::{Phase, TypeParameter},
};

use super::{cloud, endpoints, view};
use crate::{
    app::AppState,
    audit::record,
    dependents::{self, Subject},
    http::{
        AppError, Body, IfMatch, Query, Tagged, TenantContext,
        api::dependents::{Confirmation, permit},
    },
    oauth::grants,
    resource_types,
    resources::{Opened, open},
    settings::rename::resource_renamed,
    store::{
        OnConstraint, StoreError, Tx, generations, kept_passwords,
        resources::{self, ResourceRow},
        tokens,
    },
};

/// `PATCH /tenants/{tenant}/resources/{resource}`.
pub async fn change(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, resource)): Path<(String, ResourceId)>,
    seen: IfMatch,
    Query(confirmation): Query<Confirmation>,
    Body(request): Body<PatchResource>,
) -> Result<Tagged<Resource>, AppError> {
    let mut tx = app.store.write().await?;
    let confirm = confirmation.confirm.as_deref();
    let after = write(&mut tx, (&app, &context), &resource, (&seen, confirm), request).await?;
    let opened = open(&mut tx, &app, &context.tenant, &resource).await?.ok_or(ProblemCode::NotFound)?;
    tx.commit().await?;
    app.token_cache.forget(&context.tenant, &resource);
    Ok(Tagged(after.version, view::resource(&app, opened)))
}

/// Changes it in the caller's transaction. Whoever commits lets the cache forget the resource.
pub(in crate::http::api) async fn write(
    tx: &mut Tx,
    (app, context): (&AppState, &TenantContext),
    resource: &ResourceId,
    (seen, confirm): (&IfMatch, Option<&str>),
    request: PatchResource,
) -> Result<ResourceRow, AppError> {
    let request = PatchResource { endpoints: request.endpoints.map(endpoints::tidied), ..request };
    if let Some(addresses) = &request.endpoints {
        endpoints::judge(app, addresses)?;
    }
    let stored = resources::get(tx, &context.tenant, resource).await?.ok_or(ProblemCode::NotFound)?;
    resource_types::hold(tx, app, &context.tenant, &ResourceTypeId::new(stored.type_id)).await?;
    let before = open(tx, app, &context.tenant, resource).await?.ok_or(ProblemCode::NotFound)?;
    seen.check(before.row.version)?;
    let (request, there) = cloud::relocated(app, &before, request)?;
    let after = patched(&before, &request, app.clock.now().as_millis())?;
    if after.name != before.row.name {
        let groups = dependents::of(tx, app, Subject::Resource(&context.tenant, resource)).await?;
        permit(groups, Act::Rename, confirm, resource.as_str())?;
    }
    let moved = after.endpoints != before.row.endpoints || after.issuer != before.row.issuer;
    if moved
        && has_something_to_lose(tx, context, &before).await?
        && !context.actor.recently_authenticated(app.clock.now())
    {
        return Err(ProblemCode::ReauthenticationRequired.into());
    }
    let dropped = if moved { tokens::delete_all(tx, &context.tenant, resource).await? } else { 0 };
    let other_grant = after.grant_id != before.row.grant_id;
    let forgotten =
        if moved || other_grant { kept_passwords::delete_of(tx, &context.tenant, resource, None).await? } else { 0 };
    let current = resources::update(tx, &context.tenant, &after)
        .await
        .on_constraint("resources_tenant_id_name_key", || AppError::field("/name", FieldFault::Taken))?;
    if !current {
        return Err(ProblemCode::PreconditionFailed.into());
    }
    if let Some(there) = &there {
        cloud::store_values(tx, app, context, &before, there).await?;
    }
    if after.name != before.row.name {
        let names = (before.row.name.as_str(), after.name.as_str());
        resource_renamed(tx, app, &context.tenant, &context.author(), names).await?;
    }
    generations::identity_changed(tx).await?;
    let entry = context.entry("resource.change").target("resource", resource.as_str());
    let detail = serde_json::json!({
        "name": after.name, "grant": after.grant_id, "endpoints_changed": moved, "tokens_dropped": dropped,
        "passwords_dropped": forgotten, "cloud": request.cloud,
    });
    record(tx, app, entry.detail(detail)).await?;
    Ok(after)
}

/// Whether another server would be sent anything that is nobody else's business: tokens, kept passwords, credentials,
/// or secret values, the resource's own or its type's.
async fn has_something_to_lose(tx: &mut Tx, context: &TenantContext, opened: &Opened) -> Result<bool, AppError> {
    let settings = &opened.settings;
    let secret = |parameter: &TypeParameter| {
        parameter.secret && Phase::ALL.into_iter().any(|phase| settings.value(&parameter.name, phase).is_some())
    };
    if !settings.credentials.is_empty() || settings.kind.parameters.iter().any(secret) {
        return Ok(true);
    }
    Ok(tokens::count(tx, &context.tenant, &settings.id).await? > 0
        || !kept_passwords::list(tx, &context.tenant, &settings.id).await?.is_empty())
}

fn patched(before: &Opened, patch: &PatchResource, now: i64) -> Result<ResourceRow, AppError> {
    let (row, settings) = (&before.row, &before.settings);
    let grant = patch.grant.clone().unwrap_or_else(|| row.grant_id.clone());
    if patch.grant.is_some() && (grants::find(&grant).is_none() || !settings.kind.grants.contains(&grant)) {
        return Err(AppError::field("/grant", FieldFault::Choice));
    }
    let client_auth = patch.client_auth.map_or_else(|| row.client_auth.clone(), |way| way.as_str().to_owned());
    let endpoints: &Endpoints = patch.endpoints.as_ref().unwrap_or(&settings.endpoints);
    let issuer = patch.issuer.clone().unwrap_or_else(|| row.issuer.clone()).filter(|issuer| !issuer.is_empty());
    let replacements = patch.token_replacements.as_ref().unwrap_or(&settings.token_replacements);
    let other_client = grant != row.grant_id || client_auth != row.client_auth;
    let other_server = *endpoints != settings.endpoints || issuer != row.issuer || patch.cloud.is_some();
    Ok(ResourceRow {
        name: patch.name.clone().unwrap_or_else(|| row.name.clone()),
        grant_id: grant,
        client_auth,
        endpoints: serde_json::to_string(endpoints)?,
        issuer,
        issuer_in_callback: patch.issuer_in_callback.unwrap_or(row.issuer_in_callback),
        token_replacements: serde_json::to_string(replacements)?,
        version: row.version + 1,
        credential_version: row.credential_version + i64::from(other_client || other_server),
        updated_at: now,
        ..row.clone()
    })
}

/// Raises the versions of a resource whose values changed; `credentials`: those of token or refresh requests.
pub(super) async fn touch(
    tx: &mut Tx,
    context: &TenantContext,
    row: &ResourceRow,
    credentials: bool,
    now: i64,
) -> Result<ResourceRow, AppError> {
    let after = ResourceRow {
        version: row.version + 1,
        credential_version: row.credential_version + i64::from(credentials),
        updated_at: now,
        ..row.clone()
    };
    let current: Result<bool, StoreError> = resources::update(tx, &context.tenant, &after).await;
    if current? { Ok(after) } else { Err(ProblemCode::PreconditionFailed.into()) }
}
