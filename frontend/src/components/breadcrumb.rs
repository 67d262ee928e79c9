//! Where the page stands, with ways up.

use leptos::{prelude::*, text_prop::TextProp};

use crate::i18n::{t, txt};

/// One step on the way down: its name and its address.
pub(crate) type Crumb = (TextProp, String);

/// The way down to the page; the page itself is its heading.
#[component]
pub(crate) fn Breadcrumb(crumbs: Vec<Crumb>) -> impl IntoView {
    view! {
        <nav class="breadcrumb" aria-label=t(txt::COMMON_BREADCRUMB)>
            <ol>
                {crumbs
                    .into_iter()
                    .map(|(name, href)| view! { <li><a href=href>{move || name.get()}</a></li> })
                    .collect_view()}
            </ol>
        </nav>
    }
}
