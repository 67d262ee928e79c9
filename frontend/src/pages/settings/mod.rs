//! What is set in an environment: variables, connection strings, config files.

mod config_files;
mod connection_strings;
pub(crate) mod frame;
pub(crate) mod variables;

use leptos::prelude::*;

use self::{
    config_files::{ConfigFilePage, ConfigFilesPage},
    connection_strings::{ConnectionStringPage, ConnectionStringsPage, NewConnectionStringPage},
    variables::VariablesPage,
};
use crate::places::SettingsPlace;

/// The page at `place`.
pub(crate) fn page(place: &SettingsPlace) -> AnyView {
    match place {
        SettingsPlace::Variables => view! { <VariablesPage /> }.into_any(),
        SettingsPlace::ConnectionStrings => view! { <ConnectionStringsPage /> }.into_any(),
        SettingsPlace::NewConnectionString => view! { <NewConnectionStringPage /> }.into_any(),
        SettingsPlace::ConnectionString(id) => view! { <ConnectionStringPage id=id.clone() /> }.into_any(),
        SettingsPlace::ConfigFiles => view! { <ConfigFilesPage /> }.into_any(),
        SettingsPlace::ConfigFile(id) => view! { <ConfigFilePage id=id.clone() /> }.into_any(),
        _ => ().into_any(),
    }
}
