//! One line of text that may refer to other values: `${` opens the list of what there is.

use std::{future::Future, pin::Pin};

use leptos::{html, prelude::*, task::spawn_local, text_prop::TextProp};

use super::field::fresh_id;
use crate::{
    api::Answer,
    i18n::{t, txt},
    state::reference_typing::{Begun, begun, completed},
};

/// Something that can be referred to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Suggestion {
    /// The reference as it is written.
    pub text: String,
    /// What it is.
    pub detail: String,
}

/// Finds what can be referred to by what was typed after `${`.
pub(crate) type Suggest = Callback<String, Pin<Box<dyn Future<Output = Answer<Vec<Suggestion>>>>>>;

/// The list below an input while a reference is typed.
#[derive(Clone, Copy)]
struct List {
    begun: RwSignal<Option<Begun>>,
    found: RwSignal<Vec<Suggestion>>,
    chosen: RwSignal<usize>,
    turn: StoredValue<u32>,
    suggest: Suggest,
}

impl List {
    fn closed(suggest: Suggest) -> Self {
        Self {
            begun: RwSignal::new(None),
            found: RwSignal::new(Vec::new()),
            chosen: RwSignal::new(0),
            turn: StoredValue::new(0),
            suggest,
        }
    }

    fn open(self) -> bool {
        self.begun.with(Option::is_some) && self.found.with(|found| !found.is_empty())
    }

    fn close(self) {
        drop(self.begun.try_set(None));
        _ = self.turn.try_update_value(|turn| *turn += 1);
    }

    /// Looks whether a reference is being typed, and asks for what fits.
    fn look(self, text: &str, caret: usize) {
        let now = begun(text, caret);
        let typed = now.as_ref().map(|begun| begun.typed.clone());
        self.begun.set(now);
        self.turn.update_value(|turn| *turn += 1);
        let Some(typed) = typed else { return };
        let turn = self.turn.get_value();
        let asked = self.suggest.run(typed);
        spawn_local(async move {
            if let Ok(found) = asked.await
                && self.turn.try_get_value() == Some(turn)
            {
                _ = self.chosen.try_set(0);
                drop(self.found.try_set(found));
            }
        });
    }
}

/// Where the caret of an input stands; at its end if it does not say so.
fn caret_of(node: NodeRef<html::Input>) -> usize {
    let caret = node.get_untracked().and_then(|input| input.selection_start().ok().flatten());
    caret.map_or(usize::MAX, |caret| caret as usize)
}

/// The input.
#[component]
pub(crate) fn ReferenceInput(
    #[prop(into)] value: Signal<String>,
    on_type: Callback<String>,
    suggest: Suggest,
    #[prop(optional, into)] id: Option<String>,
    /// What it is called, where no label says so.
    #[prop(optional, into)]
    label: Option<TextProp>,
    #[prop(optional, into)] described_by: Option<String>,
    #[prop(optional, into)] invalid: Signal<bool>,
    #[prop(optional, into)] readonly: Signal<bool>,
    /// Hears keys that the list does not take.
    #[prop(optional, into)]
    on_key: Option<Callback<web_sys::KeyboardEvent>>,
    #[prop(optional, into)] on_leave: Option<Callback<()>>,
    /// Dots instead of letters.
    #[prop(optional)]
    secret: bool,
    #[prop(optional, into)] placeholder: Option<TextProp>,
    #[prop(optional, into)] name: Option<String>,
    #[prop(optional)] node: NodeRef<html::Input>,
) -> impl IntoView {
    let list = List::closed(suggest);
    let id = id.unwrap_or_else(|| fresh_id("value"));
    let list_id = fresh_id("references");
    let typed = move |event: web_sys::Event| {
        let text = event_target_value(&event);
        list.look(&text, caret_of(node));
        on_type.run(text);
    };
    let take = Callback::new(move |index: usize| {
        let chosen = list.found.with_untracked(|found| found.get(index).cloned());
        let (Some(begun), Some(chosen)) = (list.begun.get_untracked(), chosen) else { return };
        let (text, caret) = completed(&value.get_untracked(), &begun, &chosen.text);
        list.close();
        on_type.run(text.clone());
        if let Some(input) = node.get_untracked() {
            input.set_value(&text);
            let caret = u32::try_from(caret).unwrap_or_default();
            drop(input.focus());
            drop(input.set_selection_range(caret, caret));
        }
    });
    let press = move |event: web_sys::KeyboardEvent| {
        let count = list.found.with_untracked(Vec::len);
        if !untrack(|| list.open()) {
            if let Some(on_key) = on_key {
                on_key.run(event);
            }
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => list.chosen.update(|n| *n = (*n + 1) % count),
            "ArrowUp" => list.chosen.update(|n| *n = (*n + count - 1) % count),
            "Enter" | "Tab" => take.run(list.chosen.get_untracked()),
            "Escape" => list.close(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let option = {
        let list_id = list_id.clone();
        move |index: usize| format!("{list_id}-{index}")
    };
    let active = {
        let option = option.clone();
        move || list.open().then(|| option(list.chosen.get()))
    };
    view! {
        <input
            node_ref=node id=id name=name class="input" type=if secret { "password" } else { "text" }
            role=(!secret).then_some("combobox") aria-autocomplete=(!secret).then_some("list")
            aria-expanded=move || (!secret).then(|| list.open().to_string())
            aria-controls=(!secret).then(|| list_id.clone()) aria-activedescendant=active
            aria-label=label.map(|label| move || label.get().to_string())
            aria-describedby=described_by aria-invalid=move || invalid.get().then_some("true")
            autocomplete="off" autocapitalize="off" spellcheck="false"
            placeholder=placeholder.map(|text| move || text.get().to_string())
            readonly=move || readonly.get()
            prop:value=move || value.get()
            on:input=typed on:keydown=press
            on:blur=move |_| {
                // An input that is taken away while it has the focus loses it afterwards.
                list.close();
                _ = on_leave.and_then(|on_leave| on_leave.try_run(()));
            }
        />
        <Found list node id=list_id option=Callback::new(option) take />
    }
}

/// What was found, below the input, in the top layer: nothing that scrolls cuts it off.
#[component]
fn Found(
    list: List,
    node: NodeRef<html::Input>,
    id: String,
    option: Callback<usize, String>,
    take: Callback<usize>,
) -> impl IntoView {
    let panel = NodeRef::<html::Div>::new();
    Effect::new(move || {
        let open = list.open();
        let (Some(panel), Some(input)) = (panel.get(), node.get_untracked()) else { return };
        if !open {
            drop(panel.hide_popover());
            return;
        }
        let anchor = input.get_bounding_client_rect();
        let style = web_sys::HtmlElement::style(&panel);
        drop(style.set_property("left", &format!("{}px", anchor.left().max(8.0))));
        drop(style.set_property("top", &format!("{}px", anchor.bottom() + 4.0)));
        drop(panel.show_popover());
    });
    view! {
        <div node_ref=panel id=id popover="manual" class="suggestions" role="listbox" aria-label=t(txt::REFERENCE_LIST) data-testid="references">
            {move || list.found.get().into_iter().enumerate().map(|(index, Suggestion { text, detail })| view! {
                <div
                    id=option.run(index) class="suggestion" role="option"
                    aria-selected=move || (list.chosen.get() == index).to_string()
                    on:mousedown=move |event| { event.prevent_default(); take.run(index); }
                >
                    <code>{text}</code>
                    <small>{detail}</small>
                </div>
            }).collect_view()}
        </div>
    }
}
