//! The endpoints: one folder a resource, one file a verb.

pub mod admin_consents;
pub mod api_keys;
pub mod audit;
pub mod authorizations;
pub mod catalog;
pub mod connection_entries;
pub mod config_files;
pub mod connection_strings;
pub mod credentials;
mod dependents;
pub mod device_authorizations;
pub mod environments;
pub mod explanations;
pub mod health;
pub mod kept_passwords;
pub mod linked_settings;
pub mod members;
pub mod openapi;
pub mod pages;
pub mod permissions;
pub mod resource_types;
pub mod resources;
pub mod session;
pub mod settings;
pub mod setup;
pub mod tenants;
pub mod tokens;
pub mod users;

pub mod variable_sets;
pub mod variables;
