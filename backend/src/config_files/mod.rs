//! Configuration files: opened, checked against the environment's settings, and patched with them.

pub mod linked;
mod patch;
mod values;

use aws_lc_rs::digest::{SHA256, digest};
use shared::{
    config_check::{CheckFacts, CheckedFile, ConfigFinding, check, recognise},
    config_file::{ConfigFile, Fault},
    ids::{ConfigFileId, EnvironmentId, TenantId},
    problem::ProblemCode,
};

pub use patch::{Patched, mask_if, mask_string, patch, sounds_secret};
pub use values::Values;

use crate::{
    app::App,
    hex,
    store::{
        Tx,
        config_files::{self, ConfigFileRow, ConfigFileVersionRow},
    },
    vault::{HolderKey, Place, VaultError},
};

/// The bytes of a version.
pub fn open(key: &HolderKey, id: &str, version: i64, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
    Ok(key.open(place(&row_name(id, version)), sealed)?)
}

/// A version of `bytes`.
pub fn version(
    app: &App,
    key: &HolderKey,
    id: &ConfigFileId,
    number: i64,
    (name, origin, by): (&str, &str, &str),
    bytes: &[u8],
) -> ConfigFileVersionRow {
    ConfigFileVersionRow {
        version: number,
        name: name.to_owned(),
        origin: origin.to_owned(),
        sealed: key.seal(place(&row_name(id.as_str(), number)), bytes),
        sha256: sha256(bytes),
        size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        at: app.clock.now().as_millis(),
        actor_name: by.to_owned(),
    }
}

/// The SHA-256 of bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(digest(&SHA256, bytes).as_ref())
}

fn row_name(id: &str, version: i64) -> String {
    format!("{id}/{version}")
}

fn place(row: &str) -> Place<'_> {
    Place { table: "config_file_versions", row, column: "sealed" }
}

/// A stored file, read.
#[derive(Debug)]
pub struct Opened {
    /// Its row.
    pub row: ConfigFileRow,
    /// What it holds.
    pub file: ConfigFile,
}

impl Opened {
    /// The kinds of file that it is.
    pub fn kinds<'a>(&self, app: &'a App) -> Vec<&'a CheckedFile> {
        recognise(&app.catalog.settings().config_files, &self.row.name, &self.file)
    }

    /// What the checks find, with the environment's values.
    pub fn findings(&self, app: &App, values: &Values) -> Vec<ConfigFinding> {
        let names = values.connection_names();
        let facts = CheckFacts { file: &self.file, variables: values.variables(), connection_names: &names };
        check(&self.kinds(app), &facts)
    }
}

/// Why a stored file was not read.
#[derive(Debug, thiserror::Error)]
pub enum OpenFault {
    /// Nothing of that id.
    #[error("there is no such file")]
    NotFound,
    /// Of the vault or the store.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// It was taken once; the rules became stricter since.
    #[error("a stored configuration file does not read any more: {0}")]
    Fault(#[from] Fault),
}

impl OpenFault {
    /// What is answered.
    pub fn code(&self) -> ProblemCode {
        match self {
            Self::NotFound => ProblemCode::NotFound,
            Self::Vault(_) | Self::Fault(_) => ProblemCode::Internal,
        }
    }
}

/// Opens and reads one file.
pub async fn get(
    tx: &mut Tx,
    app: &App,
    tenant: &TenantId,
    environment: &EnvironmentId,
    id: &ConfigFileId,
) -> Result<Opened, OpenFault> {
    let row = config_files::get(tx, tenant, environment, id).await.map_err(VaultError::from)?;
    let row = row.ok_or(OpenFault::NotFound)?;
    let key = app.vault.tenant(tx, tenant).await?;
    let file = ConfigFile::parse(&open(&key, &row.id, row.version, &row.sealed)?)?;
    Ok(Opened { row, file })
}

/// Opens and reads every file of an environment; those that do not read any more are left out.
pub async fn all(
    tx: &mut Tx,
    app: &App,
    tenant: &TenantId,
    environment: &EnvironmentId,
) -> Result<Vec<Opened>, VaultError> {
    let key = app.vault.tenant(tx, tenant).await?;
    let mut opened = Vec::new();
    for row in config_files::list(tx, tenant, environment, "", MOST_FILES).await? {
        if let Ok(file) = ConfigFile::parse(&open(&key, &row.id, row.version, &row.sealed)?) {
            opened.push(Opened { row, file });
        }
    }
    Ok(opened)
}

/// How many files an environment may have.
pub const MOST_FILES: i64 = 50;
