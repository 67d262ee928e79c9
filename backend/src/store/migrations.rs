//! Bringing the tables up to date. The files are embedded; numbers and names are the same for both databases.

use sqlx::{PgPool, SqlitePool, migrate::Migrator};

use super::StoreError;

static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");

const APPLIED: &str = "SELECT COUNT(*) FROM _sqlx_migrations WHERE success";

/// All pending migrations in one immediate transaction, so that a second process waits for the first.
pub(super) async fn sqlite(writer: &SqlitePool) -> Result<(), StoreError> {
    let mut tx = writer.begin_with("BEGIN IMMEDIATE").await?;
    SQLITE.run(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

/// The migrator takes an advisory lock, so that a second node waits for the first.
pub(super) async fn postgres(pool: &PgPool) -> Result<(), StoreError> {
    Ok(POSTGRES.run(pool).await?)
}

pub(super) async fn sqlite_state(pool: &SqlitePool) -> Result<(usize, usize), StoreError> {
    let there = "SELECT COUNT(*) FROM sqlite_master WHERE name = '_sqlx_migrations'";
    let applied: i64 = match sqlx::query_scalar(there).fetch_one(pool).await? {
        0_i64 => 0,
        _ => sqlx::query_scalar(APPLIED).fetch_one(pool).await?,
    };
    Ok((usize::try_from(applied).unwrap_or_default(), SQLITE.iter().count()))
}

pub(super) async fn postgres_state(pool: &PgPool) -> Result<(usize, usize), StoreError> {
    let there: bool = sqlx::query_scalar("SELECT to_regclass('_sqlx_migrations') IS NOT NULL").fetch_one(pool).await?;
    let applied: i64 = if there { sqlx::query_scalar(APPLIED).fetch_one(pool).await? } else { 0 };
    Ok((usize::try_from(applied).unwrap_or_default(), POSTGRES.iter().count()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_databases_have_the_same_migrations() {
        let names = |migrator: &Migrator| -> Vec<String> {
            migrator.iter().map(|m| format!("{} {}", m.version, m.description)).collect()
        };
        assert_eq!(names(&SQLITE), names(&POSTGRES));
    }

    #[tokio::test]
    async fn two_processes_may_start_at_once() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("consentry.db");
        let (first, _) = super::super::sqlite::open(&path).await.expect("first");
        let (second, _) = super::super::sqlite::open(&path).await.expect("second");
        let (one, other) = tokio::join!(sqlite(&first), sqlite(&second));
        one.expect("one");
        other.expect("other");
    }
}
