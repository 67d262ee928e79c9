//! Playbooks that were uploaded, version by version. They are the portal's and belong to no tenant.

use super::{StoreError, Tx, dialect, dialect::Referred, on_db};

/// A row of `playbooks`.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PlaybookRow {
    /// The playbook's stable name.
    pub id: String,
    /// Its version.
    pub version: i64,
    /// `playbook.toml`.
    pub playbook: String,
    /// `en.toml`.
    pub en: String,
    /// `nl.toml`.
    pub nl: String,
    /// Epoch milliseconds.
    pub uploaded_at: i64,
    /// Who did it, by name.
    pub uploaded_by: String,
}

/// The newest version of one.
pub async fn newest(tx: &mut Tx, id: &str) -> Result<Option<PlaybookRow>, StoreError> {
    let sql = "SELECT id, version, playbook, en, nl, uploaded_at, uploaded_by FROM playbooks
               WHERE id = $1 ORDER BY version DESC LIMIT 1";
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(id).fetch_optional(conn).await)?)
}

/// One version of one.
pub async fn version(tx: &mut Tx, id: &str, version: i64) -> Result<Option<PlaybookRow>, StoreError> {
    let sql = "SELECT id, version, playbook, en, nl, uploaded_at, uploaded_by FROM playbooks
               WHERE id = $1 AND version = $2";
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(id).bind(version).fetch_optional(conn).await)?)
}

/// The newest version of each, by id.
pub async fn list(tx: &mut Tx) -> Result<Vec<PlaybookRow>, StoreError> {
    let sql = "SELECT p.id, p.version, p.playbook, p.en, p.nl, p.uploaded_at, p.uploaded_by FROM playbooks p
               WHERE p.version = (SELECT MAX(n.version) FROM playbooks n WHERE n.id = p.id) ORDER BY p.id";
    Ok(on_db!(tx, conn => sqlx::query_as(sql).fetch_all(conn).await)?)
}

/// What is kept of one that was uploaded.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct KeptRow {
    /// The playbook's stable name.
    pub id: String,
    /// How many versions there are.
    pub versions: i64,
    /// When the newest was uploaded, in epoch milliseconds.
    pub uploaded_at: i64,
    /// Who did it, by name.
    pub uploaded_by: String,
}

/// What is kept of each, without the files.
pub async fn kept(tx: &mut Tx) -> Result<Vec<KeptRow>, StoreError> {
    let sql = "SELECT p.id, p.uploaded_at, p.uploaded_by,
               (SELECT COUNT(*) FROM playbooks n WHERE n.id = p.id) AS versions FROM playbooks p
               WHERE p.version = (SELECT MAX(n.version) FROM playbooks n WHERE n.id = p.id)";
    Ok(on_db!(tx, conn => sqlx::query_as(sql).fetch_all(conn).await)?)
}

/// How many migrations run each, in all tenants.
pub async fn run(tx: &mut Tx) -> Result<Vec<(String, i64)>, StoreError> {
    let sql = "SELECT playbook, COUNT(*) FROM migration_runs GROUP BY playbook";
    Ok(on_db!(tx, conn => sqlx::query_as(sql).fetch_all(conn).await)?)
}

/// Adds a version. One that is there breaks `playbooks_id_version_key`.
pub async fn insert(tx: &mut Tx, row: &PlaybookRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO playbooks (id, version, playbook, en, nl, uploaded_at, uploaded_by)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(&row.id).bind(row.version).bind(&row.playbook).bind(&row.en).bind(&row.nl)
        .bind(row.uploaded_at).bind(&row.uploaded_by)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Keeps all versions of one from being deleted until this transaction ends. To be looked for once it is held.
pub async fn hold(tx: &mut Tx, id: &str) -> Result<(), StoreError> {
    dialect::hold(tx, Referred::Playbook, id).await
}

/// Keeps migrations from beginning with one until this transaction ends.
pub async fn seize(tx: &mut Tx, id: &str) -> Result<(), StoreError> {
    dialect::seize(tx, Referred::Playbook, id).await
}

/// How many migrations run one, in all tenants.
pub async fn uses(tx: &mut Tx, id: &str) -> Result<i64, StoreError> {
    let sql = "SELECT COUNT(*) FROM migration_runs WHERE playbook = $1";
    Ok(on_db!(tx, conn => sqlx::query_scalar(sql).bind(id).fetch_one(conn).await)?)
}

/// Removes one with all its versions; tells how many there were.
pub async fn delete(tx: &mut Tx, id: &str) -> Result<u64, StoreError> {
    let sql = "DELETE FROM playbooks WHERE id = $1";
    Ok(on_db!(tx, conn => sqlx::query(sql).bind(id).execute(conn).await.map(|result| result.rows_affected()))?)
}
