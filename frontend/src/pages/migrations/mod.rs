//! Migrations of an environment: the list, a new one, one with its steps; and the checks.

mod create;
mod detail;
mod list;
mod looks;
mod runs;

use leptos::prelude::*;

use self::{create::NewMigrationPage, detail::MigrationPage, list::MigrationsPage, runs::ChecksPage};
use crate::places::SettingsPlace;

/// The page at `place`.
pub(crate) fn page(place: &SettingsPlace) -> AnyView {
    match place {
        SettingsPlace::Migrations => view! { <MigrationsPage /> }.into_any(),
        SettingsPlace::NewMigration => view! { <NewMigrationPage /> }.into_any(),
        SettingsPlace::Migration(id) | SettingsPlace::MigrationStep(id, _) => {
            view! { <MigrationPage id=id.clone() /> }.into_any()
        }
        SettingsPlace::Checks => view! { <ChecksPage /> }.into_any(),
        _ => ().into_any(),
    }
}
