//! Names with their values, one below the other.

use leptos::{prelude::*, text_prop::TextProp};

use super::copy_button::CopyButton;

/// A list of names and values; holds [`KeyValue`]s.
#[component]
pub(crate) fn KeyValues(children: Children) -> impl IntoView {
    view! { <dl class="key-values">{children()}</dl> }
}

/// One name and its value. With `copies` a button copies it.
#[component]
pub(crate) fn KeyValue(
    #[prop(into)] name: TextProp,
    #[prop(optional, into)] copies: Option<String>,
    children: Children,
) -> impl IntoView {
    let what = name.clone();
    view! {
        <div class="key-value">
            <dt>{move || name.get()}</dt>
            <dd>
                <span class="key-value-text">{children()}</span>
                {copies.map(|value| view! { <CopyButton value=value what=what /> })}
            </dd>
        </div>
    }
}
