//! What is set in an environment: variables, connection strings, config files.

pub(crate) mod frame;
mod variables;
