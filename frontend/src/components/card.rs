//! A section of a page with its heading and its actions.

use leptos::{prelude::*, text_prop::TextProp};

/// A section.
#[component]
pub(crate) fn Card(
    #[prop(into)] title: TextProp,
    #[prop(optional, into)] note: Option<TextProp>,
    /// Buttons beside the heading.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// Without inner margin, for tables.
    #[prop(optional)]
    flush: bool,
    #[prop(optional, into)] testid: Option<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="card" class:is-flush=flush data-testid=testid>
            <header class="card-head">
                <div class="card-words">
                    <h2>{move || title.get()}</h2>
                    {note.map(|note| view! { <p class="muted">{move || note.get()}</p> })}
                </div>
                {actions.map(|actions| view! { <div class="card-actions">{actions.run()}</div> })}
            </header>
            <div class="card-body">{children()}</div>
        </section>
    }
}
