//! Storage: one pair of pools, one transaction type for both databases, and one file of SQL a resource.
//!
//! SQL is written once, with `$1` places, and run through [`on_db!`]; what the two databases do not share is in
//! [`dialect`]. Nothing outside this folder speaks to sqlx.

pub mod admin_consents;
pub mod api_keys;
pub mod audit;
pub mod authorizations;
pub mod calendar_feeds;
pub mod check_notices;
pub mod check_runs;
pub mod check_schedules;
pub mod config_files;
pub mod connection_entries;
pub mod consent_requests;
pub mod credentials;
pub mod data_keys;
mod database_url;
pub mod deadlines;
pub mod device_authorizations;
pub mod dialect;
pub mod environments;
mod error;
pub mod generations;
pub mod idempotency_keys;
pub mod kept_passwords;
pub mod lease;
mod many;
pub mod members;
pub mod migration_events;
pub mod migration_runs;
pub mod migration_steps;
pub mod migration_values;
mod migrations;
pub mod page;
pub mod permission_checks;
pub mod playbooks;
pub mod reach;
pub mod resource_types;
pub mod resources;
pub mod sessions;
pub mod setting_changes;
pub mod settings;
mod sole_server;
mod sqlite;
pub mod tenants;
#[cfg(test)]
pub mod testing;
pub mod throttle;
pub mod token_events;
pub mod token_quarantines;
pub mod token_renewals;
pub mod tokens;
mod tx;
pub mod users;
pub mod variables;

pub use database_url::{DatabaseUrl, DatabaseUrlFault};
pub use error::{OnConstraint, StoreError};
pub use sole_server::{NotSole, SoleServer};
pub use tx::Tx;
pub(crate) use tx::on_db;

use sqlx::{PgPool, SqlitePool, postgres::PgPoolOptions};
use std::time::Duration;

/// The database.
#[derive(Debug, Clone)]
pub struct Store(Pools);

#[derive(Debug, Clone)]
enum Pools {
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    Postgres(PgPool),
}

impl Store {
    /// Connects. Does not migrate; see [`Store::migrate`].
    pub async fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        match url {
            DatabaseUrl::Sqlite(path) => {
                let (writer, readers) = sqlite::open(path).await?;
                Ok(Self(Pools::Sqlite { writer, readers }))
            }
            DatabaseUrl::Postgres(url) => {
                let pool = PgPoolOptions::new()
                    .max_connections(16)
                    .acquire_timeout(Duration::from_secs(5))
                    .connect(url.expose())
                    .await?;
                Ok(Self(Pools::Postgres(pool)))
            }
        }
    }

    /// Brings the tables up to date. Several nodes may start at once: one does it, the others wait.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        match &self.0 {
            Pools::Sqlite { writer, .. } => migrations::sqlite(writer).await,
            Pools::Postgres(pool) => migrations::postgres(pool).await,
        }
    }

    /// How many migrations are applied, and how many this executable brings.
    pub async fn migration_state(&self) -> Result<(usize, usize), StoreError> {
        match &self.0 {
            Pools::Sqlite { readers, .. } => migrations::sqlite_state(readers).await,
            Pools::Postgres(pool) => migrations::postgres_state(pool).await,
        }
    }

    /// Begins a transaction that only reads: one consistent view.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        match &self.0 {
            Pools::Sqlite { readers, .. } => Ok(Tx::Sqlite(readers.begin().await?)),
            Pools::Postgres(pool) => {
                Ok(Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?))
            }
        }
    }

    /// Begins a transaction that writes. Keep it short: SQLite has one writer.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        match &self.0 {
            // Deferred transactions that upgrade to writing fail at once when another writer was faster.
            Pools::Sqlite { writer, .. } => Ok(Tx::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?)),
            Pools::Postgres(pool) => Ok(Tx::Postgres(pool.begin().await?)),
        }
    }

    /// The database's name and version, for people.
    pub async fn version(&self) -> Result<String, StoreError> {
        match &self.0 {
            Pools::Sqlite { readers, .. } => Ok(format!("SQLite {}", sqlite::version(readers).await?)),
            Pools::Postgres(pool) => {
                let version: String = sqlx::query_scalar("SHOW server_version").fetch_one(pool).await?;
                Ok(format!("PostgreSQL {version}"))
            }
        }
    }

    /// Closes all connections; SQLite's write-ahead log is folded into the database first.
    pub async fn close(&self) {
        match &self.0 {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                if let Err(error) = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer).await {
                    tracing::warn!(%error, "the write-ahead log could not be folded into the database");
                }
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::on_both;

    on_both!(a_transaction_that_is_not_committed_leaves_nothing(store) {
        let insert = "INSERT INTO settings (name, value) VALUES ($1, $2)";
        let mut tx = store.write().await.expect("write");
        on_db!(&mut tx, conn => sqlx::query(insert).bind("a").bind("1").execute(conn).await.map(drop)).expect("insert");
        drop(tx);
        let mut tx = store.write().await.expect("write");
        on_db!(&mut tx, conn => sqlx::query(insert).bind("b").bind("2").execute(conn).await.map(drop)).expect("insert");
        tx.commit().await.expect("commit");
        let mut tx = store.read().await.expect("read");
        let names: Vec<String> =
            on_db!(&mut tx, conn => sqlx::query_scalar("SELECT name FROM settings").fetch_all(conn).await).expect("select");
        assert_eq!(names, ["b"]);
    });

    on_both!(a_reading_transaction_cannot_write(store) {
        let mut tx = store.read().await.expect("read");
        let outcome = on_db!(&mut tx, conn => sqlx::query("DELETE FROM settings").execute(conn).await.map(drop));
        assert!(outcome.is_err());
    });

    on_both!(constraints_are_named_alike(store) {
        let insert = "INSERT INTO users (id, email, name, password_hash, locale, administrator, created_at, updated_at)
                      VALUES ($1, 'a@example.com', 'A', '', 'en', TRUE, 0, 0)";
        let mut tx = store.write().await.expect("write");
        on_db!(&mut tx, conn => sqlx::query(insert).bind("1").execute(conn).await.map(drop)).expect("first");
        let error: StoreError =
            on_db!(&mut tx, conn => sqlx::query(insert).bind("2").execute(conn).await.map(drop)).expect_err("second").into();
        assert!(matches!(&error, StoreError::Constraint { name, .. } if name == "users_email_key"), "{error:?}");
    });

    on_both!(migrating_twice_changes_nothing(store) {
        store.migrate().await.expect("again");
        let (applied, known) = store.migration_state().await.expect("state");
        assert!(applied == known && known > 0);
    });

    on_both!(many_writers_wait_for_each_other(store) {
        let add = "UPDATE generations SET number = number + 1 WHERE name = 'identity'";
        let writers: Vec<_> = (0..20)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut tx = store.write().await?;
                    on_db!(&mut tx, conn => sqlx::query(add).execute(conn).await.map(drop))?;
                    tx.commit().await
                })
            })
            .collect();
        for writer in writers {
            writer.await.expect("joined").expect("written");
        }
        let mut tx = store.read().await.expect("read");
        let number: i64 =
            on_db!(&mut tx, conn => sqlx::query_scalar("SELECT number FROM generations").fetch_one(conn).await).expect("select");
        assert_eq!(number, 20);
    });
}
