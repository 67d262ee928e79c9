//! Steps of migrations that somebody touched.

use shared::ids::{MigrationId, TenantId};

use super::{StoreError, Tx, migration_runs::Range, on_db};
use crate::settings::Place;

/// A row of `migration_steps`.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct MigrationStepRow {
    /// The step's stable name.
    pub step_id: String,
    /// `open`, `in_progress`, `done` or `skipped`.
    pub state: String,
    /// Who is at it.
    pub assignee: Option<String>,
    /// What somebody wrote down.
    pub note: Option<String>,
    /// Why it was skipped.
    pub reason: Option<String>,
    /// When somebody took it up again, in epoch milliseconds: only later checks close it.
    pub reopened_at: Option<i64>,
    /// Counts its changes.
    pub version: i64,
    /// Epoch milliseconds.
    pub updated_at: i64,
    /// Who changed it last.
    pub updated_by: String,
}

/// Those of a migration.
pub async fn list(
    tx: &mut Tx,
    tenant: &TenantId,
    migration: &MigrationId,
) -> Result<Vec<MigrationStepRow>, StoreError> {
    let sql = "SELECT step_id, state, assignee, note, reason, reopened_at, version, updated_at, updated_by
               FROM migration_steps WHERE tenant_id = $1 AND migration_id = $2 ORDER BY step_id";
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(migration.as_str()).fetch_all(conn).await)?)
}

/// Those of several migrations of an environment, each with the migration.
pub async fn of_range(
    tx: &mut Tx,
    place: &Place,
    range: Range<'_>,
) -> Result<Vec<(String, MigrationStepRow)>, StoreError> {
    let sql = "SELECT migration_id, step_id, state, assignee, note, reason, reopened_at, version, updated_at, updated_by FROM migration_steps
               WHERE tenant_id = $1 AND migration_id IN
                   (SELECT id FROM migration_runs
                    WHERE tenant_id = $1 AND environment_id = $2 AND id BETWEEN $3 AND $4)
               ORDER BY migration_id, step_id";
    let rows: Vec<OfMigration> = on_db!(tx, conn => sqlx::query_as(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(range.first).bind(range.last)
        .fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|found| (found.migration_id, found.row)).collect())
}

#[derive(sqlx::FromRow)]
struct OfMigration {
    migration_id: String,
    #[sqlx(flatten)]
    row: MigrationStepRow,
}

/// Writes one.
pub async fn put(
    tx: &mut Tx,
    tenant: &TenantId,
    migration: &MigrationId,
    row: &MigrationStepRow,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO migration_steps (migration_id, step_id, tenant_id, state, assignee, note, reason,
                   reopened_at, version, updated_at, updated_by)
               SELECT id, $3, tenant_id, $4, $5, $6, $7, $8, $9, $10, $11 FROM migration_runs
               WHERE tenant_id = $1 AND id = $2
               ON CONFLICT (migration_id, step_id) DO UPDATE SET state = excluded.state, assignee = excluded.assignee,
                   note = excluded.note, reason = excluded.reason, reopened_at = excluded.reopened_at,
                   version = excluded.version, updated_at = excluded.updated_at, updated_by = excluded.updated_by";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(migration.as_str()).bind(&row.step_id).bind(&row.state).bind(&row.assignee)
        .bind(&row.note).bind(&row.reason).bind(row.reopened_at).bind(row.version).bind(row.updated_at)
        .bind(&row.updated_by)
        .execute(conn).await.map(drop))?;
    Ok(())
}
