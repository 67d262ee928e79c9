//! Consent asked by one-time links. Each is answered once, by the browser that pressed its button first; the list is
//! the history.

use shared::{
    api::{
        consent_request::ConsentRequestState::{self, Answered, Open},
        page::Page,
    },
    ids::{ConsentRequestId, ResourceId, TenantId},
    timestamp::Timestamp,
};

use super::{StoreError, Tx, on_db, page::PageRequest};

/// A row of `consent_requests`.
#[derive(Debug, Clone, PartialEq, Eq, Default, sqlx::FromRow)]
pub struct ConsentRequestRow {
    /// Its id.
    pub id: String,
    /// The tenant it belongs to.
    pub tenant_id: String,
    /// The resource it is for.
    pub resource_id: String,
    /// The digest of what is in the link.
    pub token_hash: Vec<u8>,
    /// The directory that has to answer.
    pub directory_id: String,
    /// The API that is asked about.
    pub api: Option<String>,
    /// The migration it was made for.
    pub migration_id: Option<String>,
    /// Words to whoever opens it.
    pub note: Option<String>,
    /// The name of whoever made it.
    pub author: String,
    /// Epoch milliseconds.
    pub created_at: i64,
    /// Epoch milliseconds.
    pub expires_at: i64,
    /// The digest of what the browser holds that pressed the button first.
    pub browser_hash: Option<Vec<u8>>,
    /// The digest of `state` of its last departure.
    pub state_hash: Option<Vec<u8>>,
    /// The resource's version then.
    pub resource_version: Option<i64>,
    /// Epoch milliseconds: when the button was pressed first.
    pub started_at: Option<i64>,
    /// How far it has come; see [`ConsentRequestState`].
    pub state: String,
    /// Epoch milliseconds.
    pub answered_at: Option<i64>,
    /// The directory that is said to have answered.
    pub answered_by: Option<String>,
    /// The problem it ended with.
    pub error_code: Option<String>,
    /// The provider's own code.
    pub error_provider_code: Option<String>,
    /// Who confirmed, rejected or revoked it.
    pub decided_by: Option<String>,
    /// Epoch milliseconds.
    pub decided_at: Option<i64>,
}

/// A browser leaves for the provider.
#[derive(Debug, Clone, Copy)]
pub struct Leaving<'a> {
    /// The digest of what the browser holds.
    pub browser_hash: &'a [u8],
    /// The digest of `state`.
    pub state_hash: &'a [u8],
    /// The resource's version.
    pub resource_version: i64,
    /// Now.
    pub at: Timestamp,
}

/// What it came back with.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The digest of the `state` it left with.
    pub state_hash: &'a [u8],
    /// What became of the request.
    pub state: ConsentRequestState,
    /// The directory that is said to have answered.
    pub answered_by: Option<&'a str>,
    /// The problem.
    pub code: Option<&'a str>,
    /// The provider's own code.
    pub provider_code: Option<&'a str>,
    /// Now.
    pub at: Timestamp,
}

const COLUMNS: &str = "id, tenant_id, resource_id, token_hash, directory_id, api, migration_id, note, author, \
                       created_at, expires_at, browser_hash, state_hash, resource_version, started_at, state, \
                       answered_at, answered_by, error_code, error_provider_code, decided_by, decided_at";
/// The most that are kept of a resource.
const MOST: i64 = 200;

/// Adds one that is open, and lets the oldest of the resource go.
pub async fn insert(tx: &mut Tx, tenant: &TenantId, row: &ConsentRequestRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO consent_requests (id, tenant_id, resource_id, token_hash, directory_id, api, migration_id,
                   note, author, created_at, expires_at, state)
               SELECT $2, tenant_id, id, $4, $5, $6, $7, $8, $9, $10, $11, 'open'
               FROM resources WHERE tenant_id = $1 AND id = $3";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(&row.id).bind(&row.resource_id).bind(&row.token_hash).bind(&row.directory_id)
        .bind(&row.api).bind(&row.migration_id).bind(&row.note).bind(&row.author).bind(row.created_at)
        .bind(row.expires_at)
        .execute(conn).await.map(drop))?;
    let sql = "DELETE FROM consent_requests WHERE tenant_id = $1 AND resource_id = $2 AND id NOT IN
                   (SELECT id FROM consent_requests WHERE resource_id = $2 ORDER BY id DESC LIMIT $3)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(&row.resource_id).bind(MOST).execute(conn).await.map(drop))?;
    Ok(())
}

/// The one whose link has this digest, whatever its tenant: holding the link is what opens it.
pub async fn by_link(tx: &mut Tx, token_hash: &[u8]) -> Result<Option<ConsentRequestRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM consent_requests WHERE token_hash = $1"));
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(token_hash).fetch_optional(conn).await)?)
}

/// The one of that id, whatever its tenant: what the browser holds is what opens it.
pub async fn by_id(tx: &mut Tx, id: &ConsentRequestId) -> Result<Option<ConsentRequestRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM consent_requests WHERE id = $1"));
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(id.as_str()).fetch_optional(conn).await)?)
}

/// The one of that id, if the tenant has it.
pub async fn get(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &ConsentRequestId,
) -> Result<Option<ConsentRequestRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM consent_requests WHERE tenant_id = $1 AND id = $2"));
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).bind(id.as_str()).fetch_optional(conn).await)?)
}

/// Notes that a browser leaves for the provider, if the request is open and no other browser did before; tells whether
/// it may.
pub async fn leave(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &ConsentRequestId,
    leaving: &Leaving<'_>,
) -> Result<bool, StoreError> {
    let sql = "UPDATE consent_requests SET browser_hash = $3, state_hash = $4, resource_version = $5,
                   started_at = COALESCE(started_at, $6)
               WHERE tenant_id = $1 AND id = $2 AND state = 'open' AND expires_at > $6
                   AND (browser_hash IS NULL OR browser_hash = $3)";
    let done = on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(id.as_str()).bind(leaving.browser_hash).bind(leaving.state_hash)
        .bind(leaving.resource_version).bind(leaving.at.as_millis())
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Keeps the answer, if the request is open, in time, and was left with that `state`; tells whether it was.
pub async fn answer(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &ConsentRequestId,
    answer: &Answer<'_>,
) -> Result<bool, StoreError> {
    let sql = "UPDATE consent_requests SET state = $4, answered_by = $5, error_code = $6, error_provider_code = $7,
                   answered_at = $8
               WHERE tenant_id = $1 AND id = $2 AND state_hash = $3 AND state = 'open' AND expires_at > $8";
    let done = on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(id.as_str()).bind(answer.state_hash).bind(answer.state.as_str())
        .bind(answer.answered_by).bind(answer.code).bind(answer.provider_code).bind(answer.at.as_millis())
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Somebody here decides: an answer is confirmed or rejected, an open request revoked. Tells whether it was still to be
/// decided.
pub async fn decide(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &ConsentRequestId,
    (to, by, at): (ConsentRequestState, &str, Timestamp),
) -> Result<bool, StoreError> {
    let from = if to == ConsentRequestState::Revoked { Open } else { Answered };
    let sql = "UPDATE consent_requests SET state = $4, decided_by = $5, decided_at = $6
               WHERE tenant_id = $1 AND id = $2 AND state = $3";
    let done = on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(id.as_str()).bind(from.as_str()).bind(to.as_str()).bind(by).bind(at.as_millis())
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// A page of the tenant's, the newest first; of one resource where one is named.
pub async fn list(
    tx: &mut Tx,
    tenant: &TenantId,
    resource: Option<&ResourceId>,
    page: &PageRequest,
) -> Result<Page<ConsentRequestRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM consent_requests
         WHERE tenant_id = $1 AND ($2 = '' OR resource_id = $2) AND ($3 = '' OR id < $3) ORDER BY id DESC LIMIT $4"
    ));
    let after = page.after.as_deref().unwrap_or_default();
    let resource = resource.map(ResourceId::as_str).unwrap_or_default();
    let rows = on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(resource).bind(after).bind(page.rows()).fetch_all(conn).await)?;
    Ok(page.page(rows, |row: &ConsentRequestRow| &row.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{
        resources::{self, tests::add_tenant},
        testing::on_both,
    };

    fn row(id: &str) -> ConsentRequestRow {
        ConsentRequestRow {
            id: id.to_owned(),
            tenant_id: "contoso".to_owned(),
            resource_id: "r1".to_owned(),
            token_hash: id.as_bytes().to_vec(),
            directory_id: "d1".to_owned(),
            author: "Ann".to_owned(),
            created_at: 1_000,
            expires_at: 601_000,
            state: "open".to_owned(),
            ..ConsentRequestRow::default()
        }
    }

    on_both!(a_link_is_answered_once_in_time_by_the_browser_that_began(store) {
        let mut tx = store.write().await.expect("write");
        let (contoso, other) = (add_tenant(&mut tx, "contoso").await, TenantId::new("other"));
        resources::insert(&mut tx, &contoso, &resources::tests::row("r1", "A")).await.expect("resource");
        insert(&mut tx, &other, &row("a0")).await.expect("nothing of another tenant");
        for id in ["a1", "a2"] {
            insert(&mut tx, &contoso, &row(id)).await.expect("insert");
        }
        assert!(by_link(&mut tx, b"a0").await.expect("asked").is_none());
        assert_eq!(by_link(&mut tx, b"a1").await.expect("asked"), Some(row("a1")));
        let (id, soon, late) = (ConsentRequestId::new("a1"), Timestamp::from_millis(2_000), Timestamp::from_millis(601_000));
        let leaving = Leaving { browser_hash: b"b1", state_hash: b"s1", resource_version: 1, at: soon };
        assert!(!leave(&mut tx, &contoso, &id, &Leaving { at: late, ..leaving }).await.expect("too late"));
        assert!(leave(&mut tx, &contoso, &id, &leaving).await.expect("first"));
        assert!(!leave(&mut tx, &contoso, &id, &Leaving { browser_hash: b"b2", ..leaving }).await.expect("another"));
        assert!(leave(&mut tx, &contoso, &id, &Leaving { state_hash: b"s2", ..leaving }).await.expect("the same again"));
        let said = Answer { state_hash: b"s2", state: Answered, answered_by: Some("d1"), code: None, provider_code: None, at: soon };
        assert!(!answer(&mut tx, &contoso, &id, &Answer { state_hash: b"s1", ..said }).await.expect("an old state"));
        assert!(!answer(&mut tx, &contoso, &id, &Answer { at: late, ..said }).await.expect("too late"));
        assert!(!answer(&mut tx, &other, &id, &said).await.expect("foreign"));
        assert!(answer(&mut tx, &contoso, &id, &said).await.expect("once"));
        assert!(!answer(&mut tx, &contoso, &id, &said).await.expect("twice"));
        let (confirmed, revoked) = (ConsentRequestState::Confirmed, ConsentRequestState::Revoked);
        assert!(!decide(&mut tx, &contoso, &id, (revoked, "Ann", soon)).await.expect("too late to revoke"));
        assert!(decide(&mut tx, &contoso, &id, (confirmed, "Ann", soon)).await.expect("decided"));
        assert!(!decide(&mut tx, &contoso, &id, (ConsentRequestState::Rejected, "Bob", soon)).await.expect("decided before"));
        let second = ConsentRequestId::new("a2");
        assert!(decide(&mut tx, &contoso, &second, (revoked, "Ann", soon)).await.expect("revoked"));
        assert!(!leave(&mut tx, &contoso, &second, &leaving).await.expect("revoked"));
        let page = PageRequest { limit: 9, after: None };
        let listed = list(&mut tx, &contoso, Some(&ResourceId::new("r1")), &page).await.expect("list").items;
        let states: Vec<_> = listed.iter().map(|row| (row.id.as_str(), row.state.as_str())).collect();
        assert_eq!(states, [("a2", "revoked"), ("a1", "confirmed")]);
        assert!(list(&mut tx, &contoso, Some(&ResourceId::new("r2")), &page).await.expect("list").items.is_empty());
        assert!(get(&mut tx, &other, &id).await.expect("foreign").is_none());
    });
}
