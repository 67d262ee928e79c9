//! How the embedded database is opened: one writer, several readers, durable commits.

use std::{path::Path, str::FromStr, time::Duration};

use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::StoreError;

/// The first version without the fault that damages databases in write-ahead mode with two connections.
pub(super) const OLDEST: &str = "3.51.3";

/// Opens the writer and the readers; creates the file (readable by its owner only) and its folder if need be.
pub(super) async fn open(path: &Path) -> Result<(SqlitePool, SqlitePool), StoreError> {
    create_privately(path).map_err(|error| StoreError::Unavailable(sqlx::Error::Io(error)))?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: a rotated refresh token that was committed must survive a power cut.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5));
    let writer = pool(1).connect_with(options.clone()).await?;
    let found = version(&writer).await?;
    if is_older(&found, OLDEST) {
        return Err(StoreError::SqliteTooOld { found });
    }
    let readers = pool(4).connect_with(options.pragma("query_only", "on")).await?;
    Ok((writer, readers))
}

fn pool(size: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new().max_connections(size).acquire_timeout(Duration::from_secs(10)).test_before_acquire(false)
}

/// SQLite would create the file with the usual mode; what is in it is nobody else's to read.
fn create_privately(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// The version of the SQLite that is linked in.
pub(super) async fn version(pool: &SqlitePool) -> Result<String, StoreError> {
    Ok(sqlx::query_scalar("SELECT sqlite_version()").fetch_one(pool).await?)
}

fn is_older(found: &str, wanted: &str) -> bool {
    let parts = |version: &str| -> Vec<u32> { version.split('.').filter_map(|p| u32::from_str(p).ok()).collect() };
    parts(found) < parts(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert!(is_older("3.40.1", OLDEST));
        assert!(is_older("3.51.2", OLDEST));
        assert!(!is_older("3.51.3", OLDEST));
        assert!(!is_older("3.100.0", OLDEST));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn the_file_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("data").join("consentry.db");
        open(&path).await.expect("opened");
        let mode = std::fs::metadata(&path).expect("there").permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }
}
