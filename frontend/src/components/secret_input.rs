//! A secret while it is typed: dots, with a button that shows them. What is stored never comes back here.

use leptos::prelude::*;

use super::{
    button::{Button, Look},
    field::Ties,
};
use crate::i18n::{Language, txt};

/// The input of a secret.
#[component]
pub(crate) fn SecretInput(
    name: &'static str,
    ties: Ties,
    #[prop(into)] value: Signal<String>,
    on_type: Callback<String>,
    #[prop(optional, into)] on_leave: Option<Callback<()>>,
    #[prop(default = "off")] autocomplete: &'static str,
) -> impl IntoView {
    let language = Language::of_page();
    let shown = RwSignal::new(false);
    let label = move || {
        let text = if shown.get() { txt::SECRET_HIDE } else { txt::SECRET_SHOW };
        text.get(language.get())
    };
    let invalid = ties.invalid;
    view! {
        <div class="secret-input">
            <input
                id=ties.id
                name=name
                class="input"
                type=move || if shown.get() { "text" } else { "password" }
                autocomplete=autocomplete
                autocapitalize="off"
                spellcheck="false"
                aria-describedby=ties.described_by
                aria-invalid=move || invalid.get().then_some("true")
                prop:value=move || value.get()
                on:input=move |event| on_type.run(event_target_value(&event))
                on:blur=move |_| if let Some(on_leave) = on_leave { on_leave.run(()) }
            />
            {move || {
                let icon = if shown.get() { icondata::LuEyeOff } else { icondata::LuEye };
                view! {
                    <Button
                        label=label
                        icon=icon
                        look=Look::Quiet
                        compact=true
                        on_press=Callback::new(move |()| shown.update(|shown| *shown = !*shown))
                    />
                }
            }}
        </div>
    }
}
