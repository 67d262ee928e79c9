//! Cached tokens, sealed. A root row has the refresh token of a sign-in; its branches have an access token each, for
//! other audiences and scopes. See `docs/decisions/0040-roots-and-branches.md`.

mod family;
mod lease;
#[cfg(test)]
mod tests;

use shared::{
    api::page::Page,
    ids::{ResourceId, TenantId, TokenId},
};

use super::{StoreError, Tx, on_db, page::PageRequest};
pub use family::{branch_of, delete_branches, lock, lock_roots};
pub use lease::{Committed, Failure, Refresh, commit, fail, lease, present};

use crate::domain::resource::Target;

/// A row of `tokens`.
#[derive(Debug, Clone, PartialEq, Eq, Default, sqlx::FromRow)]
pub struct TokenRow {
    /// Its id.
    pub id: String,
    /// The resource it belongs to.
    pub resource_id: String,
    /// Where its refresh token and its lease are; absent: here.
    pub root_id: Option<String>,
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
    /// Counts the refresh tokens that this root has had.
    pub refresh_number: i64,
    /// When a refresh token first left whose answer is not known, in epoch milliseconds.
    pub presented_at: Option<i64>,
    /// Which one that was.
    pub presented_number: Option<i64>,
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

impl TokenRow {
    /// The row that has the refresh token and the lease: this one, unless it is a branch.
    pub fn root(&self) -> TokenId {
        TokenId::new(self.root_id.as_deref().unwrap_or(&self.id))
    }

    /// When the refresh token that is there left without an answer, in epoch milliseconds; absent: nothing is in
    /// doubt.
    pub fn unanswered_since(&self) -> Option<i64> {
        self.presented_at.filter(|_| self.presented_number == Some(self.refresh_number))
    }

    /// Whether it lives from another row's refresh token.
    pub fn is_branch(&self) -> bool {
        self.root_id.is_some()
    }
}

const COLUMNS: &str = "id, resource_id, root_id, subject, audience, scope, granted_scope, token_type, access_token, \
                       refresh_token, obtained_at, expires_at, refresh_expires_at, refresh_number, presented_at, \
                       presented_number, credential_version, fence, \
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
         WHERE tenant_id = $1 AND resource_id = $2 AND id > $3
               AND (access_token IS NOT NULL OR refresh_token IS NOT NULL OR error_code IS NOT NULL)
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
                   expires_at, credential_version, fence, lease_until, created_at, root_id)
               SELECT $1, tenant_id, id, $4, $5, $6, 'Bearer', 0, 0, 0, 0, 0, $7, $8 FROM resources
               WHERE tenant_id = $2 AND id = $3
               ON CONFLICT (resource_id, subject, audience, scope) DO NOTHING";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(&row.id).bind(tenant.as_str()).bind(&row.resource_id).bind(&row.subject).bind(&row.audience)
        .bind(&row.scope).bind(row.created_at).bind(&row.root_id)
        .execute(conn).await.map(drop))?;
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM tokens
         WHERE tenant_id = $1 AND resource_id = $2 AND subject = $3 AND audience = $4 AND scope = $5"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(&row.resource_id).bind(&row.subject).bind(&row.audience).bind(&row.scope)
        .fetch_one(conn).await)?)
}

/// Removes one token, and with a root its branches; tells whether it was there.
pub async fn delete(tx: &mut Tx, tenant: &TenantId, resource: &ResourceId, id: &TokenId) -> Result<bool, StoreError> {
    lock(tx, tenant, id).await?;
    let sql = "DELETE FROM tokens WHERE tenant_id = $1 AND resource_id = $2 AND id = $3";
    let removed = on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(resource.as_str()).bind(id.as_str())
        .execute(conn).await.map(|result| result.rows_affected()))?;
    Ok(removed == 1)
}

/// Removes all tokens of a resource; tells how many.
pub async fn delete_all(tx: &mut Tx, tenant: &TenantId, resource: &ResourceId) -> Result<u64, StoreError> {
    lock_roots(tx, tenant, Some(resource)).await?;
    let sql = "DELETE FROM tokens WHERE tenant_id = $1 AND resource_id = $2";
    Ok(on_db!(tx, conn => sqlx::query(sql).bind(tenant.as_str()).bind(resource.as_str())
        .execute(conn).await.map(|result| result.rows_affected()))?)
}

/// How many tokens a resource has; a refresh token that has not brought an access token yet is one.
pub async fn count(tx: &mut Tx, tenant: &TenantId, resource: &ResourceId) -> Result<i64, StoreError> {
    let sql = "SELECT COUNT(*) FROM tokens WHERE tenant_id = $1 AND resource_id = $2
                   AND (access_token IS NOT NULL OR refresh_token IS NOT NULL)";
    Ok(on_db!(tx, conn => sqlx::query_scalar(sql).bind(tenant.as_str()).bind(resource.as_str()).fetch_one(conn).await)?)
}
