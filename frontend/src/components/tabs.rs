//! Parts of a page, each with its own address, so that a link leads to it.

use leptos::{prelude::*, text_prop::TextProp};

use super::icon::Icon;

/// One part: its name in the address, its name on the page, its icon.
#[derive(Clone)]
pub(crate) struct Tab {
    /// `?tab=` of it; the first one's address has none.
    pub id: &'static str,
    /// What the reader calls it.
    pub label: TextProp,
    /// Its icon.
    pub icon: icondata::Icon,
}

/// The parts of the page at `path`; `current` follows the address.
#[component]
pub(crate) fn Tabs(
    tabs: Vec<Tab>,
    #[prop(into)] path: String,
    #[prop(into)] current: Signal<String>,
    #[prop(into)] label: TextProp,
) -> impl IntoView {
    let first = tabs.first().map(|tab| tab.id);
    view! {
        <nav class="tabs" aria-label=move || label.get().to_string()>
            {tabs
                .into_iter()
                .map(|tab| {
                    let href = if Some(tab.id) == first { path.clone() } else { format!("{path}?tab={}", tab.id) };
                    let here = move || (current.get() == tab.id).then_some("page");
                    view! {
                        <a class="tab" href=href aria-current=here data-noscroll="true">
                            <Icon icon=tab.icon />
                            {move || tab.label.get()}
                        </a>
                    }
                })
                .collect_view()}
        </nav>
    }
}
