//! Opens a stored resource: its row, its type and its parameters' values, the secret ones unsealed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::de::DeserializeOwned;
use shared::{
    ids::{ResourceId, ResourceTypeId, TenantId},
    resource::{ClientAuth, Phase, PhaseValues, ResourceType},
    routes,
    secret::{SecretText, last4},
    timestamp::Timestamp,
};

use crate::{
    app::App,
    credentials,
    domain::{credential::ClientCredential, resource::ResourceSettings},
    resource_types,
    store::{
        StoreError, Tx, credentials as credential_rows,
        resources::{self, ParameterRow, ResourceRow},
    },
    vault::{HolderKey, Place, VaultError},
};

const TABLE: &str = "resource_parameters";

/// A resource, as stored and as used.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Its row.
    pub row: ResourceRow,
    /// Its values' rows, sealed.
    pub parameters: Vec<ParameterRow>,
    /// What requests are made of.
    pub settings: ResourceSettings,
}

/// Opens the resource, if the tenant has it.
pub async fn open(tx: &mut Tx, app: &App, tenant: &TenantId, id: &ResourceId) -> Result<Option<Opened>, VaultError> {
    let Some(row) = resources::get(tx, tenant, id).await? else { return Ok(None) };
    let parameters = resources::parameters(tx, tenant, id).await?;
    let key = app.vault.tenant(tx, tenant).await?;
    let kind = resource_types::of_tenant(tx, app, tenant, &ResourceTypeId::new(&row.type_id)).await?;
    let mut settings = settings(tenant, kind.ok_or(unreadable("type_id"))?, &row, &parameters, &key)?;
    settings.credentials = credentials::open(tx, &key, tenant, id).await?;
    Ok(Some(Opened { row, parameters, settings }))
}

/// Opens those of several resources that the tenant has, with as many questions to the database as for one.
pub async fn open_several(
    tx: &mut Tx,
    app: &App,
    tenant: &TenantId,
    ids: &BTreeSet<ResourceId>,
) -> Result<HashMap<ResourceId, Opened>, VaultError> {
    let rows = resources::several(tx, tenant, ids).await?;
    let mut parameters: HashMap<String, Vec<ParameterRow>> = HashMap::new();
    for (resource, parameter) in resources::parameters_of_several(tx, tenant, ids).await? {
        parameters.entry(resource).or_default().push(parameter);
    }
    let key = app.vault.tenant(tx, tenant).await?;
    let mut proofs: HashMap<String, Vec<ClientCredential>> = HashMap::new();
    for row in credential_rows::of_several(tx, tenant, ids).await? {
        let of = row.resource_id.clone();
        proofs.entry(of).or_default().push(credentials::opened(&key, row)?);
    }
    let mut kinds: HashMap<String, Option<ResourceType>> = HashMap::new();
    let mut found = HashMap::new();
    for row in rows {
        let kind = match kinds.get(&row.type_id) {
            Some(kind) => kind.clone(),
            None => resource_types::of_tenant(tx, app, tenant, &ResourceTypeId::new(&row.type_id)).await?,
        };
        kinds.insert(row.type_id.clone(), kind.clone());
        let parameters = parameters.remove(&row.id).unwrap_or_default();
        let mut settings = settings(tenant, kind.ok_or(unreadable("type_id"))?, &row, &parameters, &key)?;
        settings.credentials = proofs.remove(&row.id).unwrap_or_default();
        found.insert(ResourceId::new(&row.id), Opened { row, parameters, settings });
    }
    Ok(found)
}

/// Where the provider sends the browser back to.
pub fn callback_url(app: &App, callback_id: &str) -> String {
    format!("{}{}", app.public_url, routes::oauth_callback(callback_id))
}

fn settings(
    tenant: &TenantId,
    kind: ResourceType,
    row: &ResourceRow,
    parameters: &[ParameterRow],
    key: &HolderKey,
) -> Result<ResourceSettings, VaultError> {
    let mut values: BTreeMap<String, PhaseValues<SecretText>> = BTreeMap::new();
    for parameter in parameters {
        let phase = Phase::parse(&parameter.phase).ok_or(unreadable("phase"))?;
        let secret = kind.parameter(&parameter.name).is_some_and(|known| known.secret);
        if parameter.sealed.is_some() && phase == Phase::Authorization && !secret {
            // Typed as a secret, before the type stopped calling it one: still nothing for the browser's address bar.
            continue;
        }
        let value = match &parameter.sealed {
            Some(blob) => key.open_text(place(&row.id, &column(&parameter.name, phase)), blob)?,
            None => SecretText::new(parameter.value.clone().unwrap_or_default()),
        };
        values.entry(parameter.name.clone()).or_default().set(phase, Some(value));
    }
    Ok(ResourceSettings {
        tenant: tenant.clone(),
        id: ResourceId::new(&row.id),
        kind,
        grant: row.grant_id.clone(),
        client_auth: ClientAuth::parse(&row.client_auth).ok_or(unreadable("client_auth"))?,
        endpoints: json(&row.endpoints, "endpoints")?,
        issuer: row.issuer.clone(),
        issuer_in_callback: row.issuer_in_callback,
        token_replacements: json(&row.token_replacements, "token_replacements")?,
        callback_id: row.callback_id.clone(),
        values,
        credentials: Vec::new(),
        credential_version: row.credential_version,
    })
}

/// A value as its row: in clear, or sealed if the type says that it is a secret. An empty one needs no seal.
pub fn parameter_row(
    kind: &ResourceType,
    key: &HolderKey,
    resource: &ResourceId,
    (name, phase): (&str, Phase),
    value: &SecretText,
    now: Timestamp,
) -> ParameterRow {
    let secret = kind.parameter(name).is_some_and(|parameter| parameter.secret) && !value.is_empty();
    let sealed = secret.then(|| key.seal(place(resource.as_str(), &column(name, phase)), value.expose().as_bytes()));
    ParameterRow {
        name: name.to_owned(),
        phase: phase.as_str().to_owned(),
        value: (!secret).then(|| value.expose().to_owned()),
        sealed,
        last4: if secret { last4(value.expose()) } else { None },
        updated_at: now.as_millis(),
    }
}

fn column(name: &str, phase: Phase) -> String {
    format!("{name}/{}", phase.as_str())
}

fn place<'a>(row: &'a str, column: &'a str) -> Place<'a> {
    Place { table: TABLE, row, column }
}

fn json<T: DeserializeOwned>(text: &str, column: &'static str) -> Result<T, VaultError> {
    serde_json::from_str(text).map_err(|_| unreadable(column))
}

fn unreadable(column: &'static str) -> VaultError {
    StoreError::Unreadable { table: "resources", column }.into()
}
