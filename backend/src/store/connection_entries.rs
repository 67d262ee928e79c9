//! Connection entries of environments and their versions. The text arrives and leaves sealed; it stands once, with its
//! version.

use shared::ids::ConnectionEntryId;

use super::{StoreError, Tx, on_db};
use crate::settings::Place;

/// A version of an entry.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct EntryRow {
    /// The entry's id.
    pub id: String,
    /// Counts from 1.
    pub version: i64,
    /// The change that made it.
    pub change_number: i64,
    /// What a config file calls it.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// What it is about.
    pub target: Option<String>,
    /// The text; `None`: with this version it was deleted.
    pub sealed: Option<Vec<u8>>,
    /// When the version was made, in epoch milliseconds.
    pub at: i64,
    /// By whom, for people.
    pub author: String,
}

/// Which version of an entry holds.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct EntryHead {
    /// The entry's id.
    pub id: String,
    /// Its last version.
    pub version: i64,
    /// When it was first made, in epoch milliseconds.
    pub created_at: i64,
}

/// How many entries one change touched, and the first of their names.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Touched {
    /// The change.
    pub change_number: i64,
    /// A name.
    pub name: String,
    /// How many there are.
    pub total: i64,
}

const COLUMNS: &str =
    "v.entry_id AS id, v.version, v.change_number, v.name, v.kind, v.target, v.sealed, v.at, v.author";

/// Every entry of an environment.
pub async fn current(tx: &mut Tx, place: &Place) -> Result<Vec<EntryRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM connection_entries e
             JOIN connection_entry_versions v ON v.entry_id = e.id AND v.version = e.version
         WHERE e.tenant_id = $1 AND e.environment_id = $2 ORDER BY e.search_name, e.id"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).fetch_all(conn).await)?)
}

/// Every entry of an environment as it was after change `number`.
pub async fn after(tx: &mut Tx, place: &Place, number: i64) -> Result<Vec<EntryRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM connection_entry_versions v
         WHERE v.tenant_id = $1 AND v.environment_id = $2 AND v.sealed IS NOT NULL AND v.version =
             (SELECT MAX(w.version) FROM connection_entry_versions w
              WHERE w.entry_id = v.entry_id AND w.change_number <= $3)
         ORDER BY v.entry_id"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(number).fetch_all(conn).await)?)
}

/// The versions of an entry, the newest first; those of a deleted one too.
pub async fn versions(tx: &mut Tx, place: &Place, id: &ConnectionEntryId) -> Result<Vec<EntryRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM connection_entry_versions v
         WHERE v.tenant_id = $1 AND v.environment_id = $2 AND v.entry_id = $3 ORDER BY v.version DESC"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(id.as_str()).fetch_all(conn).await)?)
}

/// The last version of every entry that an environment has or had.
pub async fn heads(tx: &mut Tx, place: &Place) -> Result<Vec<EntryHead>, StoreError> {
    let sql = "SELECT entry_id AS id, MAX(version) AS version, MIN(at) AS created_at FROM connection_entry_versions
               WHERE tenant_id = $1 AND environment_id = $2 GROUP BY entry_id";
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).fetch_all(conn).await)?)
}

/// Of each change from `first` to `last`: how many entries it touched, and the names of at most `most` of them.
pub async fn touched(
    tx: &mut Tx,
    place: &Place,
    (first, last): (i64, i64),
    most: i64,
) -> Result<Vec<Touched>, StoreError> {
    let sql = "SELECT change_number, name, total FROM (
                   SELECT change_number, name,
                          COUNT(*) OVER (PARTITION BY change_number) AS total,
                          ROW_NUMBER() OVER (PARTITION BY change_number ORDER BY name) AS place
                   FROM connection_entry_versions
                   WHERE tenant_id = $1 AND environment_id = $2 AND change_number BETWEEN $3 AND $4) AS t
               WHERE place <= $5 ORDER BY change_number DESC, place";
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(first).bind(last).bind(most)
        .fetch_all(conn).await)?)
}

/// Adds a version to each of these entries, and makes it the one that holds. A name may pass from one to another.
pub async fn write(tx: &mut Tx, place: &Place, rows: &[(EntryRow, i64)]) -> Result<(), StoreError> {
    for (row, _) in rows {
        let sql = "DELETE FROM connection_entries WHERE tenant_id = $1 AND environment_id = $2 AND id = $3";
        on_db!(tx, conn => sqlx::query(sql)
            .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(&row.id).execute(conn).await.map(drop))?;
    }
    for (row, created_at) in rows {
        add_version(tx, place, row).await?;
        if row.sealed.is_some() {
            add_head(tx, place, row, *created_at).await?;
        }
    }
    Ok(())
}

async fn add_version(tx: &mut Tx, place: &Place, row: &EntryRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO connection_entry_versions
                   (entry_id, version, tenant_id, environment_id, change_number, name, kind, target, sealed, at, author)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(&row.id).bind(row.version).bind(place.tenant.as_str()).bind(place.environment.as_str())
        .bind(row.change_number).bind(&row.name).bind(&row.kind).bind(&row.target).bind(&row.sealed).bind(row.at)
        .bind(&row.author)
        .execute(conn).await.map(drop))?;
    Ok(())
}

async fn add_head(tx: &mut Tx, place: &Place, row: &EntryRow, created_at: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO connection_entries (id, tenant_id, environment_id, kind, target, target_key, search_name,
                   version, created_at, updated_at, updated_by)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(&row.id).bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(&row.kind).bind(&row.target)
        .bind(row.target.as_deref().unwrap_or_default().to_lowercase()).bind(row.name.to_lowercase())
        .bind(row.version).bind(created_at).bind(row.at).bind(&row.author)
        .execute(conn).await.map(drop))?;
    Ok(())
}

#[cfg(test)]
#[path = "connection_entries_tests.rs"]
mod tests;
