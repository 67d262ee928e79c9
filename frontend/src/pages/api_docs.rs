//! Stub.
use leptos::prelude::*;
#[component]
pub(crate) fn ApiDocsPage() -> impl IntoView {}
