//! Where the database is: `sqlite:./data/consentry.db` or `postgres://…`. Keeps a password out of every message.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use shared::secret::SecretText;

/// Where the database is. `Debug` and `Display` leave a password out.
#[derive(Clone)]
pub enum DatabaseUrl {
    /// A file of ours.
    Sqlite(PathBuf),
    /// A server; the URL may hold a password.
    Postgres(SecretText),
}

/// The text is not the place of a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it must begin with sqlite: and name a file, or be a postgres:// URL")]
pub struct DatabaseUrlFault;

impl DatabaseUrl {
    /// The folder in which the server's own files belong: the database's, or the current one.
    pub fn folder(&self) -> &Path {
        match self {
            Self::Sqlite(path) => path.parent().unwrap_or(Path::new("")),
            Self::Postgres(_) => Path::new(""),
        }
    }
}

impl FromStr for DatabaseUrl {
    type Err = DatabaseUrlFault;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            let usable = !path.is_empty() && !path.contains([':', '?']);
            return usable.then(|| Self::Sqlite(PathBuf::from(path))).ok_or(DatabaseUrlFault);
        }
        let postgres = text.starts_with("postgres://") || text.starts_with("postgresql://");
        (postgres && url::Url::parse(text).is_ok())
            .then(|| Self::Postgres(SecretText::new(text)))
            .ok_or(DatabaseUrlFault)
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => match url::Url::parse(url.expose()) {
                Ok(url) => write!(f, "postgres://{}{}", url.host_str().unwrap_or("(socket)"), url.path()),
                Err(_) => f.write_str("postgres://"),
            },
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let url: DatabaseUrl =
            "postgres://consentry:hunter2@db.example.com/portal?password=hunter2".parse().expect("url");
        assert_eq!(format!("{url} {url:?}"), "postgres://db.example.com/portal postgres://db.example.com/portal");
    }

    #[test]
    fn only_the_two_kinds_are_taken() {
        let path = |text: &str| match text.parse() {
            Ok(DatabaseUrl::Sqlite(path)) => path.display().to_string(),
            _ => String::new(),
        };
        assert_eq!(path("sqlite:./data/consentry.db"), "./data/consentry.db");
        assert_eq!(path("sqlite:///var/lib/c.db"), "/var/lib/c.db");
        for bad in ["sqlite:", "sqlite::memory:", "sqlite:x?mode=ro", "mysql://x", "/data/x.db"] {
            assert!(bad.parse::<DatabaseUrl>().is_err(), "{bad}");
        }
    }
}
