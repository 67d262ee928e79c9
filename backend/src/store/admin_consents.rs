//! Consent asked of a directory's administrator. Each is finished once, by whoever began it; the list is the history.

use shared::{
    api::{admin_consent::AdminConsentState, page::Page},
    ids::{AdminConsentId, ResourceId, TenantId},
    timestamp::Timestamp,
};

use super::{StoreError, Tx, on_db, page::PageRequest};

/// A row of `admin_consents`.
#[derive(Debug, Clone, PartialEq, Eq, Default, sqlx::FromRow)]
pub struct AdminConsentRow {
    /// Its id.
    pub id: String,
    /// The tenant it belongs to.
    pub tenant_id: String,
    /// The resource it is for.
    pub resource_id: String,
    /// The digest of `state`.
    pub state_hash: Vec<u8>,
    /// The directory that has to answer.
    pub directory_id: String,
    /// The session or API key that began it.
    pub begun_by: String,
    /// Its name.
    pub author: String,
    /// The resource's version then.
    pub resource_version: i64,
    /// How far it has come; see [`AdminConsentState`].
    pub state: String,
    /// The directory that is said to have answered, where it was another.
    pub answered_by: Option<String>,
    /// The problem it ended with.
    pub error_code: Option<String>,
    /// The provider's own code.
    pub error_provider_code: Option<String>,
    /// Epoch milliseconds.
    pub created_at: i64,
    /// Epoch milliseconds.
    pub expires_at: i64,
    /// Epoch milliseconds.
    pub consumed_at: Option<i64>,
}

/// How one ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending<'a> {
    /// How.
    pub state: AdminConsentState,
    /// The directory that is said to have answered, where it was another.
    pub answered_by: Option<&'a str>,
    /// The problem.
    pub code: Option<&'a str>,
    /// The provider's own code.
    pub provider_code: Option<&'a str>,
}

const COLUMNS: &str = "id, tenant_id, resource_id, state_hash, directory_id, begun_by, author, resource_version, \
                       state, answered_by, error_code, error_provider_code, created_at, expires_at, \
                       consumed_at";
/// The most that are kept of a resource.
const MOST: i64 = 200;

/// Adds one that waits, and lets the oldest of the resource go.
pub async fn insert(tx: &mut Tx, row: &AdminConsentRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO admin_consents (id, tenant_id, resource_id, state_hash, directory_id, begun_by, author,
                   resource_version, state, created_at, expires_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', $9, $10)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(&row.id).bind(&row.tenant_id).bind(&row.resource_id).bind(&row.state_hash).bind(&row.directory_id)
        .bind(&row.begun_by).bind(&row.author).bind(row.resource_version).bind(row.created_at).bind(row.expires_at)
        .execute(conn).await.map(drop))?;
    let sql = "DELETE FROM admin_consents WHERE tenant_id = $1 AND resource_id = $2 AND id NOT IN
                   (SELECT id FROM admin_consents WHERE resource_id = $2 ORDER BY id DESC LIMIT $3)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(&row.tenant_id).bind(&row.resource_id).bind(MOST).execute(conn).await.map(drop))?;
    Ok(())
}

/// The one that `begun_by` began, whatever its tenant: its own id is what the callback brings, and who began it is
/// what opens it.
pub async fn begun_by(tx: &mut Tx, id: &AdminConsentId, begun_by: &str) -> Result<Option<AdminConsentRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM admin_consents WHERE id = $1 AND begun_by = $2"));
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(id.as_str()).bind(begun_by).fetch_optional(conn).await)?)
}

/// Whether there is one of that id that somebody else began.
pub async fn is_anothers(tx: &mut Tx, id: &AdminConsentId, begun_by: &str) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) FROM admin_consents WHERE id = $1 AND begun_by <> $2";
    let count: i64 =
        on_db!(tx, conn => sqlx::query_scalar(sql).bind(id.as_str()).bind(begun_by).fetch_one(conn).await)?;
    Ok(count > 0)
}

/// The one of that id, if the tenant's resource has it.
pub async fn get(
    tx: &mut Tx,
    tenant: &TenantId,
    resource: &ResourceId,
    id: &AdminConsentId,
) -> Result<Option<AdminConsentRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM admin_consents WHERE tenant_id = $1 AND resource_id = $2 AND id = $3"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(resource.as_str()).bind(id.as_str()).fetch_optional(conn).await)?)
}

/// Uses it up, if that was not done before and it has not expired; tells whether it did.
pub async fn consume(tx: &mut Tx, tenant: &TenantId, id: &AdminConsentId, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "UPDATE admin_consents SET consumed_at = $3
               WHERE tenant_id = $1 AND id = $2 AND consumed_at IS NULL AND expires_at > $3";
    let done = on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(id.as_str()).bind(now.as_millis())
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Says how it ended.
pub async fn end(tx: &mut Tx, tenant: &TenantId, id: &AdminConsentId, ending: &Ending<'_>) -> Result<(), StoreError> {
    let sql = "UPDATE admin_consents SET state = $3, answered_by = $4, error_code = $5, error_provider_code = $6
               WHERE tenant_id = $1 AND id = $2";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(id.as_str()).bind(ending.state.as_str()).bind(ending.answered_by)
        .bind(ending.code).bind(ending.provider_code)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// A page of the resource's, the newest first.
pub async fn list(
    tx: &mut Tx,
    tenant: &TenantId,
    resource: &ResourceId,
    page: &PageRequest,
) -> Result<Page<AdminConsentRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM admin_consents
         WHERE tenant_id = $1 AND resource_id = $2 AND ($3 = '' OR id < $3) ORDER BY id DESC LIMIT $4"
    ));
    let after = page.after.as_deref().unwrap_or_default();
    let rows = on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(resource.as_str()).bind(after).bind(page.rows()).fetch_all(conn).await)?;
    Ok(page.page(rows, |row: &AdminConsentRow| &row.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{
        resources::{self, tests::add_tenant},
        testing::on_both,
    };

    fn row(id: &str) -> AdminConsentRow {
        AdminConsentRow {
            id: id.to_owned(),
            tenant_id: "contoso".to_owned(),
            resource_id: "r1".to_owned(),
            state_hash: vec![1],
            directory_id: "d1".to_owned(),
            begun_by: "session:s1".to_owned(),
            author: "Ann".to_owned(),
            resource_version: 1,
            state: "pending".to_owned(),
            created_at: 1_000,
            expires_at: 601_000,
            ..AdminConsentRow::default()
        }
    }

    on_both!(a_consent_is_used_once_in_time_by_who_began_it_and_stays_as_history(store) {
        let mut tx = store.write().await.expect("write");
        let contoso = add_tenant(&mut tx, "contoso").await;
        resources::insert(&mut tx, &contoso, &resources::tests::row("r1", "A")).await.expect("resource");
        for id in ["a1", "a2"] {
            insert(&mut tx, &row(id)).await.expect("insert");
        }
        let (first, second) = (AdminConsentId::new("a1"), AdminConsentId::new("a2"));
        assert_eq!(begun_by(&mut tx, &first, "session:s1").await.expect("get"), Some(row("a1")));
        assert!(begun_by(&mut tx, &first, "session:s2").await.expect("get").is_none());
        assert!(is_anothers(&mut tx, &first, "session:s2").await.expect("get"));
        let (soon, late) = (Timestamp::from_millis(2_000), Timestamp::from_millis(601_000));
        assert!(!consume(&mut tx, &TenantId::new("other"), &first, soon).await.expect("foreign"));
        assert!(consume(&mut tx, &contoso, &first, soon).await.expect("once"));
        assert!(!consume(&mut tx, &contoso, &first, soon).await.expect("twice"));
        assert!(!consume(&mut tx, &contoso, &second, late).await.expect("too late"));
        let refused = Ending { state: AdminConsentState::Refused, answered_by: None, code: Some("c"), provider_code: Some("p") };
        end(&mut tx, &contoso, &first, &refused).await.expect("ended");
        let page = PageRequest { limit: 9, after: None };
        let listed = list(&mut tx, &contoso, &ResourceId::new("r1"), &page).await.expect("list").items;
        let states: Vec<_> = listed.iter().map(|row| (row.id.as_str(), row.state.as_str())).collect();
        assert_eq!(states, [("a2", "pending"), ("a1", "refused")]);
        assert_eq!(listed[1].error_provider_code.as_deref(), Some("p"));
        assert!(list(&mut tx, &TenantId::new("other"), &ResourceId::new("r1"), &page).await.expect("list").items.is_empty());
    });
}
