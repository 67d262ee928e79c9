//! Stub.
use leptos::prelude::*;
#[component]
pub(crate) fn Configuration() -> impl IntoView {}
