//! The checks of `consentry doctor`, one file each. Looking changes nothing: what is not there yet is not created.

mod database;
mod folder;
mod key_file;
mod master_key;
mod public_url;

use crate::{
    config::{Config, ConfigFaults},
    store::{DatabaseUrl, Store},
};

/// What one check found.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it looked at.
    pub looked_at: &'static str,
    /// What it found.
    pub verdict: Verdict,
}

/// Whether it is in order.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is; what was found.
    Fine(String),
    /// It is not.
    Wrong {
        /// What was found.
        found: String,
        /// How to mend it.
        remedy: String,
    },
}

impl Verdict {
    fn wrong(found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Wrong { found: found.into(), remedy: remedy.into() }
    }
}

/// What the checks look at.
#[derive(Debug)]
struct Patient<'a> {
    config: &'a Config,
    /// `None`: it cannot be opened, or does not exist yet.
    store: Option<Store>,
}

/// Runs every check, in the order in which faults cause each other.
pub async fn examine(config: &Config) -> Vec<Finding> {
    let not_there = matches!(&config.database.url, DatabaseUrl::Sqlite(path) if !path.exists());
    let opened = if not_there { None } else { Some(Store::open(&config.database.url).await) };
    let (store, fault) = match opened {
        Some(Ok(store)) => (Some(store), None),
        Some(Err(fault)) => (None, Some(fault)),
        None => (None, None),
    };
    let patient = Patient { config, store };
    let findings = vec![
        finding("settings", Verdict::Fine("read".to_owned())),
        finding("public address", public_url::check(&patient)),
        finding("folder of the data", folder::check(&patient)),
        finding("key file", key_file::check(&patient)),
        finding("database", database::check(&patient, fault).await),
        finding("master key", master_key::check(&patient).await),
    ];
    if let Some(store) = patient.store {
        store.close().await;
    }
    findings
}

fn finding(looked_at: &'static str, verdict: Verdict) -> Finding {
    Finding { looked_at, verdict }
}

/// Without settings there is nothing else to look at.
pub fn settings_are_wrong(faults: &ConfigFaults) -> Vec<Finding> {
    let remedy = "correct it in the environment or in the file given with --config";
    faults.0.iter().map(|fault| finding("settings", Verdict::wrong(fault, remedy))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::Clock, rng::Rng, vault::Vault};

    fn config(folder: &std::path::Path) -> Config {
        let url = format!("sqlite:{}", folder.join("portal.db").display());
        Config::load(None, |name| (name == "CONSENTRY_DATABASE_URL").then(|| url.clone())).expect("settings")
    }

    fn wrong(findings: Vec<Finding>) -> Vec<&'static str> {
        findings.into_iter().filter(|f| matches!(f.verdict, Verdict::Wrong { .. })).map(|f| f.looked_at).collect()
    }

    #[tokio::test]
    async fn before_the_first_start_nothing_is_wrong_and_nothing_is_created() {
        let folder = tempfile::tempdir().expect("folder");
        assert_eq!(wrong(examine(&config(folder.path())).await), Vec::<&str>::new());
        assert_eq!(std::fs::read_dir(folder.path()).expect("folder").count(), 0);
    }

    #[tokio::test]
    async fn another_master_key_is_found() {
        let folder = tempfile::tempdir().expect("folder");
        let config = config(folder.path());
        let store = Store::open(&config.database.url).await.expect("store");
        store.migrate().await.expect("migrated");
        Vault::start(&store, &config.database.key_file, &Rng::system(), &Clock::system()).await.expect("vault");
        store.close().await;
        assert_eq!(wrong(examine(&config).await), Vec::<&str>::new());
        std::fs::write(&config.database.key_file, [7; 32]).expect("written");
        assert_eq!(wrong(examine(&config).await), ["master key"]);
    }
}
