//! Addresses at which calendar programs read a tenant's deadlines.

use shared::ids::{CalendarFeedId, TenantId};

use super::{StoreError, Tx, on_db};

/// A row of `calendar_feeds`.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct CalendarFeedRow {
    /// Its id.
    pub id: String,
    /// Whose calendar it is for.
    pub name: String,
    /// Who made it.
    pub author: String,
    /// Epoch milliseconds.
    pub created_at: i64,
}

/// Adds one whose address has the digest `token_hash`.
pub async fn insert(
    tx: &mut Tx,
    tenant: &TenantId,
    row: &CalendarFeedRow,
    token_hash: &[u8],
) -> Result<(), StoreError> {
    let sql = "INSERT INTO calendar_feeds (id, tenant_id, token_hash, name, author, created_at)
               VALUES ($1, $2, $3, $4, $5, $6)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(&row.id).bind(tenant.as_str()).bind(token_hash).bind(&row.name).bind(&row.author).bind(row.created_at)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The tenant whose feed has this address: knowing it is what opens it.
pub async fn tenant_of(tx: &mut Tx, token_hash: &[u8]) -> Result<Option<TenantId>, StoreError> {
    let sql = "SELECT tenant_id FROM calendar_feeds WHERE token_hash = $1";
    let id: Option<String> = on_db!(tx, conn => sqlx::query_scalar(sql).bind(token_hash).fetch_optional(conn).await)?;
    Ok(id.map(TenantId::new))
}

/// The tenant's, the newest first.
pub async fn list(tx: &mut Tx, tenant: &TenantId) -> Result<Vec<CalendarFeedRow>, StoreError> {
    let sql = "SELECT id, name, author, created_at FROM calendar_feeds WHERE tenant_id = $1 ORDER BY id DESC";
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).fetch_all(conn).await)?)
}

/// Removes one; tells what it was called if the tenant had it.
pub async fn delete(tx: &mut Tx, tenant: &TenantId, id: &CalendarFeedId) -> Result<Option<String>, StoreError> {
    let sql = "DELETE FROM calendar_feeds WHERE tenant_id = $1 AND id = $2 RETURNING name";
    Ok(on_db!(tx, conn => sqlx::query_scalar(sql)
        .bind(tenant.as_str()).bind(id.as_str()).fetch_optional(conn).await)?)
}
