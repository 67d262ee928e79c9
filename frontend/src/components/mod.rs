//! The kit: one component a file, each with its styles in `style/components/`.

pub(crate) mod badge;
pub(crate) mod breadcrumb;
pub(crate) mod button;
pub(crate) mod card;
pub(crate) mod code_block;
pub(crate) mod confirm;
pub(crate) mod conflict;
pub(crate) mod copy_button;
pub(crate) mod data_table;
pub(crate) mod dialog;
pub(crate) mod field;
pub(crate) mod field_form;
pub(crate) mod icon;
pub(crate) mod key_values;
pub(crate) mod leave_guard;
pub(crate) mod life_bar;
pub(crate) mod meaning;
pub(crate) mod menu;
pub(crate) mod page;
pub(crate) mod reauthentication;
pub(crate) mod relative_time;
pub(crate) mod secret_input;
pub(crate) mod shell;
pub(crate) mod states;
pub(crate) mod tabs;
pub(crate) mod toast;
