//! Stub.
use leptos::prelude::*;
#[component]
pub(crate) fn PeoplePage() -> impl IntoView {}
