//! Creates a resource. What is left out comes from its type.

use std::collections::BTreeMap;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::StatusCode;
use shared::{
    api::{
        catalog::Acquisition,
        resource::{CreateResource, GivenValues},
    },
    field::{FieldFault, Report},
    ids::ResourceId,
    problem::ProblemCode,
    resource::ResourceType,
    secret::SecretText,
};

use super::{cloud, endpoints, view};
use crate::{
    app::AppState,
    audit::record,
    domain::endpoints::from_templates,
    http::{AppError, Body, Tagged, TenantContext},
    oauth::grants,
    resource_types,
    resources::{open, parameter_row},
    store::{
        OnConstraint, Tx,
        resources::{self, ResourceRow},
        tenants,
    },
};

/// `POST /tenants/{tenant}/resources`.
pub async fn create(
    State(app): State<AppState>,
    context: TenantContext,
    Body(request): Body<CreateResource>,
) -> Result<Response, AppError> {
    let mut tx = app.store.write().await?;
    let id = make(&mut tx, &app, &context, request).await?;
    let opened = open(&mut tx, &app, &context.tenant, &id).await?.ok_or(ProblemCode::NotFound)?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Tagged(opened.row.version, view::resource(&app, opened))).into_response())
}

/// Makes the resource in the caller's transaction.
pub(in crate::http::api) async fn make(
    tx: &mut Tx,
    app: &AppState,
    context: &TenantContext,
    request: CreateResource,
) -> Result<ResourceId, AppError> {
    let kind = resource_types::hold(tx, app, &context.tenant, &request.kind).await?;
    let kind = kind.ok_or_else(|| AppError::field("/type", FieldFault::NoSuchThing))?;
    let grant = request.grant.clone().unwrap_or_else(|| kind.grants.first().cloned().unwrap_or_default());
    check(&kind, &grant, &request)?;
    let (tenant, _) = tenants::get(tx, &context.tenant).await?.ok_or(ProblemCode::NotFound)?;
    let from_type = || from_templates(&kind.endpoints, tenant.directory_id.as_deref());
    let addresses = request.endpoints.clone().map_or_else(from_type, endpoints::tidied);
    let mut given = with_application_defaults(&kind, &grant, request.parameters);
    let addresses = match &request.cloud {
        Some(cloud) => cloud::place(app, &kind, &addresses, &mut given, cloud)?,
        None => addresses,
    };
    endpoints::judge(app, &addresses)?;
    let (id, now) = (ResourceId::new(app.new_id()), app.clock.now());
    let first_client_auth = kind.client_auth.first().copied().ok_or(ProblemCode::Internal)?;
    let row = ResourceRow {
        id: id.to_string(),
        name: request.name.clone(),
        type_id: kind.id.to_string(),
        grant_id: grant.clone(),
        client_auth: request.client_auth.unwrap_or(first_client_auth).as_str().to_owned(),
        endpoints: serde_json::to_string(&addresses)?,
        issuer: request.issuer.clone().filter(|issuer| !issuer.is_empty()),
        issuer_in_callback: request.issuer_in_callback,
        token_replacements: serde_json::to_string(&request.token_replacements)?,
        callback_id: URL_SAFE_NO_PAD.encode(app.rng.bytes::<16>()),
        version: 1,
        credential_version: 1,
        created_at: now.as_millis(),
        updated_at: now.as_millis(),
    };
    resources::insert(tx, &context.tenant, &row)
        .await
        .on_constraint("resources_tenant_id_name_key", || AppError::field("/name", FieldFault::Taken))?;
    let key = app.vault.tenant(tx, &context.tenant).await?;
    for (name, values) in &given {
        for (phase, value) in values.iter() {
            let parameter = parameter_row(&kind, &key, &id, (name, phase), value, now);
            resources::put_parameter(tx, &context.tenant, &id, &parameter).await?;
        }
    }
    let entry = context.entry("resource.create").target("resource", id.as_str());
    let detail = serde_json::json!({ "name": row.name, "type": row.type_id, "grant": row.grant_id });
    record(tx, app, entry.detail(detail)).await?;
    Ok(id)
}

fn check(kind: &ResourceType, grant: &str, request: &CreateResource) -> Result<(), AppError> {
    let mut report = Report::default();
    if grants::find(grant).is_none() || !kind.grants.iter().any(|known| known == grant) {
        report.add("/grant", FieldFault::Choice);
    }
    for name in request.parameters.keys().filter(|name| kind.parameter(name).is_none()) {
        report.add(format!("/parameters/{name}"), FieldFault::Unknown);
    }
    AppError::check(report)
}

/// An application asks for other values than a person would; the new resource shows them as its own.
fn with_application_defaults(
    kind: &ResourceType,
    grant: &str,
    mut given: BTreeMap<String, GivenValues>,
) -> BTreeMap<String, GivenValues> {
    if grants::find(grant).is_some_and(|grant| grant.acquisition == Acquisition::Server) {
        for parameter in &kind.parameters {
            let Some(default) = &parameter.application_default else { continue };
            let values = given.entry(parameter.name.clone()).or_default();
            values.token.get_or_insert_with(|| SecretText::new(default.as_str()));
        }
    }
    given
}
