//! The keys that work everywhere, and the list of them.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

use super::ShellDialogs;
use crate::{
    components::dialog::Dialog,
    i18n::{Text, t, txt},
};

/// Each shortcut: its keys, and what it does.
const SHORTCUTS: [(&[&str], Text); 5] = [
    (&["Ctrl / ⌘", "K"], txt::PALETTE_TITLE),
    (&["?"], txt::SHORTCUTS_TITLE),
    (&["Esc"], txt::SHORTCUTS_CLOSE),
    (&["Enter"], txt::SHORTCUTS_SUBMIT),
    (&["↑", "↓"], txt::SHORTCUTS_ROWS),
];

/// Listens for the keys.
pub(crate) fn listen(dialogs: ShellDialogs) {
    let handle = window_event_listener(ev::keydown, move |event| {
        let with_control = event.ctrl_key() || event.meta_key();
        if with_control && event.key().eq_ignore_ascii_case("k") {
            event.prevent_default();
            dialogs.palette.update(|open| *open = !*open);
        } else if event.key() == "?" && !with_control && !types_text(&event) {
            event.prevent_default();
            dialogs.shortcuts.set(true);
        }
    });
    on_cleanup(move || handle.remove());
}

/// Whether the key goes into a field.
fn types_text(event: &web_sys::KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}

/// The list of shortcuts.
#[component]
pub(crate) fn Shortcuts() -> impl IntoView {
    let dialogs = ShellDialogs::of_page();
    view! {
        <Dialog open=dialogs.shortcuts title=t(txt::SHORTCUTS_TITLE) testid="shortcuts">
            <dl class="shortcuts">
                {SHORTCUTS
                    .iter()
                    .map(|(keys, what)| {
                        view! {
                            <div class="shortcut">
                                <dt>{keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).collect_view()}</dt>
                                <dd>{t(*what)}</dd>
                            </div>
                        }
                    })
                    .collect_view()}
            </dl>
        </Dialog>
    }
}
