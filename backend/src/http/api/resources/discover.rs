//! Looks endpoints up. Nothing is stored; the caller changes the resource with what it likes of the proposal.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::resource::{Discover, DiscoveryProposal},
    field::FieldFault,
    ids::{ResourceId, ResourceTypeId},
    problem::ProblemCode,
    resource::{DirectoryAddress, ResourceType},
};

use crate::{
    app::AppState,
    http::{AppError, Body, TenantContext, provider_problem},
    oauth::discovery,
    resource_types,
    store::resources,
};

/// The type whose directories are asked when the resource's own type has none.
const USUAL_TYPE: &str = "microsoft-identity-platform";

/// `POST /tenants/{tenant}/resources/{resource}/discover`.
pub async fn discover(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, resource)): Path<(String, ResourceId)>,
    Body(request): Body<Discover>,
) -> Result<Json<DiscoveryProposal>, AppError> {
    let mut tx = app.store.read().await?;
    let row = resources::get(&mut tx, &context.tenant, &resource).await?.ok_or(ProblemCode::NotFound)?;
    let kind = ResourceTypeId::new(row.type_id);
    let kind = resource_types::of_tenant(&mut tx, &app, &context.tenant, &kind).await?.ok_or(ProblemCode::NotFound)?;
    drop(tx);
    let found = if let Some(issuer) = &request.issuer {
        discovery::from_issuer(&app.outbound, issuer).await
    } else {
        let address = directory(&app, &kind)?;
        let named = request.directory_id.or(request.domain).unwrap_or_default();
        discovery::from_directory(&app.outbound, address, &named.to_ascii_lowercase()).await
    };
    found.map(Json).map_err(|fault| provider_problem(&app.catalog, fault))
}

fn directory<'a>(app: &'a AppState, kind: &'a ResourceType) -> Result<&'a DirectoryAddress, AppError> {
    let usual = || app.catalog.resource_type(&ResourceTypeId::new(USUAL_TYPE))?.directory.as_ref();
    kind.directory.as_ref().or_else(usual).ok_or_else(|| AppError::field("/domain", FieldFault::Choice))
}
