//! A native `<dialog>`: Esc closes it, focus stays inside and returns to where it came from.

use leptos::{html, prelude::*, text_prop::TextProp};

use super::button::{Button, Look};
use crate::i18n::{t, txt};

/// A dialog that follows `open`. What is inside is built anew every time it opens.
#[component]
pub(crate) fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: TextProp,
    #[prop(optional)] wide: bool,
    #[prop(optional, into)] testid: Option<String>,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let id = super::field::fresh_id("dialog");
    let heading = id.clone();
    Effect::new(move || {
        let wanted = open.get();
        let Some(dialog) = node.get() else { return };
        if wanted && !dialog.open() {
            // One frame later the contents are there to receive the focus.
            request_animation_frame(move || {
                if open.try_get_untracked() == Some(true) && !dialog.open() {
                    drop(dialog.show_modal());
                }
            });
        } else if !wanted && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog
            node_ref=node
            class="dialog"
            class:is-wide=wide
            aria-labelledby=id
            data-testid=testid
            on:close=move |_| open.set(false)
        >
            <Show when=move || open.get()>
                <header class="dialog-head">
                    <h2 id=heading.clone()>{
                        let title = title.clone();
                        move || title.get()
                    }</h2>
                    <Button
                        label=t(txt::COMMON_CLOSE)
                        icon=icondata::LuX
                        look=Look::Quiet
                        compact=true
                        on_press=Callback::new(move |()| open.set(false))
                    />
                </header>
                <div class="dialog-body">{children()}</div>
            </Show>
        </dialog>
    }
}
