//! Copies a text and says that it did.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local, text_prop::TextProp};
use wasm_bindgen_futures::JsFuture;

use super::button::{Button, Look};
use crate::i18n::{Language, Text, txt};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Copied {
    No,
    Yes,
    Refused,
}

/// Copies `value`. `what` names it for assistive technology ("Copy client ID").
#[component]
pub(crate) fn CopyButton(
    #[prop(into)] value: TextProp,
    #[prop(optional, into)] what: Option<TextProp>,
    /// Shows the word, too, instead of the icon alone.
    #[prop(optional)]
    worded: bool,
    #[prop(optional)] look: Look,
    #[prop(optional, into)] testid: Option<String>,
) -> impl IntoView {
    let language = Language::of_page();
    let copied = RwSignal::new(Copied::No);
    let press = Callback::new(move |()| {
        let text = value.get().to_string();
        spawn_local(async move {
            let done = JsFuture::from(window().navigator().clipboard().write_text(&text)).await;
            _ = copied.try_set(if done.is_ok() { Copied::Yes } else { Copied::Refused });
            set_timeout(move || _ = copied.try_set(Copied::No), Duration::from_secs(2));
        });
    });
    let say = move |text: Text| text.get(language.get()).to_owned();
    let label = move || match (copied.get(), &what) {
        (Copied::Yes, _) => say(txt::COPY_DONE),
        (Copied::Refused, _) => say(txt::COPY_REFUSED),
        (Copied::No, None) => say(txt::COPY_COPY),
        (Copied::No, Some(what)) => format!("{} {}", say(txt::COPY_COPY), what.get()),
    };
    let look = if look == Look::Secondary && !worded { Look::Quiet } else { look };
    view! {
        <span class="copy" class:is-done=move || copied.get() == Copied::Yes aria-live="polite">
            {
                let testid = testid.unwrap_or_else(|| "copy".into());
                let label = TextProp::from(label);
                move || {
                    let icon = if copied.get() == Copied::Yes { icondata::LuCheck } else { icondata::LuCopy };
                    view! { <CopyFace label=label.clone() icon look compact=!worded press testid=testid.clone() /> }
                }
            }
        </span>
    }
}

#[component]
fn CopyFace(
    label: TextProp,
    icon: icondata::Icon,
    look: Look,
    compact: bool,
    press: Callback<()>,
    testid: String,
) -> impl IntoView {
    view! { <Button label=label icon=icon look=look compact=compact on_press=press testid=testid /> }
}
