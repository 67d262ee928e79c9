//! What the product knows by itself, read once at the start from embedded data files: resource types, and what
//! the providers' error codes mean.

mod checks;
mod clouds;
pub mod connection_kinds;
mod deadlines;
mod dependents;
mod lint;
mod permissions;
#[cfg(test)]
mod playbook_words_tests;
pub(crate) mod playbooks;
mod provider_errors;
mod resource_types;
#[cfg(test)]
mod seed_coverage_tests;
mod settings;
mod settings_files;

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use rust_embed::RustEmbed;
use serde::de::DeserializeOwned;
use shared::{
    connection_string::kind::ConnectionKinds,
    ids::ResourceTypeId,
    resource::{Cloud, LintRule, NationalCloud, ResourceType},
    text::LocalizedText,
};

pub use checks::{CheckCatalog, CheckWords, FindingWords};
pub use deadlines::{DeadlineCatalog, OwnWords};
pub use dependents::DependentWords;
pub use permissions::{ConsentPage, PermissionCatalog};
pub use provider_errors::{AADSTS, ProviderErrorEntry, ProviderErrors, Recognised, Reported};
pub use resource_types::Shorthand;
pub use settings::{FaultWords, SettingsCatalog};
pub use settings_files::SettingsFileWords;

use crate::playbooks::Known;

/// The data files.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/catalog"]
struct Files;

/// A data file that cannot be used: a fault of ours, found by the tests.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the data file {file} cannot be used: {reason}")]
pub struct CatalogError {
    file: String,
    reason: String,
}

impl CatalogError {
    fn new(file: &str, reason: impl std::fmt::Display) -> Self {
        Self { file: file.to_owned(), reason: reason.to_string() }
    }
}

/// Everything the data files say.
#[derive(Debug, Clone)]
pub struct Catalog {
    resource_types: Vec<ResourceType>,
    clouds: Vec<Cloud>,
    connection_kinds: &'static ConnectionKinds,
    national_clouds: Vec<NationalCloud>,
    lint_rules: Vec<LintRule>,
    permissions: PermissionCatalog,
    playbooks: Vec<Arc<Known>>,
    playbook_faults: BTreeMap<String, LocalizedText>,
    shorthand: Shorthand,
    provider_errors: ProviderErrors,
    deadlines: DeadlineCatalog,
    dependents: BTreeMap<String, DependentWords>,
    settings: SettingsCatalog,
    settings_files: SettingsFileWords,
    checks: CheckCatalog,
}

impl Catalog {
    /// Reads the embedded files.
    ///
    /// # Errors
    /// The first file that cannot be used.
    pub fn load() -> Result<Self, CatalogError> {
        let national_clouds = clouds::load()?;
        let clouds = clouds::login_hosts(&national_clouds);
        let (resource_types, shorthand) = resource_types::load(&clouds)?;
        Ok(Self {
            resource_types,
            clouds,
            shorthand,
            connection_kinds: connection_kinds::load()?,
            national_clouds,
            lint_rules: lint::load()?,
            permissions: permissions::load()?,
            playbooks: playbooks::load()?,
            playbook_faults: read("playbook_faults.toml")?,
            provider_errors: provider_errors::load()?,
            deadlines: deadlines::load()?,
            dependents: dependents::load()?,
            settings: settings::load()?,
            settings_files: settings_files::load()?,
            checks: checks::load()?,
        })
    }

    /// The built-in resource types, by id.
    pub fn resource_types(&self) -> &[ResourceType] {
        &self.resource_types
    }

    /// The built-in type of that id.
    pub fn resource_type(&self, id: &ResourceTypeId) -> Option<&ResourceType> {
        self.resource_types.iter().find(|kind| kind.id == *id)
    }

    /// The kinds of connection entries.
    pub fn connection_kinds(&self) -> &ConnectionKinds {
        self.connection_kinds
    }

    /// What files of types leave out because many say the same.
    pub fn shorthand(&self) -> &Shorthand {
        &self.shorthand
    }

    /// Microsoft's clouds with all their hosts, the worldwide one first.
    pub fn national_clouds(&self) -> &[NationalCloud] {
        &self.national_clouds
    }

    /// The rules by which resources are judged.
    pub fn lint_rules(&self) -> &[LintRule] {
        &self.lint_rules
    }

    /// The login hosts of Microsoft's clouds, each once, the worldwide one first.
    pub fn clouds(&self) -> &[Cloud] {
        &self.clouds
    }

    /// Services that end, and the words for a tenant's own things that do.
    pub fn deadlines(&self) -> &DeadlineCatalog {
        &self.deadlines
    }

    /// The APIs whose permissions are known, and who can grant them.
    pub fn permissions(&self) -> &PermissionCatalog {
        &self.permissions
    }

    /// The playbooks that came with the program, by id.
    pub fn playbooks(&self) -> &[Arc<Known>] {
        &self.playbooks
    }

    /// The built-in playbook of that id.
    pub fn playbook(&self, id: &str) -> Option<&Arc<Known>> {
        self.playbooks.iter().find(|known| known.playbook.id == id)
    }

    /// What is said of a fault in a playbook's files, with places; empty where the code is unknown.
    pub fn playbook_fault(&self, code: &str) -> LocalizedText {
        self.playbook_faults.get(code).cloned().unwrap_or_default()
    }

    /// What is said about the things of one source that refer to others.
    pub fn dependents(&self, source: &str) -> Option<&DependentWords> {
        self.dependents.get(source)
    }

    /// What is known about settings: configuration files, variables that belong together, linked values.
    pub fn settings(&self) -> &SettingsCatalog {
        &self.settings
    }

    /// The words of the checks.
    pub fn checks(&self) -> &CheckCatalog {
        &self.checks
    }

    /// What is said about files of settings.
    pub fn settings_files(&self) -> &SettingsFileWords {
        &self.settings_files
    }

    /// What providers' errors mean.
    pub fn provider_errors(&self) -> &ProviderErrors {
        &self.provider_errors
    }

    /// What a provider's own code (`AADSTS7000215`) means.
    pub fn provider_error(&self, code: &str) -> Option<&ProviderErrorEntry> {
        self.provider_errors.find(code)
    }
}

/// The embedded files of a folder, by path.
fn files_of(folder: &str) -> Vec<String> {
    let mut paths: Vec<String> = Files::iter().filter(|p| p.starts_with(folder)).map(Cow::into_owned).collect();
    paths.sort();
    paths
}

fn read<T: DeserializeOwned>(path: &str) -> Result<T, CatalogError> {
    toml::from_str(&embedded_text(path)?).map_err(|error| CatalogError::new(path, error))
}

fn embedded_text(path: &str) -> Result<String, CatalogError> {
    let file = Files::get(path).ok_or_else(|| CatalogError::new(path, "it is not there"))?;
    String::from_utf8(file.data.into_owned()).map_err(|error| CatalogError::new(path, error))
}

/// `resource_types/oidc.toml` → `oidc`.
fn stem(path: &str) -> &str {
    path.rsplit('/').next().and_then(|name| name.strip_suffix(".toml")).unwrap_or(path)
}
