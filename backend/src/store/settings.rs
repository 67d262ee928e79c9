//! Portal-wide facts, by name.

use super::{StoreError, Tx, on_db};

/// The value, if it is set.
pub async fn get(tx: &mut Tx, name: &str) -> Result<Option<String>, StoreError> {
    let sql = "SELECT value FROM settings WHERE name = $1";
    Ok(on_db!(tx, conn => sqlx::query_scalar(sql).bind(name).fetch_optional(conn).await)?)
}

/// Sets the value.
pub async fn set(tx: &mut Tx, name: &str, value: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO settings (name, value) VALUES ($1, $2)
               ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    on_db!(tx, conn => sqlx::query(sql).bind(name).bind(value).execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes the value if it is still `value`; tells whether it was. So a one-time value is used once.
pub async fn take(tx: &mut Tx, name: &str, value: &str) -> Result<bool, StoreError> {
    let sql = "DELETE FROM settings WHERE name = $1 AND value = $2";
    let removed =
        on_db!(tx, conn => sqlx::query(sql).bind(name).bind(value).execute(conn).await.map(|r| r.rows_affected()))?;
    Ok(removed == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::on_both;

    on_both!(a_value_can_be_taken_once(store) {
        let mut tx = store.write().await.expect("write");
        set(&mut tx, "token", "old").await.expect("set");
        set(&mut tx, "token", "new").await.expect("set again");
        assert!(!take(&mut tx, "token", "old").await.expect("take"));
        assert!(take(&mut tx, "token", "new").await.expect("take"));
        assert!(!take(&mut tx, "token", "new").await.expect("take"));
        assert_eq!(get(&mut tx, "token").await.expect("get"), None);
    });
}
