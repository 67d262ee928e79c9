//! Values that a migration keeps itself. They arrive and leave sealed.

use shared::ids::{MigrationId, TenantId};

use super::{StoreError, Tx, migration_runs::Range, on_db};
use crate::settings::Place;

/// A row of `migration_values`.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct MigrationValueRow {
    /// The value's stable name.
    pub value_id: String,
    /// What it is.
    pub sealed: Vec<u8>,
    /// Epoch milliseconds.
    pub updated_at: i64,
}

/// Those of a migration.
pub async fn list(
    tx: &mut Tx,
    tenant: &TenantId,
    migration: &MigrationId,
) -> Result<Vec<MigrationValueRow>, StoreError> {
    let sql = "SELECT value_id, sealed, updated_at FROM migration_values
               WHERE tenant_id = $1 AND migration_id = $2 ORDER BY value_id";
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(migration.as_str()).fetch_all(conn).await)?)
}

/// Those of several migrations of an environment, each with the migration.
pub async fn of_range(
    tx: &mut Tx,
    place: &Place,
    range: Range<'_>,
) -> Result<Vec<(String, MigrationValueRow)>, StoreError> {
    let sql = "SELECT migration_id, value_id, sealed, updated_at FROM migration_values
               WHERE tenant_id = $1 AND migration_id IN
                   (SELECT id FROM migration_runs
                    WHERE tenant_id = $1 AND environment_id = $2 AND id BETWEEN $3 AND $4)
               ORDER BY migration_id, value_id";
    let rows: Vec<OfMigration> = on_db!(tx, conn => sqlx::query_as(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(range.first).bind(range.last)
        .fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|found| (found.migration_id, found.row)).collect())
}

#[derive(sqlx::FromRow)]
struct OfMigration {
    migration_id: String,
    #[sqlx(flatten)]
    row: MigrationValueRow,
}

/// Writes one.
pub async fn put(
    tx: &mut Tx,
    tenant: &TenantId,
    migration: &MigrationId,
    row: &MigrationValueRow,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO migration_values (migration_id, value_id, tenant_id, sealed, updated_at)
               SELECT id, $3, tenant_id, $4, $5 FROM migration_runs WHERE tenant_id = $1 AND id = $2
               ON CONFLICT (migration_id, value_id) DO UPDATE
                   SET sealed = excluded.sealed, updated_at = excluded.updated_at";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(migration.as_str()).bind(&row.value_id).bind(&row.sealed).bind(row.updated_at)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Takes one away.
pub async fn delete(tx: &mut Tx, tenant: &TenantId, migration: &MigrationId, value: &str) -> Result<(), StoreError> {
    let sql = "DELETE FROM migration_values WHERE tenant_id = $1 AND migration_id = $2 AND value_id = $3";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(migration.as_str()).bind(value).execute(conn).await.map(drop))?;
    Ok(())
}
