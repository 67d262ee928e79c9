//! Stub.
use leptos::prelude::*;
#[component]
pub(crate) fn ApiKeysPage() -> impl IntoView {}
