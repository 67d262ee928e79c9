//! Connection strings: the list of an environment, and one with its properties beside its text.

use leptos::prelude::*;

/// The connection strings of the environment.
#[component]
pub(super) fn ConnectionStringsPage() -> impl IntoView {}

/// A new connection string.
#[component]
pub(super) fn NewConnectionStringPage() -> impl IntoView {}

/// One connection string.
#[component]
pub(super) fn ConnectionStringPage(id: String) -> impl IntoView {
    drop(id);
}
