//! A whole portal for tests: SQLite in a folder of its own, a clock that stands still, a seeded generator.

#![expect(clippy::missing_panics_doc, reason = "a test that cannot set up its portal ends there")]

use std::path::Path;

use shared::timestamp::Timestamp;

use crate::{
    app::{AppState, Parts},
    clock::Clock,
    config::Config,
    rng::Rng,
    store::testing::TestStore,
    vault::Vault,
};

/// A portal and what must outlive it.
pub struct TestApp {
    /// The portal.
    pub app: AppState,
    _store: TestStore,
    _folder: tempfile::TempDir,
}

impl TestApp {
    /// A fresh portal on SQLite.
    pub async fn new() -> Self {
        Self::with(&[]).await
    }

    /// A fresh portal with settings, by their names in the environment.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let store = TestStore::sqlite().await;
        let setting = |name: &str| settings.iter().find(|(known, _)| *known == name).map(|(_, v)| (*v).to_owned());
        let config = Config::load(None::<&Path>, setting).expect("the settings are right");
        let start = Timestamp::parse_rfc3339("2026-11-21T20:00:00Z").expect("a moment");
        let (clock, rng) = (Clock::manual(start), Rng::seeded(1));
        let vault = Vault::start(&store.store, &folder.path().join("key"), &rng, &clock).await.expect("a vault");
        let public_url = "http://127.0.0.1:8080".to_owned();
        let parts = Parts { config, public_url, store: store.store.clone(), vault, clock, rng };
        Self { app: AppState::new(parts).expect("a portal"), _store: store, _folder: folder }
    }
}
