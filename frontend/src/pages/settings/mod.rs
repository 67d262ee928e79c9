//! What is set in an environment: variables, connection strings, config files.

mod config_files;
mod connection_strings;
pub(crate) mod frame;
mod variables;
