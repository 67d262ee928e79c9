//! Resource types made here, of the whole portal and of single tenants. `None` for a holder means the portal: its
//! types belong to no tenant and are seen by all of them, so what asks about one looks across tenants.

use shared::ids::{ResourceTypeId, TenantId};

use super::{StoreError, Tx, dialect, dialect::Referred, on_db};

/// A row of `resource_types`.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ResourceTypeRow {
    /// Its id.
    pub id: String,
    /// Whose it is; `None`: the portal's.
    pub tenant_id: Option<String>,
    /// Its name, unique for its holder.
    pub name: String,
    /// JSON.
    pub definition: String,
    /// Counts changes.
    pub version: i64,
    /// Epoch milliseconds.
    pub created_at: i64,
    /// Epoch milliseconds.
    pub updated_at: i64,
}

/// A resource of a type, wherever it is.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ResourceOfType {
    /// The resource.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its tenant.
    pub tenant_id: String,
    /// The tenant's slug.
    pub tenant_slug: String,
    /// The tenant's name.
    pub tenant_name: String,
}

const COLUMNS: &str = "id, tenant_id, name, definition, version, created_at, updated_at";
const PORTAL: &str = "portal";

/// The type, if it is the portal's or this tenant's. Without a tenant: only if it is the portal's.
pub async fn get(
    tx: &mut Tx,
    tenant: Option<&TenantId>,
    id: &ResourceTypeId,
) -> Result<Option<ResourceTypeRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM resource_types WHERE id = $2 AND (tenant_id IS NULL OR tenant_id = $1)"
    ));
    let tenant = tenant.map(TenantId::as_str);
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant).bind(id.as_str()).fetch_optional(conn).await)?)
}

/// The same, and nobody changes or deletes it before this transaction ends. To be asked before anything is stored
/// that is right only as long as the type stays as it is.
pub async fn hold(
    tx: &mut Tx,
    tenant: Option<&TenantId>,
    id: &ResourceTypeId,
) -> Result<Option<ResourceTypeRow>, StoreError> {
    dialect::hold(tx, Referred::ResourceType, id.as_str()).await?;
    get(tx, tenant, id).await
}

/// The same, and nobody else holds it or looks at it for a change before this transaction ends.
pub async fn seize(
    tx: &mut Tx,
    tenant: Option<&TenantId>,
    id: &ResourceTypeId,
) -> Result<Option<ResourceTypeRow>, StoreError> {
    dialect::seize(tx, Referred::ResourceType, id.as_str()).await?;
    get(tx, tenant, id).await
}

/// The portal's types and those of the tenant, by name.
pub async fn list(tx: &mut Tx, tenant: Option<&TenantId>) -> Result<Vec<ResourceTypeRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM resource_types WHERE tenant_id IS NULL OR tenant_id = $1 ORDER BY name, id"
    ));
    let tenant = tenant.map(TenantId::as_str);
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant).fetch_all(conn).await)?)
}

/// Adds a type. A taken name breaks `resource_types_holder_name_key`.
pub async fn insert(tx: &mut Tx, row: &ResourceTypeRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO resource_types (id, holder, tenant_id, name, definition, version, created_at, updated_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(&row.id).bind(row.tenant_id.as_deref().unwrap_or(PORTAL)).bind(row.tenant_id.as_deref())
        .bind(&row.name).bind(&row.definition).bind(row.version).bind(row.created_at).bind(row.updated_at)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Writes name and definition over the version before; tells whether that version was still there.
pub async fn update(tx: &mut Tx, row: &ResourceTypeRow) -> Result<bool, StoreError> {
    let sql = "UPDATE resource_types SET name = $3, definition = $4, version = $5, updated_at = $6
               WHERE id = $1 AND holder = $2 AND version = $5 - 1";
    let changed = on_db!(tx, conn => sqlx::query(sql)
        .bind(&row.id).bind(row.tenant_id.as_deref().unwrap_or(PORTAL)).bind(&row.name).bind(&row.definition)
        .bind(row.version).bind(row.updated_at)
        .execute(conn).await.map(|result| result.rows_affected()))?;
    Ok(changed == 1)
}

/// Removes a type of that holder; tells whether it was there.
pub async fn delete(tx: &mut Tx, tenant: Option<&TenantId>, id: &ResourceTypeId) -> Result<bool, StoreError> {
    let sql = "DELETE FROM resource_types WHERE holder = $1 AND id = $2";
    let holder = tenant.map_or(PORTAL, TenantId::as_str);
    let removed = on_db!(tx, conn => sqlx::query(sql).bind(holder).bind(id.as_str())
        .execute(conn).await.map(|result| result.rows_affected()))?;
    Ok(removed == 1)
}

/// The resources of a type, by tenant and name: of that tenant, or of all of them.
pub async fn resources(
    tx: &mut Tx,
    tenant: Option<&TenantId>,
    id: &ResourceTypeId,
    limit: i64,
) -> Result<Vec<ResourceOfType>, StoreError> {
    let sql = "SELECT r.id, r.name, t.id AS tenant_id, t.slug AS tenant_slug, t.name AS tenant_name
               FROM resources r JOIN tenants t ON t.id = r.tenant_id
               WHERE r.type_id = $2 AND (CAST($1 AS TEXT) IS NULL OR r.tenant_id = $1)
               ORDER BY t.slug, r.name LIMIT $3";
    let tenant = tenant.map(TenantId::as_str);
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant).bind(id.as_str()).bind(limit).fetch_all(conn).await)?)
}

/// How many resources of a type there are, likewise.
pub async fn count(tx: &mut Tx, tenant: Option<&TenantId>, id: &ResourceTypeId) -> Result<i64, StoreError> {
    let sql = "SELECT COUNT(*) FROM resources WHERE type_id = $2 AND (CAST($1 AS TEXT) IS NULL OR tenant_id = $1)";
    let tenant = tenant.map(TenantId::as_str);
    Ok(on_db!(tx, conn => sqlx::query_scalar(sql).bind(tenant).bind(id.as_str()).fetch_one(conn).await)?)
}

/// How many resources each type has, by the type's id: of that tenant, or of all of them.
pub async fn usage(tx: &mut Tx, tenant: Option<&TenantId>) -> Result<Vec<(String, i64)>, StoreError> {
    let sql = "SELECT type_id, COUNT(*) FROM resources
               WHERE CAST($1 AS TEXT) IS NULL OR tenant_id = $1 GROUP BY type_id";
    let tenant = tenant.map(TenantId::as_str);
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant).fetch_all(conn).await)?)
}

/// Notes at every resource of a type that what it sends has changed: tokens obtained before are not handed out.
pub async fn requests_changed(tx: &mut Tx, id: &ResourceTypeId) -> Result<u64, StoreError> {
    let sql = "UPDATE resources SET credential_version = credential_version + 1 WHERE type_id = $1";
    Ok(on_db!(tx, conn => sqlx::query(sql).bind(id.as_str())
        .execute(conn).await.map(|result| result.rows_affected()))?)
}

/// A value in clear that a type now takes for a secret.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ClearValue {
    /// The tenant.
    pub tenant_id: String,
    /// The resource.
    pub resource_id: String,
    /// The phase.
    pub phase: String,
    /// The value.
    pub value: String,
}

/// The values in clear of a parameter, at every resource of a type.
pub async fn clear_values(tx: &mut Tx, id: &ResourceTypeId, parameter: &str) -> Result<Vec<ClearValue>, StoreError> {
    let sql = "SELECT r.tenant_id, p.resource_id, p.phase, p.value
               FROM resource_parameters p JOIN resources r ON r.id = p.resource_id
               WHERE r.type_id = $1 AND p.name = $2 AND p.sealed IS NULL AND p.value IS NOT NULL AND p.value <> ''";
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(id.as_str()).bind(parameter).fetch_all(conn).await)?)
}

#[cfg(test)]
#[path = "resource_types_tests.rs"]
mod tests;
