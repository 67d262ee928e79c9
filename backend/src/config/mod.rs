//! The settings: from `CONSENTRY_*` and a TOML file, one file a section, all checked before anything starts.

mod database;
mod listen;
mod log;
mod outbound;
mod raw;
mod renewals;

use std::path::Path;

pub use database::DatabaseConfig;
pub use listen::ListenConfig;
pub use log::{LogConfig, LogFormat};
pub use outbound::OutboundConfig;
pub use renewals::RenewalsConfig;

use raw::Raw;

/// Every setting, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen and how the outside calls us.
    pub listen: ListenConfig,
    /// Where the data and the master key are.
    pub database: DatabaseConfig,
    /// What may be called from here.
    pub outbound: OutboundConfig,
    /// What is logged, and how.
    pub log: LogConfig,
    /// Whether tokens are renewed here before anybody asks.
    pub renewals: RenewalsConfig,
}

/// The settings that are not right: one line each.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigFaults(pub Vec<String>);

impl std::error::Error for ConfigFaults {}

impl std::fmt::Display for ConfigFaults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

/// Every setting by its name in the TOML file; in the environment it is `CONSENTRY_` and the name in capitals.
const NAMES: &[&str] = &[
    "listen",
    "public_url",
    "trusted_proxies",
    "database_url",
    "key_file",
    "outbound_allow",
    "log",
    "log_format",
    "renewals",
];

impl Config {
    /// Reads and checks all settings; the environment wins over the file.
    pub fn load(file: Option<&Path>, environment: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigFaults> {
        let raw = Raw::read(NAMES, file, environment).map_err(|fault| ConfigFaults(vec![fault]))?;
        let mut faults = Vec::new();
        let listen = ListenConfig::read(&raw, &mut faults);
        let database = DatabaseConfig::read(&raw, &mut faults);
        let outbound = OutboundConfig::read(&raw, &mut faults);
        let log = LogConfig::read(&raw, &mut faults);
        let renewals = RenewalsConfig::read(&raw, &mut faults);
        match (listen, database, outbound, log, renewals) {
            (Some(listen), Some(database), Some(outbound), Some(log), Some(renewals)) => {
                Ok(Self { listen, database, outbound, log, renewals })
            }
            _ => Err(ConfigFaults(faults)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(environment: &[(&str, &str)]) -> Result<Config, ConfigFaults> {
        Config::load(None, |name| environment.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
    }

    #[test]
    fn without_settings_it_is_a_local_portal() {
        let config = load(&[]).expect("defaults");
        assert_eq!(config.listen.address.to_string(), "127.0.0.1:8080");
        assert_eq!(config.database.url.to_string(), "sqlite:./data/consentry.db");
        assert_eq!(config.database.key_file, Path::new("./data/consentry.key"));
        assert!(!config.outbound.http && config.outbound.networks.is_empty());
        assert!(config.renewals.on && !load(&[("CONSENTRY_RENEWALS", "off")]).expect("off").renewals.on);
    }

    #[test]
    fn every_fault_gets_a_line_that_names_the_setting() {
        let faults = load(&[
            ("CONSENTRY_LISTEN", "everywhere"),
            ("CONSENTRY_PUBLIC_URL", "portal.example.com"),
            ("CONSENTRY_DATABASE_URL", "mysql://x"),
            ("CONSENTRY_OUTBOUND_ALLOW", "10.0.0.0/40"),
            ("CONSENTRY_LOG_FORMAT", "xml"),
            ("CONSENTRY_RENEWALS", "sometimes"),
        ])
        .expect_err("all wrong");
        let names = ["LISTEN", "PUBLIC_URL", "DATABASE_URL", "OUTBOUND_ALLOW", "LOG_FORMAT", "RENEWALS"];
        assert_eq!(faults.0.len(), names.len(), "{faults}");
        for (line, name) in faults.0.iter().zip(names) {
            assert!(line.starts_with(&format!("CONSENTRY_{name}: ")), "{line}");
        }
    }

    #[test]
    fn the_environment_wins_over_the_file_and_unknown_names_are_refused() {
        let folder = tempfile::tempdir().expect("folder");
        let file = folder.path().join("consentry.toml");
        std::fs::write(&file, "listen = \"127.0.0.1:1\"\noutbound_allow = [\"10.0.0.0/8\", \"http\"]")
            .expect("written");
        let config = Config::load(Some(&file), |n| (n == "CONSENTRY_LISTEN").then(|| "127.0.0.1:2".to_owned()));
        let config = config.expect("read");
        assert_eq!(config.listen.address.port(), 2);
        assert!(config.outbound.http && config.outbound.networks.len() == 1);
        std::fs::write(&file, "lisen = \"127.0.0.1:1\"").expect("written");
        let fault = Config::load(Some(&file), |_| None).expect_err("unknown").to_string();
        assert!(fault.contains("lisen"), "{fault}");
    }
}
