//! What pages render from: resource types, grants, ways of client authentication.

use axum::{Json, extract::State};
use shared::{
    api::catalog::{Catalog, ClientAuthDescriptor},
    resource::ClientAuth,
    text::LocalizedText,
};

use crate::{app::AppState, oauth::grants};

/// `GET /catalog`.
pub async fn get(State(app): State<AppState>) -> Json<Catalog> {
    Json(Catalog {
        resource_types: app.catalog.resource_types().to_vec(),
        grants: grants::ALL.iter().map(|grant| grant.descriptor()).collect(),
        client_auth: ClientAuth::ALL.into_iter().map(descriptor).collect(),
    })
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
