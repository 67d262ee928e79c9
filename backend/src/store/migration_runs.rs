//! Playbooks that run for environments. What happened in them, their steps and their values are in files of their own.

use shared::ids::{MigrationId, TenantId};

use super::{StoreError, Tx, on_db};
use crate::settings::Place;

/// A row of `migration_runs`.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct MigrationRow {
    /// Its id; ids grow with time.
    pub id: String,
    /// The playbook.
    pub playbook: String,
    /// The version of it with which it began.
    pub playbook_version: i64,
    /// What was chosen, by option, as JSON.
    pub options: String,
    /// The ids of resources, by role, as JSON.
    pub resources: String,
    /// `running` or `abandoned`.
    pub state: String,
    /// Counts changes of the row.
    pub version: i64,
    /// Epoch milliseconds.
    pub created_at: i64,
    /// Who began it.
    pub created_by: String,
    /// When anything in it last changed, in epoch milliseconds.
    pub updated_at: i64,
    /// The environment's change that switched production over.
    pub cutover_change: Option<i64>,
    /// When, in epoch milliseconds.
    pub cutover_at: Option<i64>,
    /// Who did.
    pub cutover_by: Option<String>,
}

const COLUMNS: &str = "id, playbook, playbook_version, options, resources, state, version, created_at, created_by,
     updated_at, cutover_change, cutover_at, cutover_by";

/// Adds one.
pub async fn insert(tx: &mut Tx, place: &Place, row: &MigrationRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO migration_runs (id, tenant_id, environment_id, playbook, playbook_version, options,
                   resources, state, version, created_at, created_by, updated_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(&row.id).bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(&row.playbook)
        .bind(row.playbook_version).bind(&row.options).bind(&row.resources).bind(&row.state).bind(row.version)
        .bind(row.created_at).bind(&row.created_by).bind(row.updated_at)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// One, if the environment has it.
pub async fn get(tx: &mut Tx, place: &Place, id: &MigrationId) -> Result<Option<MigrationRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM migration_runs WHERE tenant_id = $1 AND environment_id = $2 AND id = $3"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(id.as_str()).fetch_optional(conn).await)?)
}

/// Whether the tenant has it, in whichever environment.
pub async fn is_there(tx: &mut Tx, tenant: &TenantId, id: &str) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) FROM migration_runs WHERE tenant_id = $1 AND id = $2";
    let count: i64 = on_db!(tx, conn => sqlx::query_scalar(sql).bind(tenant.as_str()).bind(id).fetch_one(conn).await)?;
    Ok(count > 0)
}

/// Notes that something in it changes now. Others who want to change it wait until this transaction ends. Tells
/// whether it is there.
pub async fn touch(tx: &mut Tx, place: &Place, id: &MigrationId, now: i64) -> Result<bool, StoreError> {
    let sql = "UPDATE migration_runs SET updated_at = $4 WHERE tenant_id = $1 AND environment_id = $2 AND id = $3";
    let found = on_db!(tx, conn => sqlx::query(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(id.as_str()).bind(now)
        .execute(conn).await.map(|result| result.rows_affected()))?;
    Ok(found == 1)
}

/// Writes what can change: what was chosen, the roles, its state and the cut-over. Hold it by [`touch`] before.
pub async fn update(tx: &mut Tx, place: &Place, row: &MigrationRow) -> Result<(), StoreError> {
    let sql = "UPDATE migration_runs SET options = $4, resources = $5, state = $6, version = $7, cutover_change = $8,
                   cutover_at = $9, cutover_by = $10
               WHERE tenant_id = $1 AND environment_id = $2 AND id = $3";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(&row.id).bind(&row.options)
        .bind(&row.resources).bind(&row.state).bind(row.version).bind(row.cutover_change).bind(row.cutover_at)
        .bind(&row.cutover_by)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Those of an environment before the id `before` (empty: from the newest), the newest first.
pub async fn list(tx: &mut Tx, place: &Place, before: &str, limit: i64) -> Result<Vec<MigrationRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM migration_runs
         WHERE tenant_id = $1 AND environment_id = $2 AND ($3 = '' OR id < $3) ORDER BY id DESC LIMIT $4"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(before).bind(limit).fetch_all(conn).await)?)
}

/// From one migration to another, by their ids: a page of [`list`].
#[derive(Debug, Clone, Copy)]
pub struct Range<'a> {
    /// The oldest.
    pub first: &'a str,
    /// The newest.
    pub last: &'a str,
}

impl<'a> Range<'a> {
    /// What rows of [`list`] span, in their order; `None`: there are none.
    pub fn of(rows: &'a [MigrationRow]) -> Option<Self> {
        Some(Self { first: &rows.last()?.id, last: &rows.first()?.id })
    }
}

/// The running ones of a tenant, each with its environment.
pub async fn running(tx: &mut Tx, tenant: &TenantId) -> Result<Vec<(String, MigrationRow)>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT environment_id, {COLUMNS} FROM migration_runs WHERE tenant_id = $1 AND state = 'running' ORDER BY id"
    ));
    let rows: Vec<OfEnvironment> = on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|found| (found.environment_id, found.row)).collect())
}

#[derive(sqlx::FromRow)]
struct OfEnvironment {
    environment_id: String,
    #[sqlx(flatten)]
    row: MigrationRow,
}

/// The newest of an environment that runs a playbook and was not given up.
pub async fn of_playbook(tx: &mut Tx, place: &Place, playbook: &str) -> Result<Option<MigrationRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM migration_runs WHERE tenant_id = $1 AND environment_id = $2 AND playbook = $3
             AND state <> 'abandoned' ORDER BY id DESC LIMIT 1"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(playbook).fetch_optional(conn).await)?)
}

/// Removes one with everything in it; tells whether it was there.
pub async fn delete(tx: &mut Tx, place: &Place, id: &MigrationId) -> Result<bool, StoreError> {
    let sql = "DELETE FROM migration_runs WHERE tenant_id = $1 AND environment_id = $2 AND id = $3";
    let removed = on_db!(tx, conn => sqlx::query(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(id.as_str())
        .execute(conn).await.map(|result| result.rows_affected()))?;
    Ok(removed == 1)
}
