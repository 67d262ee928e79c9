//! The lease that lets one renewal at a time ask the provider, and the fence that keeps whoever lost it from
//! writing. Both are at the root, so that no two branches present one refresh token.

use shared::ids::{TenantId, TokenId};

use super::TokenRow;
use crate::store::{StoreError, Tx, on_db};

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

/// What becomes of the root's refresh token when an answer is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refresh<'a> {
    /// Sealed, takes the place of the old one; `Some(None)`: there is none any more; `None`: the old one stays.
    pub replaced_by: Option<Option<&'a [u8]>>,
    /// When it ends if it is not used, in epoch milliseconds, where that is known.
    pub expires_at: Option<i64>,
}

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Committed {
    /// Everything is written.
    Written,
    /// The refresh token is written; the branch that it was for is gone.
    BranchGone,
    /// Nothing is written: somebody else went on meanwhile.
    Overtaken,
}

/// Takes the lease of a root, if nobody holds it at `now`; gives the fence to commit with.
pub async fn lease(
    tx: &mut Tx,
    tenant: &TenantId,
    root: &TokenId,
    owner: &str,
    now: i64,
    until: i64,
) -> Result<Option<i64>, StoreError> {
    let sql = "UPDATE tokens SET fence = fence + 1, lease_owner = $3, lease_until = $4
               WHERE tenant_id = $1 AND id = $2 AND root_id IS NULL
                   AND (lease_owner IS NULL OR lease_until <= $5) RETURNING fence";
    Ok(on_db!(tx, conn => sqlx::query_scalar(sql)
        .bind(tenant.as_str()).bind(root.as_str()).bind(owner).bind(until).bind(now)
        .fetch_optional(conn).await)?)
}

/// Notes with the lease that the refresh token of a root leaves at `at`. When it left before without an answer, that
/// moment stays.
pub async fn present(tx: &mut Tx, tenant: &TenantId, root: &TokenId, fence: i64, at: i64) -> Result<bool, StoreError> {
    let sql = "UPDATE tokens SET presented_number = refresh_number,
                   presented_at = CASE WHEN presented_number = refresh_number AND presented_at IS NOT NULL
                       THEN presented_at ELSE $4 END
               WHERE tenant_id = $1 AND id = $2 AND fence = $3";
    let noted = on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(root.as_str()).bind(fence).bind(at)
        .execute(conn).await.map(|result| result.rows_affected()))?;
    Ok(noted == 1)
}

/// Writes what was obtained for `row` with the lease of its root, and gives the lease back.
pub async fn commit(
    tx: &mut Tx,
    tenant: &TenantId,
    row: &TokenRow,
    refresh: Refresh<'_>,
    fence: i64,
) -> Result<Committed, StoreError> {
    let sql = "UPDATE tokens SET refresh_token = CASE WHEN $4 = 1 THEN $5 ELSE refresh_token END,
                   refresh_number = refresh_number + $4, presented_at = NULL, presented_number = NULL,
                   refresh_expires_at = $6, fence = fence + 1, lease_owner = NULL, lease_until = 0
               WHERE tenant_id = $1 AND id = $2 AND fence = $3";
    let root = on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(row.root().as_str()).bind(fence)
        .bind(i64::from(refresh.replaced_by.is_some())).bind(refresh.replaced_by.flatten()).bind(refresh.expires_at)
        .execute(conn).await.map(|result| result.rows_affected()))?;
    if root != 1 {
        return Ok(Committed::Overtaken);
    }
    let sql = "UPDATE tokens SET granted_scope = $3, token_type = $4, access_token = $5, obtained_at = $6,
                   expires_at = $7, credential_version = $8,
                   error_at = NULL, error_code = NULL, error_provider_code = NULL, error_correlation_id = NULL
               WHERE tenant_id = $1 AND id = $2";
    let written = on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(&row.id).bind(&row.granted_scope).bind(&row.token_type)
        .bind(&row.access_token).bind(row.obtained_at).bind(row.expires_at).bind(row.credential_version)
        .execute(conn).await.map(|result| result.rows_affected()))?;
    Ok(if written == 1 { Committed::Written } else { Committed::BranchGone })
}

/// Records a failed attempt for `row` and gives the lease of its root back; tells whether the fence still held. The
/// tokens stay as they are. `in_doubt`: since when the answer to the refresh token is not known.
pub async fn fail(
    tx: &mut Tx,
    tenant: &TenantId,
    row: &TokenRow,
    fence: i64,
    failure: &Failure<'_>,
    in_doubt: Option<i64>,
) -> Result<bool, StoreError> {
    let sql = "UPDATE tokens SET fence = fence + 1, lease_owner = NULL, lease_until = 0, presented_at = $4,
                   presented_number = CASE WHEN $5 = 1 THEN refresh_number ELSE NULL END
               WHERE tenant_id = $1 AND id = $2 AND fence = $3";
    let root = on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(row.root().as_str()).bind(fence).bind(in_doubt).bind(i64::from(in_doubt.is_some()))
        .execute(conn).await.map(|result| result.rows_affected()))?;
    if root != 1 {
        return Ok(false);
    }
    let sql = "UPDATE tokens SET error_at = $3, error_code = $4, error_provider_code = $5, error_correlation_id = $6
               WHERE tenant_id = $1 AND id = $2";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(&row.id).bind(failure.at).bind(failure.code)
        .bind(failure.provider_code).bind(failure.correlation_id)
        .execute(conn).await.map(drop))?;
    Ok(true)
}
