//! Sessions of people. Of the cookie's token only its hash is kept.

use shared::{ids::UserId, text::Locale, timestamp::Timestamp};

use super::{StoreError, Tx, on_db};

/// A session with the account it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id; not the token.
    pub id: String,
    /// The account.
    pub user: shared::api::session::User,
    /// When it last did something.
    pub last_seen_at: Timestamp,
    /// When it ends whatever happens.
    pub expires_at: Timestamp,
    /// When the password was last given once more; 1970 when it never was.
    pub reauthenticated_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    last_seen_at: i64,
    expires_at: i64,
    reauthenticated_at: i64,
    user_id: String,
    email: String,
    name: String,
    locale: String,
    administrator: bool,
    created_at: i64,
}

impl From<Row> for Session {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            user: shared::api::session::User {
                id: UserId::new(row.user_id),
                email: row.email,
                name: row.name,
                locale: Locale::negotiate(&row.locale),
                administrator: row.administrator,
                created_at: Timestamp::from_millis(row.created_at),
            },
            last_seen_at: Timestamp::from_millis(row.last_seen_at),
            expires_at: Timestamp::from_millis(row.expires_at),
            reauthenticated_at: Timestamp::from_millis(row.reauthenticated_at),
        }
    }
}

/// A session about to begin.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// Its id.
    pub id: &'a str,
    /// SHA-256 of the cookie's token.
    pub token_hash: &'a [u8],
    /// The account.
    pub user: &'a UserId,
    /// Now.
    pub now: Timestamp,
    /// When it ends whatever happens.
    pub expires_at: Timestamp,
}

/// Begins a session. Signing in is not giving the password once more: what asks for that asks again.
pub async fn insert(tx: &mut Tx, session: &NewSession<'_>) -> Result<(), StoreError> {
    let sql = "INSERT INTO sessions (id, token_hash, user_id, created_at, last_seen_at, expires_at, reauthenticated_at)
               VALUES ($1, $2, $3, $4, $4, $5, 0)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(session.id).bind(session.token_hash).bind(session.user.as_str())
        .bind(session.now.as_millis()).bind(session.expires_at.as_millis())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The session of a token, if it has not ended: neither at its last moment nor by idleness since `idle_since`.
pub async fn find(
    tx: &mut Tx,
    token_hash: &[u8],
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<Option<Session>, StoreError> {
    let sql = "SELECT s.id, s.last_seen_at, s.expires_at, s.reauthenticated_at,
                      u.id AS user_id, u.email, u.name, u.locale, u.administrator, u.created_at
               FROM sessions s JOIN users u ON u.id = s.user_id
               WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.last_seen_at > $3";
    let row: Option<Row> = on_db!(tx, conn => sqlx::query_as(sql)
        .bind(token_hash).bind(now.as_millis()).bind(idle_since.as_millis())
        .fetch_optional(conn).await)?;
    Ok(row.map(Session::from))
}

/// Notes that the session did something.
pub async fn touch(tx: &mut Tx, id: &str, now: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE sessions SET last_seen_at = $2 WHERE id = $1";
    on_db!(tx, conn => sqlx::query(sql).bind(id).bind(now.as_millis()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Notes that the password was given once more, and gives the session a new token.
pub async fn reauthenticated(tx: &mut Tx, id: &str, token_hash: &[u8], now: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE sessions SET reauthenticated_at = $2, token_hash = $3 WHERE id = $1";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(id).bind(now.as_millis()).bind(token_hash).execute(conn).await.map(drop))?;
    Ok(())
}

/// Ends a session.
pub async fn delete(tx: &mut Tx, id: &str) -> Result<(), StoreError> {
    let sql = "DELETE FROM sessions WHERE id = $1";
    on_db!(tx, conn => sqlx::query(sql).bind(id).execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes ended sessions.
pub async fn delete_ended(tx: &mut Tx, now: Timestamp, idle_since: Timestamp) -> Result<u64, StoreError> {
    let sql = "DELETE FROM sessions WHERE expires_at <= $1 OR last_seen_at <= $2";
    Ok(on_db!(tx, conn => sqlx::query(sql)
        .bind(now.as_millis()).bind(idle_since.as_millis()).execute(conn).await.map(|r| r.rows_affected()))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{testing::on_both, users};

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(0).plus_seconds(seconds)
    }

    on_both!(a_session_ends_by_idleness_by_age_and_by_sign_out(store) {
        let mut tx = store.write().await.expect("write");
        let user = users::tests::account("u", "u@example.com");
        users::insert(&mut tx, &user, "").await.expect("user");
        let session = NewSession { id: "s", token_hash: b"hash", user: &user.id, now: at(100), expires_at: at(500) };
        insert(&mut tx, &session).await.expect("begun");
        let found = find(&mut tx, b"hash", at(200), at(99)).await.expect("asked").expect("there");
        assert_eq!((found.id.as_str(), &found.user, found.last_seen_at), ("s", &user, at(100)));
        assert_eq!(find(&mut tx, b"hash", at(200), at(100)).await.expect("asked"), None, "idle");
        assert_eq!(find(&mut tx, b"hash", at(500), at(99)).await.expect("asked"), None, "too old");
        assert_eq!(find(&mut tx, b"other", at(200), at(99)).await.expect("asked"), None, "unknown");
        touch(&mut tx, "s", at(300)).await.expect("touched");
        assert!(find(&mut tx, b"hash", at(400), at(200)).await.expect("asked").is_some(), "not idle any more");
        assert_eq!(found.reauthenticated_at, at(0), "signing in is not giving the password once more");
        reauthenticated(&mut tx, "s", b"new", at(310)).await.expect("noted");
        assert_eq!(find(&mut tx, b"hash", at(400), at(200)).await.expect("asked"), None, "the old token is spent");
        let found = find(&mut tx, b"new", at(400), at(200)).await.expect("asked").expect("there");
        assert_eq!(found.reauthenticated_at, at(310));
        delete(&mut tx, "s").await.expect("ended");
        assert_eq!(find(&mut tx, b"new", at(400), at(200)).await.expect("asked"), None, "signed out");
    });
}
