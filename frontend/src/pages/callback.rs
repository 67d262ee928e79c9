//! Stub.
use leptos::prelude::*;
#[component]
pub(crate) fn CallbackPage(callback: String) -> impl IntoView {
    callback
}
