//! Short news about what happened elsewhere. Errors never come here: they stay where they belong.

use std::time::Duration;

use leptos::prelude::*;

use super::{
    button::{Button, Look},
    icon::Icon,
};
use crate::i18n::{t, txt};

/// The news of the moment.
#[derive(Clone, Copy)]
pub(crate) struct Toasts(RwSignal<Vec<(u32, String)>>);

impl Toasts {
    /// Hands the list to everything below.
    pub(crate) fn provide() -> Self {
        let toasts = Self(RwSignal::new(Vec::new()));
        provide_context(toasts);
        toasts
    }

    /// The list of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    /// Says something for six seconds.
    pub(crate) fn say(self, text: impl Into<String>) {
        let text = text.into();
        let id = self.0.try_update(|list| {
            let id = list.last().map_or(0, |(id, _)| id + 1);
            list.push((id, text));
            id
        });
        if let Some(id) = id {
            set_timeout(move || self.dismiss(id), Duration::from_secs(6));
        }
    }

    fn dismiss(self, id: u32) {
        _ = self.0.try_update(|list| list.retain(|(known, _)| *known != id));
    }
}

/// Where the news appears.
#[component]
pub(crate) fn ToastShelf() -> impl IntoView {
    let toasts = Toasts::of_page();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.0.get() key=|(id, _)| *id let:toast>
                <div class="toast">
                    <Icon icon=icondata::LuCircleCheck />
                    <p>{toast.1}</p>
                    <Button
                        label=t(txt::COMMON_DISMISS)
                        icon=icondata::LuX
                        look=Look::Quiet
                        compact=true
                        on_press=Callback::new(move |()| toasts.dismiss(toast.0))
                    />
                </div>
            </For>
        </div>
    }
}
