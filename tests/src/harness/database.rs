//! A database of a test's own: an SQLite file, or a PostgreSQL database that is dropped afterwards.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use sqlx::{Column as _, Connection as _, Executor as _, PgConnection, Row as _, TypeInfo as _, ValueRef as _};

static COUNT: AtomicU32 = AtomicU32::new(0);

/// The database of one installation.
pub enum Database {
    /// A file in the installation's folder.
    Sqlite(PathBuf),
    /// A database on the server that `CONSENTRY_TEST_POSTGRES` names.
    Postgres {
        /// The server, as superuser.
        server: String,
        /// The database's name.
        name: String,
    },
}

impl Database {
    /// A fresh one, of the kind that `CONSENTRY_TEST_DB` asks for (SQLite unless told).
    pub async fn fresh(folder: &Path) -> Self {
        if !Self::is_postgres() {
            return Self::Sqlite(folder.join("consentry.db"));
        }
        let server = std::env::var("CONSENTRY_TEST_POSTGRES").expect(
            "CONSENTRY_TEST_DB=postgres needs CONSENTRY_TEST_POSTGRES, the URL of a server to create databases on",
        );
        let name = format!("consentry_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let mut connection = PgConnection::connect(&server).await.expect("the PostgreSQL server answers");
        connection
            .execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
            .await
            .expect("the database is created");
        Self::Postgres { server, name }
    }

    /// Whether this run is on PostgreSQL.
    pub fn is_postgres() -> bool {
        match std::env::var("CONSENTRY_TEST_DB").as_deref() {
            Err(_) | Ok("" | "sqlite") => false,
            Ok("postgres") => true,
            Ok(other) => panic!("CONSENTRY_TEST_DB is sqlite or postgres, not {other}"),
        }
    }

    /// What `CONSENTRY_DATABASE_URL` must be.
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("sqlite:{}", path.display()),
            Self::Postgres { server, name } => {
                let mut url = url::Url::parse(server).expect("CONSENTRY_TEST_POSTGRES is a URL");
                url.set_path(name);
                url.to_string()
            }
        }
    }

    /// Everything that is stored, as bytes to search: the SQLite file with its log, or every column of every row.
    pub async fn contents(&self) -> Vec<u8> {
        match self {
            Self::Sqlite(path) => {
                let mut all = std::fs::read(path).expect("the database file is there");
                for suffix in ["-wal", "-shm"] {
                    let beside = PathBuf::from(format!("{}{suffix}", path.display()));
                    all.extend(std::fs::read(beside).unwrap_or_default());
                }
                all
            }
            Self::Postgres { .. } => self.every_row().await,
        }
    }

    /// Changes what is stored behind the program's back: how tests let time pass. Tells how many rows were changed.
    pub async fn change(&self, statement: &'static str) -> u64 {
        match self {
            Self::Sqlite(path) => {
                let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
                let mut connection = sqlx::SqliteConnection::connect_with(&options).await.expect("the database opens");
                connection.execute(statement).await.expect("the statement runs").rows_affected()
            }
            Self::Postgres { .. } => {
                let mut connection = PgConnection::connect(&self.url()).await.expect("the database answers");
                connection.execute(statement).await.expect("the statement runs").rows_affected()
            }
        }
    }

    /// One number that is stored: what `query` selects.
    pub async fn number(&self, query: &'static str) -> i64 {
        match self {
            Self::Sqlite(path) => {
                let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
                let mut connection = sqlx::SqliteConnection::connect_with(&options).await.expect("the database opens");
                sqlx::query_scalar(query).fetch_one(&mut connection).await.expect("the query runs")
            }
            Self::Postgres { .. } => {
                let mut connection = PgConnection::connect(&self.url()).await.expect("the database answers");
                sqlx::query_scalar(query).fetch_one(&mut connection).await.expect("the query runs")
            }
        }
    }

    async fn every_row(&self) -> Vec<u8> {
        let mut connection = PgConnection::connect(&self.url()).await.expect("the database answers");
        let tables =
            sqlx::query("SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'")
                .fetch_all(&mut connection)
                .await
                .expect("the tables are listed");
        let mut all = Vec::new();
        for table in tables {
            let table: String = table.get(0);
            let statement = sqlx::AssertSqlSafe(format!("SELECT * FROM \"{table}\""));
            for row in sqlx::query(statement).fetch_all(&mut connection).await.expect("the rows are read") {
                for (index, column) in row.columns().iter().enumerate() {
                    let value = row.try_get_raw(index).expect("the column is there");
                    if !value.is_null() {
                        let mut name = String::new();
                        write!(name, "\n{table}.{} {}=", column.name(), column.type_info().name())
                            .expect("writes to memory");
                        all.extend(name.into_bytes());
                        all.extend(value.as_bytes().expect("a value has bytes"));
                    }
                }
            }
        }
        all
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Self::Postgres { server, name } = self else { return };
        let (server, name) = (server.clone(), name.clone());
        // Dropping happens outside any runtime or inside a single-threaded one, so a thread with a runtime of its own does it.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
            runtime.block_on(async {
                let mut connection = PgConnection::connect(&server).await?;
                connection.execute(sqlx::AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))).await
            })
        })
        .join();
        let fine = matches!(dropped, Ok(Ok(_))) || std::thread::panicking();
        assert!(fine, "the test's database could not be dropped: {dropped:?}");
    }
}
