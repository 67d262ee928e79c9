//! Data keys, wrapped: this file never sees one in clear.

use shared::timestamp::Timestamp;

use super::{StoreError, Tx, on_db};

/// Adds a key of a holder (a tenant's id, or `portal`).
pub async fn insert(tx: &mut Tx, holder: &str, number: u32, wrapped: &[u8], now: Timestamp) -> Result<(), StoreError> {
    let sql = "INSERT INTO data_keys (holder, number, wrapped, created_at) VALUES ($1, $2, $3, $4)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(holder).bind(i64::from(number)).bind(wrapped).bind(now.as_millis())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The key that seals what is written now.
pub async fn newest(tx: &mut Tx, holder: &str) -> Result<Option<(u32, Vec<u8>)>, StoreError> {
    let sql = "SELECT number, wrapped FROM data_keys WHERE holder = $1 ORDER BY number DESC LIMIT 1";
    let row: Option<(i64, Vec<u8>)> = on_db!(tx, conn => sqlx::query_as(sql).bind(holder).fetch_optional(conn).await)?;
    row.map(|(number, wrapped)| {
        let number =
            u32::try_from(number).map_err(|_| StoreError::Unreadable { table: "data_keys", column: "number" })?;
        Ok((number, wrapped))
    })
    .transpose()
}

/// Removes all keys of a holder.
pub async fn delete(tx: &mut Tx, holder: &str) -> Result<(), StoreError> {
    let sql = "DELETE FROM data_keys WHERE holder = $1";
    on_db!(tx, conn => sqlx::query(sql).bind(holder).execute(conn).await.map(drop))?;
    Ok(())
}
