//! Makes a second resource like the first. Secrets, certificates and tokens stay with the first: a secret that is
//! copied around is a secret that nobody can take back.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::StatusCode;
use shared::{
    api::{
        dependents::Act,
        resource::{DuplicateResource, DuplicatedResource},
    },
    field::FieldFault,
    ids::{ResourceId, ResourceTypeId},
    problem::ProblemCode,
};

use super::view;
use crate::{
    app::AppState,
    audit::record,
    dependents::{self, Subject},
    http::{AppError, Body, Tagged, TenantContext},
    resource_types,
    resources::open,
    store::{
        OnConstraint, permission_checks,
        resources::{self, ResourceRow},
    },
};

/// `POST /tenants/{tenant}/resources/{resource}/duplicate`.
pub async fn duplicate(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, resource)): Path<(String, ResourceId)>,
    Body(request): Body<DuplicateResource>,
) -> Result<Response, AppError> {
    let mut tx = app.store.write().await?;
    let first = resources::get(&mut tx, &context.tenant, &resource).await?.ok_or(ProblemCode::NotFound)?;
    let kind = ResourceTypeId::new(&first.type_id);
    let kind = resource_types::hold(&mut tx, &app, &context.tenant, &kind).await?.ok_or(ProblemCode::NotFound)?;
    let (id, now) = (ResourceId::new(app.new_id()), app.clock.now().as_millis());
    let row = ResourceRow {
        id: id.to_string(),
        name: request.name,
        callback_id: URL_SAFE_NO_PAD.encode(app.rng.bytes::<16>()),
        version: 1,
        credential_version: 1,
        created_at: now,
        updated_at: now,
        ..first
    };
    resources::insert(&mut tx, &context.tenant, &row)
        .await
        .on_constraint("resources_tenant_id_name_key", || AppError::field("/name", FieldFault::Taken))?;
    for parameter in resources::parameters(&mut tx, &context.tenant, &resource).await? {
        let secret = parameter.sealed.is_some() || kind.parameter(&parameter.name).is_some_and(|known| known.secret);
        if !secret {
            resources::put_parameter(&mut tx, &context.tenant, &id, &parameter).await?;
        }
    }
    if let Some(needed) = permission_checks::needed(&mut tx, &context.tenant, &resource).await? {
        permission_checks::put_needed(&mut tx, &context.tenant, &id, Some(&needed), app.clock.now()).await?;
    }
    let subject = Subject::Resource(&context.tenant, &resource);
    let mut not_copied = dependents::of(&mut tx, &app, subject).await?;
    not_copied.retain(|group| group.effect(Act::Duplicate).is_some());
    let entry = context.entry("resource.duplicate").target("resource", id.as_str());
    record(&mut tx, &app, entry.detail(serde_json::json!({ "name": row.name, "from": resource }))).await?;
    let opened = open(&mut tx, &app, &context.tenant, &id).await?.ok_or(ProblemCode::NotFound)?;
    tx.commit().await?;
    let made = DuplicatedResource { resource: view::resource(&app, opened), not_copied };
    Ok((StatusCode::CREATED, Tagged(row.version, made)).into_response())
}
