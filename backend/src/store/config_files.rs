//! Configuration files of environments and their versions. What a file holds arrives and leaves sealed.

use shared::ids::{ConfigFileId, EnvironmentId, TenantId};

use super::{StoreError, Tx, on_db};

/// A file with its newest version.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ConfigFileRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The number of its newest version.
    pub version: i64,
    /// Epoch milliseconds.
    pub created_at: i64,
    /// Epoch milliseconds.
    pub updated_at: i64,
    /// Its bytes.
    pub sealed: Vec<u8>,
    /// Of its bytes, in hexadecimal.
    pub sha256: String,
    /// How many bytes.
    pub size: i64,
    /// Who made the newest version.
    pub actor_name: String,
}

/// A version of a file.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ConfigFileVersionRow {
    /// Counts from 1.
    pub version: i64,
    /// What the file was called.
    pub name: String,
    /// `uploaded`, `patched` or `restored`.
    pub origin: String,
    /// Its bytes.
    pub sealed: Vec<u8>,
    /// Of its bytes, in hexadecimal.
    pub sha256: String,
    /// How many bytes.
    pub size: i64,
    /// Epoch milliseconds.
    pub at: i64,
    /// Who made it.
    pub actor_name: String,
}

/// The constraint that a second file of a name breaks.
pub const NAME_TAKEN: &str = "config_files_environment_id_name_key_key";

const COLUMNS: &str = "f.id, f.name, f.version, f.created_at, f.updated_at, v.sealed, v.sha256, v.size, v.actor_name";
const FROM: &str = "config_files f JOIN config_file_versions v ON v.config_file_id = f.id AND v.version = f.version";
const VERSION_COLUMNS: &str = "version, name, origin, sealed, sha256, size, at, actor_name";

/// The files of an environment by name, those after the name `after` (lower case).
pub async fn list(
    tx: &mut Tx,
    tenant: &TenantId,
    environment: &EnvironmentId,
    after: &str,
    limit: i64,
) -> Result<Vec<ConfigFileRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM {FROM} WHERE f.tenant_id = $1 AND f.environment_id = $2 AND f.name_key > $3
         ORDER BY f.name_key LIMIT $4"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(environment.as_str()).bind(after).bind(limit).fetch_all(conn).await)?)
}

/// One file, if the environment has it.
pub async fn get(
    tx: &mut Tx,
    tenant: &TenantId,
    environment: &EnvironmentId,
    id: &ConfigFileId,
) -> Result<Option<ConfigFileRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM {FROM} WHERE f.tenant_id = $1 AND f.environment_id = $2 AND f.id = $3"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(environment.as_str()).bind(id.as_str()).fetch_optional(conn).await)?)
}

/// Adds a file without its version; breaks [`NAME_TAKEN`].
pub async fn insert(
    tx: &mut Tx,
    tenant: &TenantId,
    environment: &EnvironmentId,
    id: &ConfigFileId,
    version: &ConfigFileVersionRow,
) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO config_files (id, tenant_id, environment_id, name, name_key, version, created_at, updated_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $7)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(id.as_str()).bind(tenant.as_str()).bind(environment.as_str()).bind(&version.name)
        .bind(version.name.to_lowercase()).bind(version.version).bind(version.at)
        .execute(conn).await.map(drop))?;
    insert_version(tx, tenant, id, version).await
}

/// Adds a version and makes it the newest; breaks [`NAME_TAKEN`].
pub async fn add_version(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &ConfigFileId,
    version: &ConfigFileVersionRow,
) -> Result<(), StoreError> {
    let sql = "UPDATE config_files SET name = $3, name_key = $4, version = $5, updated_at = $6
               WHERE tenant_id = $1 AND id = $2";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(tenant.as_str()).bind(id.as_str()).bind(&version.name).bind(version.name.to_lowercase())
        .bind(version.version).bind(version.at)
        .execute(conn).await.map(drop))?;
    insert_version(tx, tenant, id, version).await
}

async fn insert_version(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &ConfigFileId,
    row: &ConfigFileVersionRow,
) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO config_file_versions (config_file_id, version, tenant_id, name, origin, sealed, sha256, size,
                   at, actor_name)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(id.as_str()).bind(row.version).bind(tenant.as_str()).bind(&row.name).bind(&row.origin).bind(&row.sealed)
        .bind(&row.sha256).bind(row.size).bind(row.at).bind(&row.actor_name)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The versions of a file before the version `before`, newest first.
pub async fn versions(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &ConfigFileId,
    before: i64,
    limit: i64,
) -> Result<Vec<ConfigFileVersionRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {VERSION_COLUMNS} FROM config_file_versions
         WHERE tenant_id = $1 AND config_file_id = $2 AND version < $3 ORDER BY version DESC LIMIT $4"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(id.as_str()).bind(before).bind(limit).fetch_all(conn).await)?)
}

/// One version of a file.
pub async fn version(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &ConfigFileId,
    version: i64,
) -> Result<Option<ConfigFileVersionRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {VERSION_COLUMNS} FROM config_file_versions
         WHERE tenant_id = $1 AND config_file_id = $2 AND version = $3"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(id.as_str()).bind(version).fetch_optional(conn).await)?)
}

/// Removes a file with its versions; tells whether it was there.
pub async fn delete(
    tx: &mut Tx,
    tenant: &TenantId,
    environment: &EnvironmentId,
    id: &ConfigFileId,
) -> Result<bool, StoreError> {
    let sql = "DELETE FROM config_files WHERE tenant_id = $1 AND environment_id = $2 AND id = $3";
    let removed = on_db!(tx, conn => sqlx::query(sql).bind(tenant.as_str()).bind(environment.as_str()).bind(id.as_str())
        .execute(conn).await.map(|result| result.rows_affected()))?;
    Ok(removed == 1)
}
