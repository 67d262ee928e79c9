//! Device authorizations: who waits for somebody to enter a code, when the provider is asked next, and the lease that
//! lets one node at a time ask.

use shared::{
    api::device_authorization::DeviceAuthorizationState as State,
    ids::{DeviceAuthorizationId, ResourceId, TenantId},
};

use super::{StoreError, Tx, lease::Claim, on_db, tokens::Failure};

/// A row of `device_authorizations`.
#[derive(Debug, Clone, PartialEq, Eq, Default, sqlx::FromRow)]
pub struct DeviceAuthorizationRow {
    /// Its id.
    pub id: String,
    /// The tenant it belongs to.
    pub tenant_id: String,
    /// The resource it is for.
    pub resource_id: String,
    /// The mailbox or user; empty: whoever signs in.
    pub subject: String,
    /// Sealed; absent: it is over.
    pub device_code: Option<Vec<u8>>,
    /// The session or API key that began it.
    pub begun_by: String,
    /// The resource's version then.
    pub resource_version: i64,
    /// How far it has come.
    pub state: String,
    /// Between two questions to the provider.
    pub interval_seconds: i64,
    /// When the provider is asked next, in epoch milliseconds.
    pub next_poll_at: i64,
    /// Counts leases.
    pub fence: i64,
    /// Who is asking the provider.
    pub lease_owner: Option<String>,
    /// Until when, in epoch milliseconds.
    pub lease_until: i64,
    /// The token it ended in.
    pub token_id: Option<String>,
    /// Epoch milliseconds.
    pub ended_at: Option<i64>,
    /// The problem it ended with.
    pub error_code: Option<String>,
    /// The provider's own code.
    pub error_provider_code: Option<String>,
    /// The provider's correlation id.
    pub error_correlation_id: Option<String>,
    /// Epoch milliseconds.
    pub created_at: i64,
    /// Epoch milliseconds.
    pub expires_at: i64,
}

const COLUMNS: &str = "id, tenant_id, resource_id, subject, device_code, begun_by, resource_version, state, \
                       interval_seconds, next_poll_at, fence, lease_owner, lease_until, token_id, ended_at, \
                       error_code, error_provider_code, error_correlation_id, created_at, expires_at";

/// Adds one that waits, and removes those that ended more than a day ago.
pub async fn insert(tx: &mut Tx, row: &DeviceAuthorizationRow) -> Result<(), StoreError> {
    let outdated = "DELETE FROM device_authorizations WHERE expires_at < $1";
    let day_ago = row.created_at.saturating_sub(86_400_000);
    on_db!(tx, conn => sqlx::query(outdated).bind(day_ago).execute(conn).await.map(drop))?;
    let sql = "INSERT INTO device_authorizations (id, tenant_id, resource_id, subject, device_code, begun_by,
                   resource_version, state, interval_seconds, next_poll_at, fence, lease_until, created_at, expires_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', $8, $9, 0, 0, $10, $11)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(&row.id).bind(&row.tenant_id).bind(&row.resource_id).bind(&row.subject).bind(&row.device_code)
        .bind(&row.begun_by).bind(row.resource_version).bind(row.interval_seconds).bind(row.next_poll_at)
        .bind(row.created_at).bind(row.expires_at)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The one of that id that `begun_by` began for the tenant's resource.
pub async fn begun_by(
    tx: &mut Tx,
    tenant: &TenantId,
    resource: &ResourceId,
    id: &DeviceAuthorizationId,
    begun_by: &str,
) -> Result<Option<DeviceAuthorizationRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM device_authorizations
         WHERE tenant_id = $1 AND resource_id = $2 AND id = $3 AND begun_by = $4"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(resource.as_str()).bind(id.as_str()).bind(begun_by)
        .fetch_optional(conn).await)?)
}

/// How many of a resource still wait for somebody.
pub async fn waiting(tx: &mut Tx, tenant: &TenantId, resource: &ResourceId, now: i64) -> Result<i64, StoreError> {
    let sql = "SELECT COUNT(*) FROM device_authorizations
               WHERE tenant_id = $1 AND resource_id = $2 AND state = 'pending' AND expires_at > $3";
    Ok(on_db!(tx, conn => sqlx::query_scalar(sql)
        .bind(tenant.as_str()).bind(resource.as_str()).bind(now).fetch_one(conn).await)?)
}

/// Ends those that wait for the same subject and were begun by the same: whoever begins anew means the new code. An
/// answer to a question that is on its way loses its fence; a token that it brings is kept all the same.
pub async fn replace(tx: &mut Tx, by: &DeviceAuthorizationRow, failure: &Failure<'_>) -> Result<u64, StoreError> {
    let sql = "UPDATE device_authorizations SET state = 'failed', device_code = NULL, fence = fence + 1,
                   lease_owner = NULL, lease_until = 0, ended_at = $5, error_code = $6
               WHERE tenant_id = $1 AND resource_id = $2 AND subject = $3 AND begun_by = $4 AND state = 'pending'";
    Ok(on_db!(tx, conn => sqlx::query(sql)
        .bind(&by.tenant_id).bind(&by.resource_id).bind(&by.subject).bind(&by.begun_by).bind(failure.at)
        .bind(failure.code)
        .execute(conn).await.map(|result| result.rows_affected()))?)
}

/// Whether the session or API key that began one may still do anything: signed out, expired and revoked ones may not.
pub async fn starter_stands(tx: &mut Tx, begun_by: &str, now: i64) -> Result<bool, StoreError> {
    let (sql, id) = match begun_by.split_once(':') {
        Some(("session", id)) => ("SELECT COUNT(*) FROM sessions WHERE id = $1 AND expires_at > $2", id),
        Some(("api_key", id)) => {
            ("SELECT COUNT(*) FROM api_keys WHERE id = $1 AND (expires_at IS NULL OR expires_at > $2)", id)
        }
        _ => return Ok(false),
    };
    let count: i64 = on_db!(tx, conn => sqlx::query_scalar(sql).bind(id).bind(now).fetch_one(conn).await)?;
    Ok(count > 0)
}

/// Whether any is due, of whatever tenant.
pub async fn any_due(tx: &mut Tx, now: i64) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) FROM device_authorizations WHERE state = 'pending' AND next_poll_at <= $1";
    let count: i64 = on_db!(tx, conn => sqlx::query_scalar(sql).bind(now).fetch_one(conn).await)?;
    Ok(count > 0)
}

/// Leases those that are due, of whatever tenant, the longest due first.
pub async fn claim(tx: &mut Tx, claim: &Claim<'_>) -> Result<Vec<DeviceAuthorizationRow>, StoreError> {
    // Said again outside: on PostgreSQL only the outer condition is judged anew after waiting for another node.
    let free = "state = 'pending' AND next_poll_at <= $1
                AND (lease_owner IS NULL OR lease_until <= $1 OR ($2 = 1 AND lease_owner <> $3))";
    let sql = sqlx::AssertSqlSafe(format!(
        "UPDATE device_authorizations SET fence = fence + 1, lease_owner = $3, lease_until = $4
         WHERE {free} AND id IN (
             SELECT id FROM device_authorizations WHERE {free} ORDER BY next_poll_at, id LIMIT $5
         ) RETURNING {COLUMNS}"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(claim.now).bind(i64::from(claim.alone)).bind(claim.owner).bind(claim.until).bind(claim.most)
        .fetch_all(conn).await)?)
}

/// Gives the lease of `row` back until the next question; tells whether its fence still held.
pub async fn wait(tx: &mut Tx, row: &DeviceAuthorizationRow) -> Result<bool, StoreError> {
    let sql = "UPDATE device_authorizations SET interval_seconds = $4, next_poll_at = $5, lease_owner = NULL,
                   lease_until = 0
               WHERE tenant_id = $1 AND id = $2 AND fence = $3 AND state = 'pending'";
    let written = on_db!(tx, conn => sqlx::query(sql)
        .bind(&row.tenant_id).bind(&row.id).bind(row.fence).bind(row.interval_seconds).bind(row.next_poll_at)
        .execute(conn).await.map(|result| result.rows_affected()))?;
    Ok(written == 1)
}

/// Ends one without a token; tells whether the fence still held.
pub async fn fail(
    tx: &mut Tx,
    row: &DeviceAuthorizationRow,
    state: State,
    failure: &Failure<'_>,
) -> Result<bool, StoreError> {
    let sql = "UPDATE device_authorizations SET state = $4, device_code = NULL, lease_owner = NULL, lease_until = 0,
                   ended_at = $5, error_code = $6, error_provider_code = $7, error_correlation_id = $8
               WHERE tenant_id = $1 AND id = $2 AND fence = $3 AND state = 'pending'";
    let written = on_db!(tx, conn => sqlx::query(sql)
        .bind(&row.tenant_id).bind(&row.id).bind(row.fence).bind(state.as_str()).bind(failure.at).bind(failure.code)
        .bind(failure.provider_code).bind(failure.correlation_id)
        .execute(conn).await.map(|result| result.rows_affected()))?;
    Ok(written == 1)
}

/// Ends one with a token. Whatever another node made of it meanwhile: the token is there.
pub async fn complete(tx: &mut Tx, row: &DeviceAuthorizationRow, token: &str, at: i64) -> Result<(), StoreError> {
    let sql = "UPDATE device_authorizations SET state = 'completed', device_code = NULL, lease_owner = NULL,
                   lease_until = 0, fence = fence + 1, token_id = $3, ended_at = $4,
                   error_code = NULL, error_provider_code = NULL, error_correlation_id = NULL
               WHERE tenant_id = $1 AND id = $2";
    on_db!(tx, conn => sqlx::query(sql).bind(&row.tenant_id).bind(&row.id).bind(token).bind(at)
        .execute(conn).await.map(drop))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{
        resources::{self, tests::add_tenant},
        testing::on_both,
    };

    fn waiting(id: &str, next_poll_at: i64) -> DeviceAuthorizationRow {
        DeviceAuthorizationRow {
            id: id.into(),
            tenant_id: "contoso".into(),
            resource_id: "r1".into(),
            device_code: Some(vec![1]),
            begun_by: "session:s1".into(),
            interval_seconds: 5,
            next_poll_at,
            created_at: 1_000,
            expires_at: 901_000,
            ..DeviceAuthorizationRow::default()
        }
    }

    fn by(owner: &str, now: i64, alone: bool) -> Claim<'_> {
        Claim { owner, now, until: now + 30_000, alone, most: 10 }
    }

    on_both!(one_node_at_a_time_asks_and_only_when_it_is_time(store) {
        let mut tx = store.write().await.expect("write");
        let contoso = add_tenant(&mut tx, "contoso").await;
        resources::insert(&mut tx, &contoso, &resources::tests::row("r1", "A")).await.expect("resource");
        for row in [waiting("d1", 6_000), waiting("d2", 7_000)] {
            insert(&mut tx, &row).await.expect("insert");
        }
        assert!(!any_due(&mut tx, 5_999).await.expect("asked") && any_due(&mut tx, 6_000).await.expect("asked"));
        assert!(claim(&mut tx, &by("a", 5_999, false)).await.expect("claim").is_empty());
        let mut first = claim(&mut tx, &by("a", 6_000, false)).await.expect("claim").pop().expect("due");
        assert_eq!((first.id.as_str(), first.fence), ("d1", 1));
        assert!(claim(&mut tx, &by("b", 6_500, false)).await.expect("claim").is_empty());
        assert!(claim(&mut tx, &by("a", 6_500, true)).await.expect("claim").is_empty(), "its own is at work");
        // Whoever is alone knows that the other process died; else its lease has to run out.
        let taken = claim(&mut tx, &by("b", 6_600, true)).await.expect("claim").pop().expect("the other one died");
        first.next_poll_at = 11_000;
        assert!(!wait(&mut tx, &first).await.expect("overtaken"));
        assert!(wait(&mut tx, &DeviceAuthorizationRow { next_poll_at: 20_000, ..taken }).await.expect("back"));
        let both = claim(&mut tx, &Claim { most: 1, ..by("b", 20_000, false) }).await.expect("claim");
        assert_eq!(both.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["d2"], "the longest due first");
    });

    on_both!(it_ends_once_forgets_its_code_and_is_seen_by_who_began_it(store) {
        let mut tx = store.write().await.expect("write");
        let contoso = add_tenant(&mut tx, "contoso").await;
        resources::insert(&mut tx, &contoso, &resources::tests::row("r1", "A")).await.expect("resource");
        insert(&mut tx, &waiting("d1", 6_000)).await.expect("insert");
        let (resource, id) = (ResourceId::new("r1"), DeviceAuthorizationId::new("d1"));
        assert!(begun_by(&mut tx, &contoso, &resource, &id, "session:s2").await.expect("get").is_none());
        assert!(begun_by(&mut tx, &TenantId::new("t"), &resource, &id, "session:s1").await.expect("get").is_none());
        let row = claim(&mut tx, &by("a", 6_000, false)).await.expect("claim").pop().expect("due");
        let failure = Failure { at: 9, code: "oauth.access_denied", provider_code: Some("x"), correlation_id: None };
        assert!(fail(&mut tx, &row, State::Declined, &failure).await.expect("ended"));
        assert!(!fail(&mut tx, &row, State::Expired, &failure).await.expect("once"));
        let seen = begun_by(&mut tx, &contoso, &resource, &id, "session:s1").await.expect("get").expect("there");
        assert_eq!((seen.state.as_str(), seen.device_code, seen.ended_at), ("declined", None, Some(9)));
        assert!(claim(&mut tx, &by("a", 90_000, false)).await.expect("claim").is_empty());
        complete(&mut tx, &row, "t1", 10).await.expect("there is a token after all");
        let seen = begun_by(&mut tx, &contoso, &resource, &id, "session:s1").await.expect("get").expect("there");
        assert_eq!((seen.state.as_str(), seen.token_id.as_deref(), seen.error_code), ("completed", Some("t1"), None));
        insert(&mut tx, &DeviceAuthorizationRow { created_at: 100_000_000, ..waiting("d2", 1) }).await.expect("later");
        assert!(begun_by(&mut tx, &contoso, &resource, &id, "session:s1").await.expect("get").is_none());
    });
}
