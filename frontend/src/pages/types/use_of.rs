//! A value of a type as a labelled input, with what the server said about it.

use leptos::{prelude::*, text_prop::TextProp};
use shared::api::resource_type::TypeDefinition;

use super::detail::CurrentType;
use crate::components::{field::fresh_id, icon::Icon};

/// Reads a text of the type.
pub(super) type Read = fn(&TypeDefinition) -> String;
/// Writes one.
pub(super) type Write = fn(&mut TypeDefinition, String);

/// One line of text or a number.
#[component]
pub(super) fn TextOf(
    here: CurrentType,
    #[prop(into)] label: TextProp,
    #[prop(optional, into)] hint: Option<TextProp>,
    pointer: &'static str,
    read: Read,
    write: Write,
    #[prop(optional)] number: bool,
    #[prop(optional)] mono: bool,
    /// Whether what was said about the parts of it is shown as well.
    #[prop(optional)]
    parts: bool,
) -> impl IntoView {
    let id = fresh_id("type");
    let verdict = Signal::derive(move || {
        here.draft.with(|draft| if parts { draft.verdict_below(pointer) } else { draft.verdict(pointer) })
    });
    let said = format!("{id}-said");
    let write = move |text: String| {
        here.draft.update(|draft| draft.edit(pointer, |definition| write(definition, text)));
    };
    // A list is written back tidied, which would disturb whoever is still typing it.
    let typed = move |event| {
        if !parts {
            write(event_target_value(&event));
        }
    };
    let left = move |event| write(event_target_value(&event));
    view! {
        <div class="field">
            <label for=id.clone()>{move || label.get()}</label>
            <input
                id=id class="input" class:is-mono=mono type=if number { "number" } else { "text" } min=number.then_some("1")
                name=pointer autocomplete="off" spellcheck="false" readonly=!here.editable
                aria-describedby=said.clone() aria-invalid=move || verdict.get().is_some().to_string()
                prop:value=move || here.draft.with(|draft| read(&draft.now)) on:input=typed on:change=left
            />
            <p class="field-hint" id=said>{hint.map(|hint| move || hint.get().to_string())}</p>
            <Verdict verdict />
        </div>
    }
}

/// What the server said about a place, where it said something.
#[component]
pub(super) fn Verdict(verdict: Signal<Option<String>>) -> impl IntoView {
    move || {
        verdict
            .get()
            .map(|words| view! { <p class="field-error" role="alert"><Icon icon=icondata::LuCircleAlert />{words}</p> })
    }
}
