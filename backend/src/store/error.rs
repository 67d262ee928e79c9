//! What can go wrong in storage, told apart as far as callers can act on it.

use super::dialect;

/// A fault of storage.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A rule of the tables was broken; the name is the one PostgreSQL gives it: `tenants_slug_key`.
    #[error("the database's rule {name} was broken")]
    Constraint {
        /// `<table>_<columns>_key` for unique columns, `foreign_key` for references.
        name: String,
        /// What the driver said.
        #[source]
        source: sqlx::Error,
    },
    /// The database cannot be reached, or not in time.
    #[error("the database cannot be reached")]
    Unavailable(#[source] sqlx::Error),
    /// The bundled SQLite is one of those that can damage a database in write-ahead mode.
    #[error(
        "SQLite {found} can damage databases; this program needs {} or newer and must be rebuilt with it",
        super::sqlite::OLDEST
    )]
    SqliteTooOld {
        /// The version found.
        found: String,
    },
    /// The tables could not be brought up to date.
    #[error("the tables could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A row holds what no version of this program wrote.
    #[error("{table}.{column} holds a value that cannot be read")]
    Unreadable {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// Anything else.
    #[error("the database refused a statement")]
    Other(#[source] sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(source: sqlx::Error) -> Self {
        if let Some(name) = source.as_database_error().and_then(dialect::broken_constraint) {
            return Self::Constraint { name, source };
        }
        match source {
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => {
                Self::Unavailable(source)
            }
            sqlx::Error::Database(ref error) if dialect::is_unavailable(error.as_ref()) => Self::Unavailable(source),
            _ => Self::Other(source),
        }
    }
}

/// Turns one broken rule into a problem where the statement stands, which is where its meaning is known.
pub trait OnConstraint<T> {
    /// `problem` if the rule called `name` was broken; other faults stay what they are.
    fn on_constraint<E: From<StoreError>>(self, name: &str, problem: impl FnOnce() -> E) -> Result<T, E>;
}

impl<T> OnConstraint<T> for Result<T, StoreError> {
    fn on_constraint<E: From<StoreError>>(self, name: &str, problem: impl FnOnce() -> E) -> Result<T, E> {
        self.map_err(|error| match error {
            StoreError::Constraint { name: ref broken, .. } if broken == name => problem(),
            other => other.into(),
        })
    }
}
