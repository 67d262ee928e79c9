//! An icon beside a text. Icons never speak for themselves, so they are hidden from assistive technology.

use leptos::prelude::*;

/// Draws an icon of the one set we use.
#[component]
pub(crate) fn Icon(icon: icondata::Icon) -> impl IntoView {
    view! { <span class="icon" aria-hidden="true"><leptos_icons::Icon icon=icon /></span> }
}
