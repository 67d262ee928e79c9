//! Failed attempts to sign in, by bucket (an address, an account, both).

use shared::timestamp::Timestamp;

use super::{StoreError, Tx, on_db};

/// What is known about a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub count: i64,
    /// The last one.
    pub last_at: Timestamp,
    /// No attempt before this moment.
    pub blocked_until: Timestamp,
}

/// The bucket, if it is not empty.
pub async fn get(tx: &mut Tx, bucket: &str) -> Result<Option<Failures>, StoreError> {
    let sql = "SELECT failures, last_failure_at, blocked_until FROM throttle WHERE bucket = $1";
    let row: Option<(i64, i64, i64)> = on_db!(tx, conn => sqlx::query_as(sql).bind(bucket).fetch_optional(conn).await)?;
    Ok(row.map(|(count, last_at, blocked_until)| Failures {
        count,
        last_at: Timestamp::from_millis(last_at),
        blocked_until: Timestamp::from_millis(blocked_until),
    }))
}

/// Writes the bucket.
pub async fn put(tx: &mut Tx, bucket: &str, failures: &Failures) -> Result<(), StoreError> {
    let sql = "INSERT INTO throttle (bucket, failures, last_failure_at, blocked_until) VALUES ($1, $2, $3, $4)
               ON CONFLICT (bucket) DO UPDATE SET failures = excluded.failures,
                   last_failure_at = excluded.last_failure_at, blocked_until = excluded.blocked_until";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(bucket).bind(failures.count).bind(failures.last_at.as_millis()).bind(failures.blocked_until.as_millis())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Empties the bucket.
pub async fn delete(tx: &mut Tx, bucket: &str) -> Result<(), StoreError> {
    let sql = "DELETE FROM throttle WHERE bucket = $1";
    on_db!(tx, conn => sqlx::query(sql).bind(bucket).execute(conn).await.map(drop))?;
    Ok(())
}

/// Empties all buckets that have been quiet since `before`.
pub async fn delete_quiet(tx: &mut Tx, before: Timestamp) -> Result<u64, StoreError> {
    let sql = "DELETE FROM throttle WHERE last_failure_at < $1 AND blocked_until < $1";
    Ok(on_db!(tx, conn => sqlx::query(sql).bind(before.as_millis()).execute(conn).await.map(|r| r.rows_affected()))?)
}
