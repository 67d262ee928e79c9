//! Reads what is known about settings: kinds of configuration file and their checks, variables that belong together,
//! values with several places, and the words for files that cannot be read.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use shared::{
    config_check::CheckedFile, linked_setting::LinkedSetting, text::LocalizedText, variable_set::VariableSet,
};

use super::{CatalogError, files_of, read};

/// What is known about settings.
#[derive(Debug, Clone)]
pub struct SettingsCatalog {
    /// Kinds of configuration file, by id.
    pub config_files: Vec<CheckedFile>,
    /// Variables that belong together, by id.
    pub variable_sets: Vec<VariableSet>,
    /// Values with several places, by id.
    pub linked_settings: Vec<LinkedSetting>,
    config_faults: BTreeMap<String, FaultWords>,
}

/// What is said about a file that cannot be read. `{name}`, `{line}` and `{column}` are filled in.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultWords {
    /// What is wrong.
    pub detail: LocalizedText,
    /// What to do about it.
    pub remedy: LocalizedText,
}

impl SettingsCatalog {
    /// The words for a fault's code.
    pub fn config_fault(&self, code: &str) -> Option<&FaultWords> {
        self.config_faults.get(code)
    }
}

pub(super) fn load() -> Result<SettingsCatalog, CatalogError> {
    Ok(SettingsCatalog {
        config_files: all("config_checks/", |kind: &CheckedFile| &kind.id)?,
        variable_sets: all("variable_sets/", |set: &VariableSet| &set.id)?,
        linked_settings: all("linked_settings/", |linked: &LinkedSetting| &linked.id)?,
        config_faults: read("config_faults.toml")?,
    })
}

/// The files of a folder, each named after the id of what it describes.
fn all<T: DeserializeOwned>(folder: &str, id: fn(&T) -> &String) -> Result<Vec<T>, CatalogError> {
    let mut found = Vec::new();
    for path in files_of(folder) {
        let thing: T = read(&path)?;
        if super::stem(&path) != id(&thing) {
            return Err(CatalogError::new(&path, "it is not named after its id"));
        }
        found.push(thing);
    }
    Ok(found)
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
