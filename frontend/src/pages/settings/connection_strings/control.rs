//! The control of one property, by what it holds.

use leptos::prelude::*;
use shared::connection_string::kind::{Property, PropertyType};

use super::{super::variables::editor::suggest, desk::Desk};
use crate::{
    components::{
        button::{Button, Look},
        icon::Icon,
        reference_input::ReferenceInput,
    },
    i18n::{t, tf, txt},
    places::TenantPlace,
    state::connection::Held,
};

/// The control; `property`: `None` for a key that the kind does not list.
#[component]
pub(super) fn Control(
    desk: Desk,
    key: String,
    property: Option<Property>,
    id: String,
    described_by: String,
) -> impl IntoView {
    match property.as_ref().map(|property| property.kind) {
        Some(PropertyType::Bool) => {
            let choices = vec!["True".to_owned(), "False".to_owned()];
            view! { <Choice desk key id described_by choices default=property.and_then(|p| p.default) /> }.into_any()
        }
        Some(PropertyType::Enum) => {
            let (choices, default) = property.map(|property| (property.choices, property.default)).unwrap_or_default();
            view! { <Choice desk key id described_by choices default /> }.into_any()
        }
        Some(PropertyType::Resource) => {
            let names = |around: &super::desk::Around| around.resources.iter().map(|one| one.name.clone()).collect();
            let choices: Vec<String> = desk.around.with_value(names);
            view! {
                <Choice desk key=key.clone() id described_by choices />
                <ResourceLink desk key />
            }
            .into_any()
        }
        kind => {
            let default = property.and_then(|property| property.default);
            let secret = desk.draft.with_untracked(|draft| draft.kind().is_secret(&key));
            view! {
                <Line desk key=key.clone() id described_by default secret />
                {(kind == Some(PropertyType::Audience)).then(|| view! { <Audiences desk key /> })}
            }
            .into_any()
        }
    }
}

/// Text of any kind, with references.
#[component]
fn Line(
    desk: Desk,
    key: String,
    id: String,
    described_by: String,
    default: Option<String>,
    secret: bool,
) -> impl IntoView {
    let held = desk.held(&key);
    let name = key.clone();
    let value = Memo::new(move |_| match held.get() {
        Held::Text(text) => text,
        Held::Kept | Held::Absent => String::new(),
    });
    let touched = StoredValue::new(false);
    let on_type = {
        let key = key.clone();
        Callback::new(move |text: String| {
            touched.set_value(true);
            desk.set(&key, &text);
        })
    };
    let on_leave = {
        let key = key.clone();
        Callback::new(move |()| {
            if touched.try_get_value() == Some(true) {
                desk.left(&key);
            }
        })
    };
    let placeholder = move || match held.get() {
        Held::Kept => txt::ENTRY_KEPT.get(desk.language.get()).to_owned(),
        _ => default.clone().unwrap_or_default(),
    };
    let invalid = {
        let key = key.clone();
        Signal::derive(move || desk.unwritable.with(|unwritable| unwritable.as_deref() == Some(key.as_str())))
    };
    // Typed dots would hide a reference, which gives nothing away.
    let dots = secret && value.with_untracked(|value| !value.starts_with("${"));
    view! {
        <ReferenceInput id=id name=name value=value on_type=on_type on_leave=on_leave suggest=suggest(desk.here.slug())
            secret=dots placeholder=placeholder described_by=described_by invalid=invalid />
        {move || invalid.get().then(|| view! {
            <p class="finding-line tone-bad" role="alert"><Icon icon=icondata::LuCircleX /><span>{t(txt::ENTRY_UNWRITABLE)}</span></p>
        })}
    }
}

/// One of several; what stands there stays, even if it is none of them.
#[component]
fn Choice(
    desk: Desk,
    key: String,
    id: String,
    described_by: String,
    choices: Vec<String>,
    #[prop(optional_no_strip)] default: Option<String>,
) -> impl IntoView {
    let held = desk.held(&key);
    let name = key.clone();
    let known = choices.clone();
    let odd = Memo::new(move |_| match held.get() {
        Held::Text(text) if !known.iter().any(|choice| choice.eq_ignore_ascii_case(&text)) => {
            Some(text).filter(|text| !text.is_empty())
        }
        _ => None,
    });
    let none = move || match &default {
        Some(default) => txt::ENTRY_DEFAULT.fill(desk.language.get(), &[("value", default)]),
        None => txt::ENTRY_NOT_SET.get(desk.language.get()).to_owned(),
    };
    let is =
        move |choice: &str| held.with(|held| matches!(held, Held::Text(text) if text.eq_ignore_ascii_case(choice)));
    let choose = move |event| match event_target_value(&event) {
        value if value.is_empty() => desk.remove(&key),
        value => desk.set(&key, &value),
    };
    view! {
        <div class="select">
            <select id=id name=name class="input" aria-describedby=described_by on:change=choose>
                <option value="" prop:selected=move || held.with(|held| matches!(held, Held::Absent) || *held == Held::Text(String::new()))>{none}</option>
                {choices.into_iter().map(|choice| {
                    let mine = choice.clone();
                    view! { <option value=choice.clone() prop:selected=move || is(&mine)>{choice.clone()}</option> }
                }).collect_view()}
                {move || odd.get().map(|text| view! { <option value=text.clone() prop:selected=true>{text.clone()}</option> })}
            </select>
            <Icon icon=icondata::LuChevronDown />
        </div>
    }
}

/// The page of the resource that is chosen.
#[component]
fn ResourceLink(desk: Desk, key: String) -> impl IntoView {
    let held = desk.held(&key);
    move || {
        let Held::Text(name) = held.get() else { return None };
        let id = desk.around.with_value(|around| {
            let at = around.resources.iter().position(|resource| resource.name.eq_ignore_ascii_case(&name))?;
            around.ids.get(at).cloned()
        })?;
        let href = desk.current.path(TenantPlace::Resource(id));
        Some(view! { <a class="prop-link" href=href>{tf(txt::ENTRY_OPEN_RESOURCE, vec![("name", name)])}</a> })
    }
}

/// What the chosen resource asks tokens for, to be taken over letter for letter.
#[component]
fn Audiences(desk: Desk, key: String) -> impl IntoView {
    let key = StoredValue::new(key);
    let offered = Memo::new(move |_| {
        desk.draft.with(|draft| {
            let resources = draft.kind().properties().filter(|property| property.kind == PropertyType::Resource);
            let named: Vec<String> = resources
                .filter_map(|property| match draft.held(&property.key) {
                    Held::Text(name) => Some(name),
                    _ => None,
                })
                .collect();
            let mine = draft.held(&key.get_value());
            desk.around.with_value(|around| {
                let of =
                    around.resources.iter().filter(|one| named.iter().any(|name| one.name.eq_ignore_ascii_case(name)));
                let all = of.flat_map(|resource| resource.audiences.clone());
                all.filter(|audience| mine != Held::Text(audience.clone())).collect::<Vec<_>>()
            })
        })
    });
    move || {
        offered.get().into_iter().map(|audience| {
            let taken = audience.clone();
            let press = Callback::new(move |()| desk.set(&key.get_value(), &taken));
            view! {
                <Button label=tf(txt::ENTRY_TAKE_AUDIENCE, vec![("audience", audience)]) icon=icondata::LuCornerDownRight
                    look=Look::Quiet on_press=press testid="take-audience" />
            }
        }).collect_view()
    }
}
