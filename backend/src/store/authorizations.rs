//! Authorizations that wait for the browser. Each is finished once, by whoever began it.

use shared::{
    ids::{AuthorizationId, ResourceId, TenantId},
    timestamp::Timestamp,
};

use super::{StoreError, Tx, on_db};

/// A row of `authorizations`.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AuthorizationRow {
    /// Its id.
    pub id: String,
    /// The tenant it belongs to.
    pub tenant_id: String,
    /// The resource it is for.
    pub resource_id: String,
    /// The mailbox or user; empty: whoever signs in.
    pub subject: String,
    /// The digest of `state`.
    pub state_hash: Vec<u8>,
    /// The sealed PKCE verifier.
    pub verifier: Vec<u8>,
    /// The redirect URI of the request.
    pub redirect_uri: String,
    /// The session or API key that began it.
    pub begun_by: String,
    /// The resource's version then.
    pub resource_version: i64,
    /// Epoch milliseconds.
    pub created_at: i64,
    /// Epoch milliseconds.
    pub expires_at: i64,
    /// Epoch milliseconds.
    pub consumed_at: Option<i64>,
}

/// Adds one, and removes those that ended more than a day ago.
pub async fn insert(tx: &mut Tx, row: &AuthorizationRow) -> Result<(), StoreError> {
    let outdated = "DELETE FROM authorizations WHERE expires_at < $1";
    let day_ago = row.created_at.saturating_sub(86_400_000);
    on_db!(tx, conn => sqlx::query(outdated).bind(day_ago).execute(conn).await.map(drop))?;
    let sql = "INSERT INTO authorizations (id, tenant_id, resource_id, subject, state_hash, verifier, redirect_uri,
                   begun_by, resource_version, created_at, expires_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(&row.id).bind(&row.tenant_id).bind(&row.resource_id).bind(&row.subject).bind(&row.state_hash)
        .bind(&row.verifier).bind(&row.redirect_uri).bind(&row.begun_by).bind(row.resource_version)
        .bind(row.created_at).bind(row.expires_at)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The authorization that `begun_by` began, whatever its tenant: its own id is what the callback brings, and who
/// began it is what opens it.
pub async fn begun_by(
    tx: &mut Tx,
    id: &AuthorizationId,
    begun_by: &str,
) -> Result<Option<AuthorizationRow>, StoreError> {
    let sql = "SELECT id, tenant_id, resource_id, subject, state_hash, verifier, redirect_uri, begun_by,
                   resource_version, created_at, expires_at, consumed_at
               FROM authorizations WHERE id = $1 AND begun_by = $2";
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(id.as_str()).bind(begun_by).fetch_optional(conn).await)?)
}

/// Whether there is one of that id that somebody else began.
pub async fn is_anothers(tx: &mut Tx, id: &AuthorizationId, begun_by: &str) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) FROM authorizations WHERE id = $1 AND begun_by <> $2";
    let count: i64 =
        on_db!(tx, conn => sqlx::query_scalar(sql).bind(id.as_str()).bind(begun_by).fetch_one(conn).await)?;
    Ok(count > 0)
}

/// Uses one up; tells whether it was still there to be used.
pub async fn consume(tx: &mut Tx, tenant: &TenantId, id: &AuthorizationId, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "UPDATE authorizations SET consumed_at = $3
               WHERE tenant_id = $1 AND id = $2 AND consumed_at IS NULL AND expires_at > $3";
    let used = on_db!(tx, conn => sqlx::query(sql).bind(tenant.as_str()).bind(id.as_str()).bind(now.as_millis())
        .execute(conn).await.map(|result| result.rows_affected()))?;
    Ok(used == 1)
}

/// How many wait for a browser now.
pub async fn waiting(tx: &mut Tx, tenant: &TenantId, resource: &ResourceId, now: Timestamp) -> Result<i64, StoreError> {
    let sql = "SELECT COUNT(*) FROM authorizations
               WHERE tenant_id = $1 AND resource_id = $2 AND consumed_at IS NULL AND expires_at > $3";
    Ok(on_db!(tx, conn => sqlx::query_scalar(sql)
        .bind(tenant.as_str()).bind(resource.as_str()).bind(now.as_millis()).fetch_one(conn).await)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{
        resources::{self, tests::add_tenant},
        testing::on_both,
    };

    fn row(id: &str) -> AuthorizationRow {
        AuthorizationRow {
            id: id.to_owned(),
            tenant_id: "contoso".to_owned(),
            resource_id: "r1".to_owned(),
            subject: String::new(),
            state_hash: vec![1],
            verifier: vec![2],
            redirect_uri: "https://me.example.com/oauth/callback/c".to_owned(),
            begun_by: "session:s1".to_owned(),
            resource_version: 1,
            created_at: 1_000,
            expires_at: 601_000,
            consumed_at: None,
        }
    }

    on_both!(an_authorization_is_used_once_in_time_by_who_began_it(store) {
        let mut tx = store.write().await.expect("write");
        let contoso = add_tenant(&mut tx, "contoso").await;
        resources::insert(&mut tx, &contoso, &resources::tests::row("r1", "A")).await.expect("resource");
        for id in ["a1", "a2"] {
            insert(&mut tx, &row(id)).await.expect("insert");
        }
        let (first, second) = (AuthorizationId::new("a1"), AuthorizationId::new("a2"));
        assert_eq!(begun_by(&mut tx, &first, "session:s1").await.expect("get"), Some(row("a1")));
        assert!(begun_by(&mut tx, &first, "session:s2").await.expect("get").is_none());
        assert!(is_anothers(&mut tx, &first, "session:s2").await.expect("get"));
        assert!(!consume(&mut tx, &TenantId::new("other"), &first, Timestamp::from_millis(2_000)).await.expect("foreign"));
        assert!(consume(&mut tx, &contoso, &first, Timestamp::from_millis(2_000)).await.expect("once"));
        assert!(!consume(&mut tx, &contoso, &first, Timestamp::from_millis(2_001)).await.expect("twice"));
        assert!(!consume(&mut tx, &contoso, &second, Timestamp::from_millis(601_000)).await.expect("too late"));
        let (resource, soon) = (ResourceId::new("r1"), Timestamp::from_millis(2_000));
        assert_eq!(waiting(&mut tx, &contoso, &resource, soon).await.expect("count"), 1);
    });
}
