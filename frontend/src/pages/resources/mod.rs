//! Resources of a tenant, and their tokens.

pub(crate) mod configuration;
pub(crate) mod create;
pub(crate) mod detail;
pub(crate) mod list;
pub(crate) mod tokens;
