//! SQLite is for one server: two would each take the other's leases for left behind, and present one refresh token
//! twice. Commands may run beside it.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::PathBuf,
};

use super::DatabaseUrl;

/// Held as long as this process serves the database; the system gives it back however the process ends.
#[derive(Debug)]
pub struct SoleServer(#[expect(dead_code, reason = "open, the file holds the lock")] Option<File>);

/// Why this process may not serve the database.
#[derive(Debug, thiserror::Error)]
pub enum NotSole {
    /// Another one does.
    #[error("another server already uses this database; SQLite is for one (several nodes need PostgreSQL)")]
    Taken,
    /// The file that is locked cannot be made.
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
}

impl SoleServer {
    /// Claims the database at `url`. PostgreSQL serves many: there is nothing to claim.
    ///
    /// # Errors
    /// Another server holds it, or its folder cannot be written.
    pub fn claim(url: &DatabaseUrl) -> Result<Self, NotSole> {
        let DatabaseUrl::Sqlite(database) = url else { return Ok(Self(None)) };
        // Beside the database, not the database itself: SQLite's own locks must stay as they are.
        let mut name = database.clone().into_os_string();
        name.push(".serving");
        let path = PathBuf::from(name);
        let failed = |error| NotSole::File(path.clone(), error);
        std::fs::create_dir_all(url.folder()).map_err(failed)?;
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(Some(file))),
            Err(TryLockError::WouldBlock) => Err(NotSole::Taken),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_served_once_at_a_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let url: DatabaseUrl =
            format!("sqlite:{}", folder.path().join("new/portal.db").display()).parse().expect("a URL");
        let first = SoleServer::claim(&url).expect("nobody serves it");
        assert!(matches!(SoleServer::claim(&url), Err(NotSole::Taken)));
        drop(first);
        SoleServer::claim(&url).expect("nobody serves it any more");
    }

    #[test]
    fn a_database_server_serves_many() {
        let url: DatabaseUrl = "postgres://db.example.com/portal".parse().expect("a URL");
        let _one = SoleServer::claim(&url).expect("nothing to claim");
        let _two = SoleServer::claim(&url).expect("nothing to claim");
    }
}
