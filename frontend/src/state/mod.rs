//! What pages decide, as plain values without a browser, so that it is tested natively.

pub(crate) mod attempt;
pub(crate) mod callback;
pub(crate) mod claims;
pub(crate) mod connection;
pub(crate) mod credential;
pub(crate) mod deadlines;
pub(crate) mod drafts;
pub(crate) mod form;
pub(crate) mod life;
pub(crate) mod matrix;
pub(crate) mod migration;
pub(crate) mod migration_choice;
pub(crate) mod openapi;
pub(crate) mod pages;
pub(crate) mod parameter_set;
pub(crate) mod parameters;
pub(crate) mod permissions;
pub(crate) mod proposal;
pub(crate) mod reference_typing;
pub(crate) mod relocation;
pub(crate) mod replacements;
pub(crate) mod table;
pub(crate) mod text_place;
pub(crate) mod type_draft;
pub(crate) mod version;
pub(crate) mod way_back;
