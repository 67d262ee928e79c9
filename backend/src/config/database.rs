//! Where the data and the master key are.

use std::path::PathBuf;

use super::raw::{Raw, variable};
use crate::store::DatabaseUrl;

/// Where the data and the master key are.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// The database.
    pub url: DatabaseUrl,
    /// The file of the master key; next to the database unless told.
    pub key_file: PathBuf,
}

impl DatabaseConfig {
    pub(super) fn read(raw: &Raw, faults: &mut Vec<String>) -> Option<Self> {
        let url: DatabaseUrl = match raw.get_or("database_url", "sqlite:./data/consentry.db").parse() {
            Ok(url) => url,
            Err(fault) => {
                faults.push(format!("{}: {fault}", variable("database_url")));
                return None;
            }
        };
        let key_file = raw.get("key_file").map_or_else(|| url.folder().join("consentry.key"), PathBuf::from);
        Some(Self { url, key_file })
    }
}
