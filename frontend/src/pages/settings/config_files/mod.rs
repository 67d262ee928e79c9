//! Configuration files: the list of an environment, one with what is wrong in it, and values that live in several places.

use leptos::prelude::*;

/// The configuration files of the environment.
#[component]
pub(super) fn ConfigFilesPage() -> impl IntoView {}

/// One configuration file.
#[component]
pub(super) fn ConfigFilePage(id: String) -> impl IntoView {
    drop(id);
}
