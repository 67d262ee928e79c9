//! Resource types, wherever they come from: the built-in data files, the portal's own, a tenant's own. Everything
//! that needs a type asks here, so that a type made here does whatever a built-in one does.

mod change;
mod file;
mod judge;

use shared::{
    api::resource_type::{TypeDefinition, TypeOrigin},
    ids::{ResourceTypeId, TenantId},
    resource::ResourceType,
    timestamp::Timestamp,
};

pub use change::{Reach, reach, spread};
pub use file::{FileFault, exported, parsed};
pub use judge::judge;

use crate::{
    app::App,
    store::{
        StoreError, Tx,
        resource_types::{self, ResourceTypeRow},
    },
};

/// A type, and where it comes from.
#[derive(Debug, Clone)]
pub struct KnownType {
    /// The type.
    pub kind: ResourceType,
    /// Whose it is.
    pub origin: TypeOrigin,
    /// How it is stored; `None`: built in.
    pub stored: Option<Stored>,
}

/// What is kept about a type beside what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    /// Counts changes.
    pub version: i64,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// The type of that id that resources of the tenant may be of.
pub async fn of_tenant(
    tx: &mut Tx,
    app: &App,
    tenant: &TenantId,
    id: &ResourceTypeId,
) -> Result<Option<ResourceType>, StoreError> {
    Ok(known(tx, app, Some(tenant), id).await?.map(|known| known.kind))
}

/// The same, and it stays as it is until this transaction ends. To be asked before a resource of the type, or a value
/// of one, is stored: otherwise the type could go, or make a secret of that value, in the meantime.
pub async fn hold(
    tx: &mut Tx,
    app: &App,
    tenant: &TenantId,
    id: &ResourceTypeId,
) -> Result<Option<ResourceType>, StoreError> {
    if let Some(kind) = app.catalog.resource_type(id) {
        return Ok(Some(kind.clone()));
    }
    let row = resource_types::hold(tx, Some(tenant), id).await?;
    row.map(|row| opened(row).map(|known| known.kind)).transpose()
}

/// A type that the tenant sees, or, without a tenant, one of the portal.
pub async fn known(
    tx: &mut Tx,
    app: &App,
    tenant: Option<&TenantId>,
    id: &ResourceTypeId,
) -> Result<Option<KnownType>, StoreError> {
    if let Some(kind) = app.catalog.resource_type(id) {
        return Ok(Some(built_in(kind)));
    }
    resource_types::get(tx, tenant, id).await?.map(opened).transpose()
}

/// Every type that the tenant sees, or, without a tenant, every one of the portal: built-in ones by id, then the
/// portal's and the tenant's by name.
pub async fn all(tx: &mut Tx, app: &App, tenant: Option<&TenantId>) -> Result<Vec<KnownType>, StoreError> {
    let mut types: Vec<KnownType> = app.catalog.resource_types().iter().map(built_in).collect();
    for row in resource_types::list(tx, tenant).await? {
        types.push(opened(row)?);
    }
    types.sort_by_key(|known| known.origin);
    Ok(types)
}

/// A stored type.
pub fn opened(row: ResourceTypeRow) -> Result<KnownType, StoreError> {
    let unreadable = StoreError::Unreadable { table: "resource_types", column: "definition" };
    let definition: TypeDefinition = serde_json::from_str(&row.definition).map_err(|_| unreadable)?;
    Ok(KnownType {
        kind: definition.with_id(ResourceTypeId::new(row.id)),
        origin: if row.tenant_id.is_some() { TypeOrigin::Tenant } else { TypeOrigin::Portal },
        stored: Some(Stored {
            version: row.version,
            created_at: Timestamp::from_millis(row.created_at),
            updated_at: Timestamp::from_millis(row.updated_at),
        }),
    })
}

fn built_in(kind: &ResourceType) -> KnownType {
    KnownType { kind: kind.clone(), origin: TypeOrigin::BuiltIn, stored: None }
}
