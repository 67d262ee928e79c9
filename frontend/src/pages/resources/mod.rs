//! Resources of a tenant, and their tokens.

pub(crate) mod broker;
pub(crate) mod claims;
pub(crate) mod configuration;
pub(crate) mod create;
pub(crate) mod credential_forms;
pub(crate) mod credential_row;
pub(crate) mod credentials;
pub(crate) mod detail;
pub(crate) mod device;
mod discovery;
mod duplicate;
pub(crate) mod endpoints;
mod findings;
pub(crate) mod grant_warning;
pub(crate) mod grid;
pub(crate) mod kept_passwords;
pub(crate) mod list;
pub(crate) mod obtain;
mod permission_forms;
pub(crate) mod permission_state;
pub(crate) mod permissions;
pub(crate) mod permissions_consent;
pub(crate) mod permissions_history;
pub(crate) mod preview;
pub(crate) mod token_error;
pub(crate) mod token_row;
pub(crate) mod tokens;
