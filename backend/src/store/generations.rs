//! Counts changes that the other nodes' caches have to notice.

use super::{StoreError, Tx, on_db};

/// How often what stands behind API keys and tenant names has changed.
pub async fn identity(tx: &mut Tx) -> Result<i64, StoreError> {
    let sql = "SELECT number FROM generations WHERE name = 'identity'";
    Ok(on_db!(tx, conn => sqlx::query_scalar(sql).fetch_one(conn).await)?)
}

/// Says, with this transaction, that it has changed.
pub async fn identity_changed(tx: &mut Tx) -> Result<(), StoreError> {
    let sql = "UPDATE generations SET number = number + 1 WHERE name = 'identity'";
    on_db!(tx, conn => sqlx::query(sql).execute(conn).await.map(drop))?;
    Ok(())
}
