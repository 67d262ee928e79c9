//! Request and answer types of the REST API, one file a resource.
//!
//! Requests refuse unknown fields and judge themselves ([`crate::field::Validate`]); answers never hold a secret
//! except where a field says [`crate::secret::hand_out`].

pub mod admin_consent;
pub mod api_key;
pub mod audit;
pub mod authorization;
pub mod catalog;
pub mod check;
pub mod claims;
pub mod config_file;
pub mod connection_entry;
pub mod connection_string;
pub mod consent_request;
pub mod credential;
pub mod deadline;
pub mod dependents;
pub mod device_authorization;
pub mod environment;
pub mod explanation;
pub mod import;
pub mod kept_password;
pub mod linked_setting;
pub mod member;
pub mod migration;
pub mod page;
pub mod paste;
pub mod permission;
pub mod playbook;
pub mod reach;
pub mod resource;
pub mod resource_type;
pub mod script;
pub mod session;
pub mod setting_change;
pub mod settings_diff;
pub mod setup;
pub mod tenant;
pub mod token;
pub mod user;
pub mod variable;
pub mod variable_set;

/// For `PATCH`: tells a field that is absent (keep) from one that is `null` (clear).
///
/// Use as `#[serde(default, deserialize_with = "double_option")]` on an `Option<Option<T>>`.
///
/// # Errors
/// Those of the inner type.
pub fn double_option<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: serde::Deserialize<'de>,
{
    serde::Deserialize::deserialize(deserializer).map(Some)
}
