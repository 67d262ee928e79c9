//! What of a tenant's can end, or is concerned by a service that ends: names and dates, no value.

use shared::ids::TenantId;

use super::{StoreError, Tx, on_db};

/// A resource, by what it is.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TypedResource {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its type's id.
    pub type_id: String,
}

/// A connection string, by what it is.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TypedEntry {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its kind's id.
    pub kind: String,
    /// Its environment's short name.
    pub environment: String,
}

/// Something of a resource's that ends.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Ending {
    /// Its id.
    pub id: String,
    /// The resource's id.
    pub resource_id: String,
    /// The resource's name.
    pub resource: String,
    /// What it is: `client_secret`, `certificate` or `refresh_token`.
    pub kind: String,
    /// Its own name, where it has one.
    pub name: String,
    /// Epoch milliseconds.
    pub ends_at: i64,
}

/// The tenant's resources.
pub async fn resources(tx: &mut Tx, tenant: &TenantId) -> Result<Vec<TypedResource>, StoreError> {
    let sql = "SELECT id, name, type_id FROM resources WHERE tenant_id = $1 ORDER BY name";
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).fetch_all(conn).await)?)
}

/// The tenant's connection strings, in all its environments.
pub async fn entries(tx: &mut Tx, tenant: &TenantId) -> Result<Vec<TypedEntry>, StoreError> {
    let sql = "SELECT e.id, v.name, v.kind, n.slug AS environment FROM connection_entries e
                   JOIN connection_entry_versions v ON v.entry_id = e.id AND v.version = e.version
                   JOIN environments n ON n.id = e.environment_id
               WHERE e.tenant_id = $1 AND v.sealed IS NOT NULL ORDER BY n.slug, v.name";
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).fetch_all(conn).await)?)
}

/// The secrets and certificates of which it is known when they end.
pub async fn credentials(tx: &mut Tx, tenant: &TenantId) -> Result<Vec<Ending>, StoreError> {
    let sql = "SELECT c.id, c.resource_id, r.name AS resource, c.kind, COALESCE(c.name, '') AS name,
                   c.expires_at AS ends_at
               FROM resource_credentials c JOIN resources r ON r.id = c.resource_id
               WHERE c.tenant_id = $1 AND c.expires_at IS NOT NULL ORDER BY c.expires_at";
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).fetch_all(conn).await)?)
}

/// The refresh tokens of which it is known when they end.
pub async fn refresh_tokens(tx: &mut Tx, tenant: &TenantId) -> Result<Vec<Ending>, StoreError> {
    let sql = "SELECT t.id, t.resource_id, r.name AS resource, 'refresh_token' AS kind, t.subject AS name,
                   t.refresh_expires_at AS ends_at
               FROM tokens t JOIN resources r ON r.id = t.resource_id
               WHERE t.tenant_id = $1 AND t.refresh_token IS NOT NULL AND t.refresh_expires_at IS NOT NULL
               ORDER BY t.refresh_expires_at";
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).fetch_all(conn).await)?)
}
