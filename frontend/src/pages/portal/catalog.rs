//! Stub.
use leptos::prelude::*;
#[component]
pub(crate) fn CatalogPage() -> impl IntoView {}
