//! Stub.
use leptos::prelude::*;
#[component]
pub(crate) fn UiKitPage() -> impl IntoView {}
