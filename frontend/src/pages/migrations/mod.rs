//! Migrations of an environment: the list, a new one, one with its steps.

#![expect(clippy::large_types_passed_by_value, reason = "the desk is handles only, copied as each of them would be")]

mod actions;
mod assess;
mod checks;
mod consent;
mod create;
mod cutover;
mod desk;
mod detail;
mod ending;
mod files;
mod list;
mod looks;
mod needed;
mod options;
mod paste;
mod saving;
mod scripts;
mod step;
mod steps;
mod timeline;
mod tools;
mod undone;
mod values;

use leptos::prelude::*;

pub(super) use self::{
    checks::Findings,
    looks::{StateIcon, check_look},
};
use self::{create::NewMigrationPage, detail::MigrationPage, list::MigrationsPage};
use crate::places::SettingsPlace;

/// The page at `place`.
pub(crate) fn page(place: &SettingsPlace) -> AnyView {
    match place {
        SettingsPlace::Migrations => view! { <MigrationsPage /> }.into_any(),
        SettingsPlace::NewMigration => view! { <NewMigrationPage /> }.into_any(),
        SettingsPlace::Migration(id) | SettingsPlace::MigrationStep(id, _) => {
            view! { <MigrationPage id=id.clone() /> }.into_any()
        }
        _ => ().into_any(),
    }
}
