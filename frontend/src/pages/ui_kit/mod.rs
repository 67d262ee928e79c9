//! Every component in every state, for those who build pages and for the tests that look at them.

mod controls;
mod data;
mod feedback;

use leptos::{prelude::*, text_prop::TextProp};

use self::{controls::Controls, data::Data, feedback::Feedback};
use crate::{
    components::shell::preferences::{LanguageMenu, ThemeMenu},
    i18n::{t, txt},
    places::Place,
};

/// The page.
#[component]
pub(crate) fn UiKitPage() -> impl IntoView {
    let title = t(txt::KIT_TITLE);
    Effect::new(move || document().set_title(&format!("{} · Consentry", title())));
    view! {
        <div class="docs">
            <header class="top-bar">
                <a class="brand" href=Place::Tenants.path()>
                    <span class="brand-mark" aria-hidden="true"></span>
                    <span class="brand-name">"Consentry"</span>
                </a>
                <div class="top-tools docs-tools"><LanguageMenu /><ThemeMenu /></div>
            </header>
            <main id="content" class="page kit">
                <header class="page-head">
                    <div class="page-words">
                        <h1>{title}</h1>
                        <p class="page-lead">{t(txt::KIT_LEAD)}</p>
                    </div>
                </header>
                <Controls />
                <Feedback />
                <Data />
            </main>
        </div>
    }
}

/// One component in its states; `of` is the name of its file.
#[component]
pub(crate) fn Specimen(of: &'static str, children: Children) -> impl IntoView {
    view! { <div class="specimen" data-component=of>{children()}</div> }
}

/// Components that belong together.
#[component]
pub(crate) fn Shelf(#[prop(into)] title: TextProp, children: Children) -> impl IntoView {
    view! {
        <section class="shelf">
            <h2>{move || title.get()}</h2>
            <div class="shelf-body">{children()}</div>
        </section>
    }
}
