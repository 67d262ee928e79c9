//! What is set in an environment.

mod config_files;
mod connection_strings;
mod variables;
