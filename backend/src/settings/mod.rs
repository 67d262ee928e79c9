//! The settings of an environment: rules above the stores of variables and connection strings, so that every save, of
//! whatever kind and origin, is one numbered change.

pub mod change;

pub use change::Change;

use shared::ids::{EnvironmentId, TenantId};

/// An environment of a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The tenant.
    pub tenant: TenantId,
    /// The environment.
    pub environment: EnvironmentId,
}
