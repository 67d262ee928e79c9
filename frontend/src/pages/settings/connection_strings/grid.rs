//! The properties, in the groups of the kind; what the kind does not list comes last, kept and flagged.

use leptos::{prelude::*, text_prop::TextProp};
use shared::{
    connection_string::kind::{Presence, Property},
    text::LocalizedText,
};

use super::{control::Control, desk::Desk, warnings::AtProperty};
use crate::{
    components::{
        button::{Button, Look},
        field::{fault_text, fresh_id},
        icon::Icon,
    },
    i18n::{t, tf, txt},
    state::connection::{Draft, Held},
};

/// All of them. Nothing can be edited here while the text cannot be read, or by whoever may only look.
#[component]
pub(super) fn Grid(desk: Desk) -> impl IntoView {
    let groups = desk.draft.with_untracked(|draft| draft.kind().groups.clone());
    let locked = move || !desk.may_write() || !desk.readable();
    view! {
        <fieldset class="props" prop:disabled=locked data-testid="properties">
            <legend class="visually-hidden">{t(txt::ENTRY_PROPERTIES)}</legend>
            {groups.into_iter().map(|group| {
                let name = words(desk, group.name);
                let rows = group.properties.into_iter().map(|property| {
                    let key = property.key.clone();
                    view! { <Row desk key property=Some(property) /> }
                }).collect_view();
                view! { <Section name>{rows}</Section> }
            }).collect_view()}
            <Others desk />
        </fieldset>
    }
}

fn words(desk: Desk, text: LocalizedText) -> TextProp {
    (move || text.get(desk.language.get()).to_owned()).into()
}

#[component]
fn Section(name: TextProp, children: Children) -> impl IntoView {
    view! {
        <section class="prop-group">
            <h3 class="prop-group-name">{move || name.get()}</h3>
            {children()}
        </section>
    }
}

#[component]
fn Row(desk: Desk, key: String, #[prop(optional_no_strip)] property: Option<Property>) -> impl IntoView {
    let id = fresh_id("property");
    let about = format!("{id}-about");
    let held = desk.held(&key);
    let set = move || held.with(|held| *held != Held::Absent);
    let help = property.as_ref().map(|property| words(desk, property.help.clone()));
    let written = {
        let key = key.clone();
        let named = property.is_some();
        Memo::new(move |_| {
            let written = desk.draft.with(|draft| draft.written_key(&key));
            Some(written).filter(|written| named && written.to_lowercase() != key.to_lowercase())
        })
    };
    let described_by = format!("{id}-help {about}");
    let place = key.clone();
    view! {
        <div class="prop" class:is-set=set data-property=place>
            <div class="prop-name">
                <label for=id.clone()>{key.clone()}</label>
                {move || written.get().map(|written| view! {
                    <span class="prop-synonym">{tf(txt::ENTRY_WRITTEN_AS, vec![("key", written)])}</span>
                })}
                <p class="field-hint" id=format!("{id}-help")>{help.map(|help| move || help.get())}</p>
            </div>
            <div class="prop-value">
                <div class="prop-control"><Control desk key=key.clone() property id=id.clone() described_by /></div>
                <Tools desk key=key.clone() held />
                <AtProperty desk of=key.clone() id=about />
            </div>
        </div>
    }
}

/// Takes the property out, or leaves a secret as it was.
#[component]
fn Tools(desk: Desk, key: String, held: Memo<Held>) -> impl IntoView {
    let key = StoredValue::new(key);
    let may_keep = Memo::new(move |_| desk.draft.with(|draft| draft.may_keep(&key.get_value())));
    let remove = Callback::new(move |()| desk.remove(&key.get_value()));
    let keep = Callback::new(move |()| _ = desk.draft.try_update(|draft| draft.keep(&key.get_value())));
    let there = Memo::new(move |_| held.with(|held| *held != Held::Absent));
    view! {
        <div class="prop-tools">
            {move || may_keep.get().then(|| view! {
                <Button label=t(txt::ENTRY_KEEP_SECRET) icon=icondata::LuUndo2 look=Look::Quiet compact=true on_press=keep testid="keep-secret" />
            })}
            {move || there.get().then(|| view! {
                <Button label=tf(txt::ENTRY_REMOVE, vec![("key", key.get_value())]) icon=icondata::LuX look=Look::Quiet compact=true
                    on_press=remove testid="remove-property" />
            })}
        </div>
    }
}

/// Keys that the kind does not list, and a way to add one.
#[component]
fn Others(desk: Desk) -> impl IntoView {
    let others = Memo::new(move |_| desk.draft.with(Draft::others));
    let (id, name) = (fresh_id("new-property"), RwSignal::new(String::new()));
    let add = move || {
        let key = name.get_untracked().trim().to_owned();
        if !key.is_empty() && desk.draft.with_untracked(|draft| draft.held(&key) == Held::Absent) {
            desk.set(&key, "");
        }
        if desk.unwritable.get_untracked().is_none() {
            name.set(String::new());
        }
    };
    let press = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            add();
        }
    };
    view! {
        <Section name=t(txt::ENTRY_OTHERS).into()>
            <For each=move || others.get() key=|key| key.to_lowercase() let:key>
                <Row desk key property=None />
            </For>
            <div class="prop prop-add">
                <div class="prop-name">
                    <label for=id.clone()>{t(txt::ENTRY_ADD)}</label>
                    <p class="field-hint">{t(txt::ENTRY_ADD_HINT)}</p>
                </div>
                <div class="prop-value">
                    <input id=id name="new-property" class="input" autocomplete="off" autocapitalize="off" spellcheck="false"
                        prop:value=move || name.get() on:input=move |event| name.set(event_target_value(&event)) on:keydown=press />
                    <Button label=t(txt::ENTRY_ADD_DO) icon=icondata::LuPlus on_press=Callback::new(move |()| add()) testid="add-property" />
                </div>
            </div>
        </Section>
    }
}

/// What the entry is about, and what it is called in a config file; nothing for kinds that are about nothing.
#[component]
pub(super) fn TargetField(desk: Desk) -> impl IntoView {
    let target = desk.draft.with_untracked(|draft| draft.kind().target.clone());
    if target.presence == Presence::None {
        return ().into_any();
    }
    let id = fresh_id("target");
    let optional = target.presence == Presence::Optional;
    let (label, help) = (words(desk, target.name), words(desk, target.help));
    let fault = Memo::new(move |_| {
        let fault = desk.draft.with(|draft| draft.kind().check_target(draft.wanted_target().as_deref()).err());
        let words = fault.map(|fault| fault_text(fault, desk.language.get()));
        desk.refused_target.get().or(words.filter(|_| desk.judged.get()))
    });
    let config = move || desk.draft.with(|draft| draft.kind().entry_name(draft.wanted_target().as_deref()));
    let typed = move |event| {
        desk.refused_target.set(None);
        desk.draft.update(|draft| draft.target = event_target_value(&event));
    };
    view! {
        <div class="field entry-target" class:is-invalid=move || fault.with(Option::is_some)>
            <label for=id.clone()>{move || label.get()}</label>
            {optional.then(|| view! { <span class="field-optional">{t(txt::COMMON_OPTIONAL)}</span> })}
            <input id=id.clone() name="target" class="input" autocomplete="off" autocapitalize="off" spellcheck="false"
                aria-describedby=format!("{id}-hint {id}-error") aria-invalid=move || fault.with(Option::is_some).then_some("true")
                readonly=move || !desk.may_write()
                prop:value=move || desk.draft.with(|draft| draft.target.clone()) on:input=typed
                on:blur=move |_| if desk.draft.try_with_untracked(|draft| !draft.target.is_empty()) == Some(true) { _ = desk.judged.try_set(true) } />
            <p class="field-hint" id=format!("{id}-hint")>{move || help.get()}</p>
            <p class="field-error" id=format!("{id}-error")>
                {move || fault.get().map(|words| view! { <Icon icon=icondata::LuCircleAlert /> {words} })}
            </p>
            <p class="field-hint entry-config-name">{t(txt::ENTRY_CALLED)} " " <code data-testid="config-name">{config}</code></p>
        </div>
    }
    .into_any()
}
