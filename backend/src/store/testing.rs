//! Store tests run on both databases: on SQLite always, on PostgreSQL when `CONSENTRY_TEST_POSTGRES` names a server.
//! Each test gets a fresh, migrated database.

#![expect(clippy::missing_panics_doc, reason = "a test that cannot set up its database ends there")]

use shared::secret::SecretText;
use sqlx::{AssertSqlSafe, PgPool};

use super::{DatabaseUrl, Store};
use crate::{hex, rng::Rng};

/// A database of one test; gone when dropped (SQLite) or finished (PostgreSQL).
pub struct TestStore {
    /// The database.
    pub store: Store,
    _folder: Option<tempfile::TempDir>,
    server: Option<(PgPool, String)>,
}

impl TestStore {
    /// A fresh SQLite database.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let store = Store::open(&DatabaseUrl::Sqlite(folder.path().join("test.db"))).await.expect("opened");
        store.migrate().await.expect("migrated");
        Self { store, _folder: Some(folder), server: None }
    }

    /// A fresh PostgreSQL database, or nothing when no server is named.
    pub async fn postgres() -> Option<Self> {
        let url = std::env::var("CONSENTRY_TEST_POSTGRES").ok()?;
        let server = PgPool::connect(&url).await.expect("the PostgreSQL server answers");
        let name = format!("unit_{}", hex::encode(&Rng::system().bytes::<8>()));
        sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&server).await.expect("created");
        let mut own = url::Url::parse(&url).expect("a URL");
        own.set_path(&name);
        let store = Store::open(&DatabaseUrl::Postgres(SecretText::new(own.as_str()))).await.expect("opened");
        store.migrate().await.expect("migrated");
        Some(Self { store, _folder: None, server: Some((server, name)) })
    }

    /// Takes the database down.
    pub async fn finish(self) {
        self.store.close().await;
        if let Some((server, name)) = self.server {
            let drop = format!("DROP DATABASE {name} WITH (FORCE)");
            sqlx::query(AssertSqlSafe(drop)).execute(&server).await.expect("dropped");
        }
    }
}

/// `on_both!(name(store) { … });` makes two tests of one body.
macro_rules! on_both {
    ($name:ident($store:ident) $body:block) => {
        mod $name {
            #[allow(unused_imports, reason = "whether a body needs its module differs from test to test")]
            use super::*;

            async fn story($store: $crate::store::Store) $body

            #[tokio::test]
            async fn sqlite() {
                let test = $crate::store::testing::TestStore::sqlite().await;
                story(test.store.clone()).await;
                test.finish().await;
            }

            #[tokio::test]
            async fn postgres() {
                if let Some(test) = $crate::store::testing::TestStore::postgres().await {
                    story(test.store.clone()).await;
                    test.finish().await;
                }
            }
        }
    };
}
pub(crate) use on_both;
