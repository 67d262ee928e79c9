//! Why settings were not saved. Nothing was written.

use shared::{api::setting_change::SettingConflict, field::FieldFault};

use crate::{store::StoreError, vault::VaultError};

/// Why settings were not saved.
#[derive(Debug, thiserror::Error)]
pub enum SettingsFault {
    /// Fields were not accepted; each with a pointer into the request.
    #[error("fields were not accepted")]
    Fields(Vec<(String, FieldFault)>),
    /// Settings are not as they were expected to be.
    #[error("settings have changed meanwhile")]
    Conflict(Vec<SettingConflict>),
    /// Only the support team may change this one.
    #[error("{0} is protected")]
    Protected(String),
    /// References would lead back to where they stand.
    #[error("references would form a circle")]
    Cycle {
        /// The names in the circle.
        names: Vec<String>,
        /// Where they stand in the request.
        pointers: Vec<String>,
    },
    /// There is no such setting, version or change.
    #[error("there is no such thing")]
    NotFound,
    /// Storage, or what is sealed in it.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl From<StoreError> for SettingsFault {
    fn from(error: StoreError) -> Self {
        Self::Vault(error.into())
    }
}
