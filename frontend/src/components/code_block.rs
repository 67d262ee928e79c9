//! Text to take elsewhere, with its copy button.

use leptos::{prelude::*, text_prop::TextProp};

use super::copy_button::CopyButton;

/// A block of code; `label` says what it is.
#[component]
pub(crate) fn CodeBlock(
    #[prop(into)] code: TextProp,
    #[prop(into)] label: TextProp,
    /// Breaks long lines instead of scrolling.
    #[prop(optional)]
    wrap: bool,
    /// Text to copy where it differs from what is shown.
    #[prop(optional, into)]
    copies: Option<TextProp>,
    #[prop(optional, into)] testid: Option<String>,
) -> impl IntoView {
    let shown = code.clone();
    let name = label.clone();
    let region = label.clone();
    view! {
        <figure class="code-block" class:is-wrapping=wrap data-testid=testid>
            <figcaption>
                <span>{move || name.get()}</span>
                <CopyButton value=copies.unwrap_or(code) what=label />
            </figcaption>
            <pre tabindex="0" role="region" aria-label=move || region.get().to_string()><code>{move || shown.get()}</code></pre>
        </figure>
    }
}
