//! What pages render from: resource types, grants, ways of client authentication.

use axum::{Json, extract::State};
use serde::Deserialize;
use shared::{
    api::catalog::{AudienceProfile, Catalog, ClientAuthDescriptor},
    permission::Permission,
    resource::{ApiDescriptor, ClientAuth},
    text::LocalizedText,
};

use crate::{
    app::AppState,
    http::{AppError, Caller, Query, RequestInfo, enter_tenant},
    oauth::grants,
    resource_types,
};

/// Whose types to show beside the built-in ones and the portal's.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Of {
    tenant: Option<String>,
}

/// `GET /catalog?tenant=`.
pub async fn get(
    State(app): State<AppState>,
    Caller(actor): Caller,
    info: RequestInfo,
    Query(of): Query<Of>,
) -> Result<Json<Catalog>, AppError> {
    let tenant = match of.tenant {
        Some(tenant) => Some(enter_tenant(&app, &actor, &tenant, Permission::ResourceRead, &info.id).await?.tenant),
        None => None,
    };
    let mut tx = app.store.read().await?;
    let types = resource_types::all(&mut tx, &app, tenant.as_ref()).await?;
    Ok(Json(Catalog {
        resource_types: types.into_iter().map(|known| known.kind).collect(),
        grants: grants::ALL.iter().map(|grant| grant.descriptor()).collect(),
        client_auth: ClientAuth::ALL.into_iter().map(descriptor).collect(),
        clouds: app.catalog.clouds().to_vec(),
        lint_rules: app.catalog.lint_rules().to_vec(),
        national_clouds: app.catalog.national_clouds().to_vec(),
        audiences: app.catalog.permissions().apis.iter().map(audience).collect(),
    }))
}

fn audience(api: &ApiDescriptor) -> AudienceProfile {
    AudienceProfile { name: api.name.clone(), address: api.scope.clone(), aliases: api.audiences.clone() }
}

fn descriptor(id: ClientAuth) -> ClientAuthDescriptor {
    let [en, nl] = match id {
        ClientAuth::None => ["None (public client)", "Geen (openbare client)"],
        ClientAuth::ClientSecretBasic => ["Secret in the header (Basic)", "Geheim in de header (Basic)"],
        ClientAuth::ClientSecretPost => ["Secret in the body", "Geheim in de inhoud"],
        ClientAuth::PrivateKeyJwt => ["Certificate (signed assertion)", "Certificaat (ondertekende verklaring)"],
    };
    ClientAuthDescriptor { id, name: LocalizedText { en: en.to_owned(), nl: nl.to_owned() } }
}
