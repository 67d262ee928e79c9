//! What the server and the browser agree on: identifiers, API paths, request and answer shapes, the one error
//! body, and rules that are pure functions of their input.
//!
//! Nothing here does IO, reads a clock or draws randomness, so everything runs unchanged on the server and in
//! the browser, and is tested natively.

pub mod api;
pub mod check;
pub mod claims;
pub mod config_check;
pub mod config_file;
pub mod connection_string;
pub mod deadline;
pub mod field;
pub mod ids;
pub mod linked_setting;
pub mod pasted;
pub mod permission;
pub mod playbook;
pub mod problem;
pub mod prose;
pub mod provider_error;
pub mod resource;
pub mod routes;
pub mod script;
pub mod secret;
pub mod settings_file;
pub mod text;
pub mod timestamp;
pub mod variable;
pub mod variable_set;
