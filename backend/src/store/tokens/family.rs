//! A root and its branches. Whoever changes a row of a family locks the root first, then the row: with one order
//! for everybody no two transactions can wait for each other.

use shared::ids::{ResourceId, TenantId, TokenId};

use super::{COLUMNS, TokenRow};
use crate::{
    domain::resource::Target,
    store::{StoreError, Tx, dialect, on_db},
};

/// Holds other transactions off a token and its root until this one ends, so that what is read next is still true
/// when it is acted on. SQLite's writer is alone anyway; PostgreSQL locks the rows.
pub async fn lock(tx: &mut Tx, tenant: &TenantId, id: &TokenId) -> Result<(), StoreError> {
    // A row's root never changes, so it may be looked up before it is locked.
    let sql = "SELECT root_id FROM tokens WHERE tenant_id = $1 AND id = $2";
    let root: Option<Option<String>> = on_db!(tx, conn => sqlx::query_scalar(sql)
        .bind(tenant.as_str()).bind(id.as_str()).fetch_optional(conn).await)?;
    if let Some(root) = root.flatten() {
        lock_row(tx, tenant, &root).await?;
    }
    lock_row(tx, tenant, id.as_str()).await
}

async fn lock_row(tx: &mut Tx, tenant: &TenantId, id: &str) -> Result<(), StoreError> {
    let sql = "UPDATE tokens SET fence = fence WHERE tenant_id = $1 AND id = $2";
    on_db!(tx, conn => sqlx::query(sql).bind(tenant.as_str()).bind(id).execute(conn).await.map(drop))?;
    Ok(())
}

/// Holds other transactions off every family of a resource, or of the whole tenant: before what deletes many rows.
pub async fn lock_roots(tx: &mut Tx, tenant: &TenantId, resource: Option<&ResourceId>) -> Result<(), StoreError> {
    dialect::lock_roots(tx, tenant.as_str(), resource.map_or("", ResourceId::as_str)).await
}

/// The branch of `root` for one target.
pub async fn branch_of(
    tx: &mut Tx,
    tenant: &TenantId,
    root: &TokenId,
    target: &Target,
) -> Result<Option<TokenRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM tokens WHERE tenant_id = $1 AND root_id = $2 AND audience = $3 AND scope = $4"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(root.as_str())
        .bind(target.audience.as_deref().unwrap_or_default()).bind(target.scope.as_deref().unwrap_or_default())
        .fetch_optional(conn).await)?)
}

/// Removes the branches of a root that is locked; tells how many. What they were obtained with is no longer there.
pub async fn delete_branches(tx: &mut Tx, tenant: &TenantId, root: &TokenId) -> Result<u64, StoreError> {
    let sql = "DELETE FROM tokens WHERE tenant_id = $1 AND root_id = $2";
    Ok(on_db!(tx, conn => sqlx::query(sql).bind(tenant.as_str()).bind(root.as_str())
        .execute(conn).await.map(|result| result.rows_affected()))?)
}
