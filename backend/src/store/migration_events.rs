//! What happened in migrations: added and read; only that one was undone is noted later.

use shared::ids::{MigrationId, TenantId};

use super::{StoreError, Tx, on_db};

/// A row of `migration_events`.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct MigrationEventRow {
    /// Its id; ids grow with time.
    pub id: String,
    /// Epoch milliseconds.
    pub at: i64,
    /// Who did it.
    pub actor_name: String,
    /// What happened.
    pub what: String,
    /// The step that it was about.
    pub step_id: Option<String>,
    /// Names and states as JSON, never values.
    pub detail: String,
    /// What there was before, sealed; `None`: it cannot be undone.
    pub undo: Option<Vec<u8>>,
    /// The event that undid it.
    pub undone_by: Option<String>,
}

const COLUMNS: &str = "id, at, actor_name, what, step_id, detail, undo, undone_by";

/// Adds one.
pub async fn insert(
    tx: &mut Tx,
    tenant: &TenantId,
    migration: &MigrationId,
    row: &MigrationEventRow,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO migration_events (id, tenant_id, migration_id, at, actor_name, what, step_id, detail, undo)
               SELECT $3, tenant_id, id, $4, $5, $6, $7, $8, $9 FROM migration_runs WHERE tenant_id = $1 AND id = $2";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(migration.as_str()).bind(&row.id).bind(row.at).bind(&row.actor_name)
        .bind(&row.what).bind(&row.step_id).bind(&row.detail).bind(&row.undo)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// One.
pub async fn get(
    tx: &mut Tx,
    tenant: &TenantId,
    migration: &MigrationId,
    id: &str,
) -> Result<Option<MigrationEventRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM migration_events WHERE tenant_id = $1 AND migration_id = $2 AND id = $3"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(migration.as_str()).bind(id).fetch_optional(conn).await)?)
}

/// Those before the id `before` (empty: from the newest), the newest first.
pub async fn list(
    tx: &mut Tx,
    tenant: &TenantId,
    migration: &MigrationId,
    before: &str,
    limit: i64,
) -> Result<Vec<MigrationEventRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM migration_events WHERE tenant_id = $1 AND migration_id = $2 AND ($3 = '' OR id < $3)
         ORDER BY id DESC LIMIT $4"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(migration.as_str()).bind(before).bind(limit).fetch_all(conn).await)?)
}

/// Of each step (empty: of none), the newest event that can be undone and was not.
pub async fn undoable(tx: &mut Tx, tenant: &TenantId, migration: &MigrationId) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT MAX(id) FROM migration_events
               WHERE tenant_id = $1 AND migration_id = $2 AND undo IS NOT NULL AND undone_by IS NULL
               GROUP BY COALESCE(step_id, '')";
    Ok(on_db!(tx, conn => sqlx::query_scalar(sql)
        .bind(tenant.as_str()).bind(migration.as_str()).fetch_all(conn).await)?)
}

/// Notes that one was undone.
pub async fn undone(
    tx: &mut Tx,
    tenant: &TenantId,
    migration: &MigrationId,
    (id, by): (&str, &str),
) -> Result<(), StoreError> {
    let sql = "UPDATE migration_events SET undone_by = $4, undo = NULL
               WHERE tenant_id = $1 AND migration_id = $2 AND id = $3";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(migration.as_str()).bind(id).bind(by).execute(conn).await.map(drop))?;
    Ok(())
}
