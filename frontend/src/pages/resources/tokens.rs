//! Stub.
use leptos::prelude::*;
#[component]
pub(crate) fn Tokens() -> impl IntoView {}
