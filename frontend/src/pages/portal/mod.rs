//! What belongs to the portal as a whole.

pub(crate) mod accounts;
pub(crate) mod api_key_form;
pub(crate) mod api_keys;
pub(crate) mod audit;
pub(crate) mod settings;
