//! The settings of an environment: rules above the stores of variables and connection strings, so that every save, of
//! whatever kind and origin, is one numbered change, judged by the same rules.
//!
//! One file a kind of setting (a [`Source`]), and one line in [`ALL`]: with that it takes part in changes, diffs,
//! restores, copies, renames, and in what depends on a resource.

pub mod apply;
pub mod change;
pub mod connection_strings;
pub mod copy;
pub mod diff;
mod facts;
mod fault;
pub mod history;
pub mod import;
pub mod rename;
pub mod rendered;
pub mod resolve;
pub mod restore;
mod source;
pub mod variables;

pub use apply::{Act, Expected, Operation, Patch, Save, apply};
pub use change::Change;
pub use facts::suggestions;
pub use fault::SettingsFault;
pub use resolve::{Resolution, resolve};
pub use source::{Answer, Edit, Setting, Source, State};

use shared::{
    api::{environment::Environment, setting_change::SettingKind},
    ids::{EnvironmentId, TenantId},
};

use crate::{
    app::App,
    store::{StoreError, Tx, environments},
    vault::VaultError,
};

/// Every kind of setting, in the order in which they are shown.
pub const ALL: &[&dyn Source] = &[&variables::Variables, &connection_strings::ConnectionStrings];

/// The source of a kind; `None`: nobody keeps settings of that kind.
pub fn source(kind: SettingKind) -> Option<&'static dyn Source> {
    ALL.iter().copied().find(|source| source.kind() == kind)
}

/// An environment of a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The tenant.
    pub tenant: TenantId,
    /// The environment.
    pub environment: EnvironmentId,
}

/// The environment of that id or slug.
pub async fn place(
    tx: &mut Tx,
    tenant: &TenantId,
    id_or_slug: &str,
) -> Result<Option<(Place, Environment)>, StoreError> {
    let found = environments::get(tx, tenant, id_or_slug).await?;
    Ok(found
        .map(|(environment, _)| (Place { tenant: tenant.clone(), environment: environment.id.clone() }, environment)))
}

/// Every variable of an environment as it is, by name.
pub async fn variables(tx: &mut Tx, app: &App, place: &Place) -> Result<Vec<Setting>, VaultError> {
    variables::Variables.load(tx, app, place, None).await
}
