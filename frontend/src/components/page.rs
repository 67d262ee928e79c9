//! The head of every page: where it stands, its one heading, what it is for, its actions. Also names the tab.

use leptos::{prelude::*, text_prop::TextProp};

use super::breadcrumb::{Breadcrumb, Crumb};

/// A page inside the navigation.
#[component]
pub(crate) fn Page(
    #[prop(into)] title: TextProp,
    #[prop(optional, into)] lead: Option<TextProp>,
    #[prop(optional)] crumbs: Vec<Crumb>,
    #[prop(optional, into)] actions: Option<ViewFn>,
    /// Badges beside the heading.
    #[prop(optional, into)]
    badges: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    let name = title.clone();
    Effect::new(move || document().set_title(&format!("{} · Consentry", name.get())));
    view! {
        <div class="page">
            <header class="page-head">
                <div class="page-words">
                    {(!crumbs.is_empty()).then(|| view! { <Breadcrumb crumbs=crumbs /> })}
                    <div class="page-title">
                        <h1>{move || title.get()}</h1>
                        {badges.map(|badges| badges.run())}
                    </div>
                    {lead.map(|lead| view! { <p class="page-lead">{move || lead.get()}</p> })}
                </div>
                {actions.map(|actions| view! { <div class="page-actions">{actions.run()}</div> })}
            </header>
            {children()}
        </div>
    }
}

/// A page that stands alone: set-up, sign-in, the way back from a provider.
#[component]
pub(crate) fn BarePage(
    #[prop(into)] title: TextProp,
    /// With room for more than a form.
    #[prop(optional)]
    wide: bool,
    children: Children,
) -> impl IntoView {
    let name = title.clone();
    Effect::new(move || document().set_title(&format!("{} · Consentry", name.get())));
    view! {
        <main class="bare" id="content">
            <div class="bare-top">
                <a class="brand" href="/">
                    <span class="brand-mark" aria-hidden="true"></span>
                    "Consentry"
                </a>
                <div class="bare-tools">
                    <super::shell::preferences::LanguageMenu />
                    <super::shell::preferences::ThemeMenu />
                </div>
            </div>
            <div class="bare-card" class:is-wide=wide>
                <h1>{move || title.get()}</h1>
                {children()}
            </div>
        </main>
    }
}
