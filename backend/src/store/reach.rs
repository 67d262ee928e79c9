//! What was recorded about the limits of a resource's permissions, and whether a mailbox was seen to be refused since.

use shared::ids::{ResourceId, TenantId};

use super::{StoreError, Tx, on_db};

/// A row of `resource_reach`.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ReachRow {
    /// How the reach is limited.
    pub kind: String,
    /// What that is called where it was made.
    pub name: String,
    /// Which mailboxes it leaves open.
    pub scope: String,
    /// The application that it was for.
    pub client_id: Option<String>,
    /// Who recorded it.
    pub recorded_by: String,
    /// Epoch milliseconds.
    pub recorded_at: i64,
}

/// A run that tells whether a mailbox was refused.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RefusalRow {
    /// The run.
    pub id: String,
    /// What it was told, as JSON.
    pub arguments: String,
    /// `passed` or `failed`.
    pub state: String,
    /// Epoch milliseconds.
    pub started_at: i64,
}

/// What is recorded of the resource, if the tenant has it.
pub async fn get(tx: &mut Tx, tenant: &TenantId, resource: &ResourceId) -> Result<Option<ReachRow>, StoreError> {
    let sql = "SELECT p.kind, p.name, p.scope, p.client_id, p.recorded_by, p.recorded_at
               FROM resource_reach p JOIN resources r ON r.id = p.resource_id
               WHERE r.tenant_id = $1 AND r.id = $2";
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(resource.as_str()).fetch_optional(conn).await)?)
}

/// Records it; without a row the record is taken away.
pub async fn put(
    tx: &mut Tx,
    tenant: &TenantId,
    resource: &ResourceId,
    row: Option<&ReachRow>,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM resource_reach WHERE resource_id IN
                   (SELECT id FROM resources WHERE tenant_id = $1 AND id = $2)";
    on_db!(tx, conn => sqlx::query(sql).bind(tenant.as_str()).bind(resource.as_str()).execute(conn).await.map(drop))?;
    let Some(row) = row else { return Ok(()) };
    let sql = "INSERT INTO resource_reach (resource_id, kind, name, scope, client_id, recorded_by, recorded_at)
               SELECT id, $3, $4, $5, $6, $7, $8 FROM resources WHERE tenant_id = $1 AND id = $2";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(resource.as_str()).bind(&row.kind).bind(&row.name).bind(&row.scope)
        .bind(&row.client_id).bind(&row.recorded_by).bind(row.recorded_at)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// What is known since `since` of mailboxes that must be refused to the resource, in whichever environment: of each the
/// last run that told. One that opened is told before all that were refused, else the one that was asked about last.
pub async fn last_refusal(
    tx: &mut Tx,
    tenant: &TenantId,
    resource: &ResourceId,
    since: i64,
) -> Result<Option<RefusalRow>, StoreError> {
    let sql = "SELECT id, arguments, state, started_at FROM check_runs
               WHERE tenant_id = $1 AND resource_id = $2 AND check_id = 'mailbox_refused'
                   AND state IN ('passed', 'failed') AND started_at >= $3
                   AND forgotten_at IS NULL AND id IN
                       (SELECT MAX(id) FROM check_runs
                        WHERE tenant_id = $1 AND resource_id = $2 AND check_id = 'mailbox_refused'
                            AND state IN ('passed', 'failed')
                        GROUP BY environment_id, subject)
               ORDER BY CASE state WHEN 'failed' THEN 0 ELSE 1 END, id DESC LIMIT 1";
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(resource.as_str()).bind(since).fetch_optional(conn).await)?)
}
