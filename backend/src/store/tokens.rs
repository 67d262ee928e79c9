//! Cached tokens, sealed, with the lease that lets one node at a time ask the provider and the fence that keeps a
//! node which lost its lease from writing.

use shared::{
    api::page::Page,
    ids::{ResourceId, TenantId, TokenId},
};

use super::{StoreError, Tx, on_db, page::PageRequest};
use crate::domain::resource::Target;

/// A row of `tokens`.
#[derive(Debug, Clone, PartialEq, Eq, Default, sqlx::FromRow)]
pub struct TokenRow {
    /// Its id.
    pub id: String,
    /// The resource it belongs to.
    pub resource_id: String,
    /// The mailbox or user; empty: whoever signed in, or the application.
    pub subject: String,
    /// The audience asked for; empty: as configured.
    pub audience: String,
    /// The scopes asked for, sorted; empty: as configured.
    pub scope: String,
    /// The scopes given, where the provider told.
    pub granted_scope: Option<String>,
    /// How it is presented.
    pub token_type: String,
    /// Sealed; absent: there is no token (yet).
    pub access_token: Option<Vec<u8>>,
    /// Sealed.
    pub refresh_token: Option<Vec<u8>>,
    /// Epoch milliseconds.
    pub obtained_at: i64,
    /// Epoch milliseconds.
    pub expires_at: i64,
    /// Epoch milliseconds, where it is known.
    pub refresh_expires_at: Option<i64>,
    /// The resource's credential version when it was obtained.
    pub credential_version: i64,
    /// Counts leases and commits.
    pub fence: i64,
    /// Who is asking the provider.
    pub lease_owner: Option<String>,
    /// Until when, in epoch milliseconds.
    pub lease_until: i64,
    /// When the last attempt failed, in epoch milliseconds.
    pub error_at: Option<i64>,
    /// The problem it failed with.
    pub error_code: Option<String>,
    /// The provider's own code.
    pub error_provider_code: Option<String>,
    /// The provider's correlation id.
    pub error_correlation_id: Option<String>,
    /// Epoch milliseconds.
    pub created_at: i64,
}

/// Why an attempt failed, as far as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure<'a> {
    /// Epoch milliseconds.
    pub at: i64,
    /// The problem.
    pub code: &'a str,
    /// The provider's own code.
    pub provider_code: Option<&'a str>,
    /// The provider's correlation id.
    pub correlation_id: Option<&'a str>,
}

const COLUMNS: &str = "id, resource_id, subject, audience, scope, granted_scope, token_type, access_token, \
                       refresh_token, obtained_at, expires_at, refresh_expires_at, credential_version, fence, \
                       lease_owner, lease_until, error_at, error_code, error_provider_code, error_correlation_id, \
                       created_at";

/// The token of that id, if the tenant's resource has it.
pub async fn get(
    tx: &mut Tx,
    tenant: &TenantId,
    resource: &ResourceId,
    id: &TokenId,
) -> Result<Option<TokenRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM tokens WHERE tenant_id = $1 AND resource_id = $2 AND id = $3"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(resource.as_str()).bind(id.as_str()).fetch_optional(conn).await)?)
}

/// The tokens of a resource for one target; with a subject at most one.
pub async fn of_target(
    tx: &mut Tx,
    tenant: &TenantId,
    resource: &ResourceId,
    subject: Option<&str>,
    target: &Target,
) -> Result<Vec<TokenRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM tokens
         WHERE tenant_id = $1 AND resource_id = $2 AND audience = $3 AND scope = $4 AND ($5 = 0 OR subject = $6)
         ORDER BY subject LIMIT 2"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(resource.as_str())
        .bind(target.audience.as_deref().unwrap_or_default()).bind(target.scope.as_deref().unwrap_or_default())
        .bind(i64::from(subject.is_some())).bind(subject.unwrap_or_default())
        .fetch_all(conn).await)?)
}

/// A page of the tokens of a resource, by id.
pub async fn list(
    tx: &mut Tx,
    tenant: &TenantId,
    resource: &ResourceId,
    page: &PageRequest,
) -> Result<Page<TokenRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM tokens
         WHERE tenant_id = $1 AND resource_id = $2 AND id > $3 AND (access_token IS NOT NULL OR error_code IS NOT NULL)
         ORDER BY id LIMIT $4"
    ));
    let after = page.after.as_deref().unwrap_or_default();
    let rows = on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(resource.as_str()).bind(after).bind(page.rows())
        .fetch_all(conn).await)?;
    Ok(page.page(rows, |row: &TokenRow| &row.id))
}

/// Makes sure that there is a row for `row`'s subject and target; gives the one that is there then.
pub async fn ensure(tx: &mut Tx, tenant: &TenantId, row: &TokenRow) -> Result<TokenRow, StoreError> {
    let sql = "INSERT INTO tokens (id, tenant_id, resource_id, subject, audience, scope, token_type, obtained_at,
                   expires_at, credential_version, fence, lease_until, created_at)
               SELECT $1, tenant_id, id, $4, $5, $6, 'Bearer', 0, 0, 0, 0, 0, $7 FROM resources
               WHERE tenant_id = $2 AND id = $3
               ON CONFLICT (resource_id, subject, audience, scope) DO NOTHING";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(&row.id).bind(tenant.as_str()).bind(&row.resource_id).bind(&row.subject).bind(&row.audience)
        .bind(&row.scope).bind(row.created_at)
        .execute(conn).await.map(drop))?;
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM tokens
         WHERE tenant_id = $1 AND resource_id = $2 AND subject = $3 AND audience = $4 AND scope = $5"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(&row.resource_id).bind(&row.subject).bind(&row.audience).bind(&row.scope)
        .fetch_one(conn).await)?)
}

/// Holds other transactions off a token until this one ends, so that what is read next is still true when it is
/// acted on. SQLite's writer is alone anyway; PostgreSQL locks the row.
pub async fn lock(tx: &mut Tx, tenant: &TenantId, id: &TokenId) -> Result<(), StoreError> {
    let sql = "UPDATE tokens SET fence = fence WHERE tenant_id = $1 AND id = $2";
    on_db!(tx, conn => sqlx::query(sql).bind(tenant.as_str()).bind(id.as_str()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Takes the lease, if nobody holds it at `now`; gives the fence to commit with.
pub async fn lease(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &TokenId,
    owner: &str,
    now: i64,
    until: i64,
) -> Result<Option<i64>, StoreError> {
    let sql = "UPDATE tokens SET fence = fence + 1, lease_owner = $3, lease_until = $4
               WHERE tenant_id = $1 AND id = $2 AND (lease_owner IS NULL OR lease_until <= $5) RETURNING fence";
    Ok(on_db!(tx, conn => sqlx::query_scalar(sql)
        .bind(tenant.as_str()).bind(id.as_str()).bind(owner).bind(until).bind(now)
        .fetch_optional(conn).await)?)
}

/// Writes what was obtained and gives the lease back; tells whether the fence still held. On false nothing was
/// written: somebody else went on.
pub async fn commit(tx: &mut Tx, tenant: &TenantId, row: &TokenRow, fence: i64) -> Result<bool, StoreError> {
    let sql = "UPDATE tokens SET granted_scope = $4, token_type = $5, access_token = $6, refresh_token = $7,
                   obtained_at = $8, expires_at = $9, refresh_expires_at = $10, credential_version = $11,
                   fence = fence + 1, lease_owner = NULL, lease_until = 0,
                   error_at = NULL, error_code = NULL, error_provider_code = NULL, error_correlation_id = NULL
               WHERE tenant_id = $1 AND id = $2 AND fence = $3";
    let written = on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(&row.id).bind(fence).bind(&row.granted_scope).bind(&row.token_type)
        .bind(&row.access_token).bind(&row.refresh_token).bind(row.obtained_at).bind(row.expires_at)
        .bind(row.refresh_expires_at).bind(row.credential_version)
        .execute(conn).await.map(|result| result.rows_affected()))?;
    Ok(written == 1)
}

/// Records a failed attempt and gives the lease back. The tokens stay as they are.
pub async fn fail(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &TokenId,
    fence: i64,
    failure: &Failure<'_>,
) -> Result<bool, StoreError> {
    let sql = "UPDATE tokens SET fence = fence + 1, lease_owner = NULL, lease_until = 0, error_at = $4,
                   error_code = $5, error_provider_code = $6, error_correlation_id = $7
               WHERE tenant_id = $1 AND id = $2 AND fence = $3";
    let written = on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(id.as_str()).bind(fence).bind(failure.at).bind(failure.code)
        .bind(failure.provider_code).bind(failure.correlation_id)
        .execute(conn).await.map(|result| result.rows_affected()))?;
    Ok(written == 1)
}

/// Removes one token; tells whether it was there.
pub async fn delete(tx: &mut Tx, tenant: &TenantId, resource: &ResourceId, id: &TokenId) -> Result<bool, StoreError> {
    let sql = "DELETE FROM tokens WHERE tenant_id = $1 AND resource_id = $2 AND id = $3";
    let removed = on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(resource.as_str()).bind(id.as_str())
        .execute(conn).await.map(|result| result.rows_affected()))?;
    Ok(removed == 1)
}

/// Removes all tokens of a resource; tells how many.
pub async fn delete_all(tx: &mut Tx, tenant: &TenantId, resource: &ResourceId) -> Result<u64, StoreError> {
    let sql = "DELETE FROM tokens WHERE tenant_id = $1 AND resource_id = $2";
    Ok(on_db!(tx, conn => sqlx::query(sql).bind(tenant.as_str()).bind(resource.as_str())
        .execute(conn).await.map(|result| result.rows_affected()))?)
}

/// How many tokens a resource has.
pub async fn count(tx: &mut Tx, tenant: &TenantId, resource: &ResourceId) -> Result<i64, StoreError> {
    let sql = "SELECT COUNT(*) FROM tokens WHERE tenant_id = $1 AND resource_id = $2 AND access_token IS NOT NULL";
    Ok(on_db!(tx, conn => sqlx::query_scalar(sql).bind(tenant.as_str()).bind(resource.as_str()).fetch_one(conn).await)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{
        resources::{self, tests::add_tenant},
        testing::on_both,
    };

    fn wanted(id: &str, subject: &str) -> TokenRow {
        TokenRow {
            id: id.into(),
            resource_id: "r1".into(),
            subject: subject.into(),
            created_at: 5,
            ..TokenRow::default()
        }
    }

    on_both!(one_row_a_subject_and_target(store) {
        let mut tx = store.write().await.expect("write");
        let contoso = add_tenant(&mut tx, "contoso").await;
        resources::insert(&mut tx, &contoso, &resources::tests::row("r1", "A")).await.expect("resource");
        let resource = ResourceId::new("r1");
        assert_eq!(ensure(&mut tx, &contoso, &wanted("t1", "a@example.com")).await.expect("first").id, "t1");
        assert_eq!(ensure(&mut tx, &contoso, &wanted("t2", "a@example.com")).await.expect("again").id, "t1");
        assert_eq!(ensure(&mut tx, &contoso, &wanted("t3", "")).await.expect("other").id, "t3");
        let target = Target::default();
        let found = of_target(&mut tx, &contoso, &resource, Some("a@example.com"), &target).await.expect("list");
        assert_eq!(found.len(), 1);
        assert_eq!(of_target(&mut tx, &contoso, &resource, None, &target).await.expect("list").len(), 2);
        let other = TenantId::new("other");
        assert!(of_target(&mut tx, &other, &resource, None, &target).await.expect("list").is_empty());
        assert!(get(&mut tx, &other, &resource, &TokenId::new("t1")).await.expect("get").is_none());
        // A row that only waits for its first token is no token yet.
        assert_eq!(count(&mut tx, &contoso, &resource).await.expect("count"), 0);
        let page = PageRequest { limit: 10, after: None };
        assert!(list(&mut tx, &contoso, &resource, &page).await.expect("list").items.is_empty());
        assert!(!delete(&mut tx, &other, &resource, &TokenId::new("t1")).await.expect("delete"));
        assert_eq!(delete_all(&mut tx, &contoso, &resource).await.expect("delete"), 2);
    });

    on_both!(whoever_lost_the_lease_cannot_write(store) {
        let mut tx = store.write().await.expect("write");
        let contoso = add_tenant(&mut tx, "contoso").await;
        resources::insert(&mut tx, &contoso, &resources::tests::row("r1", "A")).await.expect("resource");
        let mut row = ensure(&mut tx, &contoso, &wanted("t1", "")).await.expect("row");
        let id = TokenId::new("t1");
        let slow = lease(&mut tx, &contoso, &id, "node-a", 100, 200).await.expect("lease").expect("free");
        assert_eq!(lease(&mut tx, &contoso, &id, "node-b", 150, 250).await.expect("lease"), None);
        let fast = lease(&mut tx, &contoso, &id, "node-b", 200, 300).await.expect("lease").expect("ended");
        row.access_token = Some(vec![2]);
        assert!(commit(&mut tx, &contoso, &row, fast).await.expect("commit"));
        row.access_token = Some(vec![1]);
        assert!(!commit(&mut tx, &contoso, &row, slow).await.expect("too late"));
        let failure = Failure { at: 1, code: "oauth.invalid_grant", provider_code: None, correlation_id: None };
        assert!(!fail(&mut tx, &contoso, &id, slow, &failure).await.expect("too late"));
        let kept = get(&mut tx, &contoso, &ResourceId::new("r1"), &id).await.expect("get").expect("there");
        assert_eq!((kept.access_token, kept.lease_owner, kept.error_code), (Some(vec![2]), None, None));
        let again = lease(&mut tx, &contoso, &id, "node-a", 400, 500).await.expect("lease").expect("free");
        assert!(fail(&mut tx, &contoso, &id, again, &failure).await.expect("recorded"));
        let failed = get(&mut tx, &contoso, &ResourceId::new("r1"), &id).await.expect("get").expect("there");
        assert_eq!((failed.access_token, failed.error_code.as_deref()), (Some(vec![2]), Some("oauth.invalid_grant")));
    });
}
