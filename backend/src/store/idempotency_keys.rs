//! What was answered to a POST that creates, so that the same request sent again gets the same answer.

use shared::timestamp::Timestamp;

use super::{StoreError, Tx, on_db};

/// A request seen before.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Seen {
    /// Of the method, the path and the body.
    pub request_hash: Vec<u8>,
    /// The status of the answer; `None`: still being worked on.
    pub status: Option<i64>,
    /// The answer, sealed.
    pub answer: Option<Vec<u8>>,
    /// When it was first seen.
    pub created_at: i64,
}

/// Notes a request; tells whether it is the first with this key.
pub async fn begin(tx: &mut Tx, actor: &str, key: &str, hash: &[u8], now: Timestamp) -> Result<bool, StoreError> {
    let sql = "INSERT INTO idempotency_keys (actor, idempotency_key, request_hash, created_at)
               VALUES ($1, $2, $3, $4) ON CONFLICT (actor, idempotency_key) DO NOTHING";
    let added = on_db!(tx, conn => sqlx::query(sql)
        .bind(actor).bind(key).bind(hash).bind(now.as_millis()).execute(conn).await.map(|r| r.rows_affected()))?;
    Ok(added == 1)
}

/// The request seen with this key.
pub async fn get(tx: &mut Tx, actor: &str, key: &str) -> Result<Option<Seen>, StoreError> {
    let sql = "SELECT request_hash, status, answer, created_at FROM idempotency_keys
               WHERE actor = $1 AND idempotency_key = $2";
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(actor).bind(key).fetch_optional(conn).await)?)
}

/// Keeps the answer.
pub async fn finish(tx: &mut Tx, actor: &str, key: &str, status: u16, answer: &[u8]) -> Result<(), StoreError> {
    let sql = "UPDATE idempotency_keys SET status = $3, answer = $4 WHERE actor = $1 AND idempotency_key = $2";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(actor).bind(key).bind(i64::from(status)).bind(answer).execute(conn).await.map(drop))?;
    Ok(())
}

/// Forgets a request that failed, so that it may be tried again.
pub async fn delete(tx: &mut Tx, actor: &str, key: &str) -> Result<(), StoreError> {
    let sql = "DELETE FROM idempotency_keys WHERE actor = $1 AND idempotency_key = $2";
    on_db!(tx, conn => sqlx::query(sql).bind(actor).bind(key).execute(conn).await.map(drop))?;
    Ok(())
}

/// Forgets what is older than `before`.
pub async fn delete_older(tx: &mut Tx, before: Timestamp) -> Result<u64, StoreError> {
    let sql = "DELETE FROM idempotency_keys WHERE created_at < $1";
    Ok(on_db!(tx, conn => sqlx::query(sql).bind(before.as_millis()).execute(conn).await.map(|r| r.rows_affected()))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::on_both;

    on_both!(the_first_request_is_told_from_the_second(store) {
        let now = Timestamp::from_millis(1);
        let mut tx = store.write().await.expect("write");
        assert!(begin(&mut tx, "user:1", "k", b"hash", now).await.expect("first"));
        assert!(!begin(&mut tx, "user:1", "k", b"hash", now).await.expect("second"));
        assert!(begin(&mut tx, "user:2", "k", b"hash", now).await.expect("another actor"));
        finish(&mut tx, "user:1", "k", 201, b"sealed").await.expect("finished");
        let seen = get(&mut tx, "user:1", "k").await.expect("read").expect("there");
        assert_eq!((seen.status, seen.answer.as_deref()), (Some(201), Some(&b"sealed"[..])));
        assert_eq!(delete_older(&mut tx, Timestamp::from_millis(2)).await.expect("cleaned"), 2);
    });
}
