//! Stub.
use leptos::prelude::*;
#[component]
pub(crate) fn AccountsPage() -> impl IntoView {}
