//! The server: REST API, token engine, storage. `main.rs` only starts what is here.

pub mod app;
pub mod audit;
pub mod catalog;
pub mod certificate;
pub mod checks;
pub mod cli;
pub mod clock;
pub mod config;
pub mod config_files;
pub mod credentials;
pub mod dependents;
pub mod doctor;
pub mod domain;
pub mod hex;
pub mod http;
pub mod identity;
pub mod jobs;
pub mod kept_passwords;
pub mod log;
pub mod metrics;
pub mod oauth;
pub mod outbound;
pub mod permissions;
pub mod playbooks;
pub mod problem_texts;
pub mod resource_types;
pub mod resources;
pub mod rng;
pub mod server;
pub mod settings;
pub mod signals;
pub mod store;
#[cfg(test)]
pub mod testing;
pub mod token_cache;
pub mod vault;
