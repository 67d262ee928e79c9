//! What a type is for, what its server answers with, how long its tokens live, and what a new resource takes over.

use leptos::prelude::*;
use shared::resource::{ClientAuth, RecoveryClass};

use super::{
    detail::CurrentType,
    use_of::{Read, TextOf, Verdict, Write},
};
use crate::{
    components::{card::Card, field::fresh_id, icon::Icon},
    i18n::{Language, Text, t, txt},
    state::type_draft::{given, toggle, words},
};

/// Name, description, usage.
#[component]
pub(super) fn About(here: CurrentType) -> impl IntoView {
    view! {
        <Card title=t(txt::TYPES_ABOUT)>
            <div class="form-fields is-columns">
                <TextOf here label=t(txt::TYPES_NAME) pointer="/name" read=|d| d.name.clone() write=|d, text| d.name = text />
                <TextOf here label=t(txt::TYPES_USAGE) hint=t(txt::TYPES_USAGE_HINT) pointer="/usage"
                    read=|d| d.usage.clone().unwrap_or_default() write=|d, text| d.usage = given(&text) />
                <TextOf here label=t(txt::TYPES_DESCRIPTION_EN) pointer="/description/en"
                    read=|d| d.description.en.clone() write=|d, text| d.description.en = text />
                <TextOf here label=t(txt::TYPES_DESCRIPTION_NL) pointer="/description/nl"
                    read=|d| d.description.nl.clone() write=|d, text| d.description.nl = text />
            </div>
        </Card>
    }
}

/// Expected fields, lives, recovery.
#[component]
pub(super) fn Answers(here: CurrentType) -> impl IntoView {
    view! {
        <Card title=t(txt::TYPES_ANSWERS) note=t(txt::TYPES_ANSWERS_NOTE)>
            <div class="form-fields is-columns">
                <TextOf here label=t(txt::TYPES_EXPECTED) hint=t(txt::TYPES_EXPECTED_HINT) pointer="/expected_response_fields"
                    read=|d| d.expected_response_fields.join(", ") write=|d, text| d.expected_response_fields = words(&text)
                    mono=true parts=true />
                <TextOf here label=t(txt::TYPES_LIFE) hint=t(txt::TYPES_LIFE_HINT) pointer="/refresh_token_days" number=true
                    read=|d| number(d.refresh_token_days) write=|d, text| d.refresh_token_days = text.parse().ok() />
                <TextOf here label=t(txt::TYPES_WARNING) hint=t(txt::TYPES_WARNING_HINT) pointer="/warning_days" number=true
                    read=|d| number(d.warning_days) write=|d, text| d.warning_days = text.parse().ok() />
                <Recovery here />
                <TextOf here label=t(txt::TYPES_GRACE) hint=t(txt::TYPES_GRACE_HINT) pointer="/grace_seconds" number=true
                    read=|d| number(d.grace_seconds) write=|d, text| d.grace_seconds = text.parse().ok() />
            </div>
        </Card>
    }
}

fn number(value: Option<u32>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

const RECOVERIES: [(RecoveryClass, &str, Text); 4] = [
    (RecoveryClass::Reusable, "reusable", txt::TYPES_REUSABLE),
    (RecoveryClass::RetrySafe, "retry_safe", txt::TYPES_RETRY_SAFE),
    (RecoveryClass::Grace, "grace", txt::TYPES_GRACE_CLASS),
    (RecoveryClass::Strict, "strict", txt::TYPES_STRICT),
];

#[component]
fn Recovery(here: CurrentType) -> impl IntoView {
    let id = fresh_id("recovery");
    let value = move || {
        let now = here.draft.with(|draft| draft.now.recovery);
        RECOVERIES.into_iter().find(|(class, ..)| *class == now).map_or("", |(_, id, _)| id)
    };
    let chosen = move |event| {
        let wanted = event_target_value(&event);
        let Some((class, ..)) = RECOVERIES.into_iter().find(|(_, id, _)| *id == wanted) else { return };
        here.draft.update(|draft| {
            draft.edit("/grace_seconds", |definition| {
                definition.recovery = class;
                if class != RecoveryClass::Grace {
                    definition.grace_seconds = None;
                }
            });
        });
    };
    view! {
        <div class="field">
            <label for=id.clone()>{t(txt::TYPES_RECOVERY)}</label>
            <div class="select">
                <select id=id class="input" disabled=!here.editable prop:value=value on:change=chosen>
                    {RECOVERIES.map(|(_, id, text)| view! { <option value=id selected=move || value() == id>{t(text)}</option> })}
                </select>
                <Icon icon=icondata::LuChevronDown />
            </div>
            <p class="field-hint">{t(txt::TYPES_RECOVERY_HINT)}</p>
        </div>
    }
}

/// Grants and ways of client authentication.
#[component]
pub(super) fn Choices(here: CurrentType) -> impl IntoView {
    let language = Language::of_page();
    let grants = here.catalog.with_value(|catalog| catalog.grants.clone());
    let ways = here.catalog.with_value(|catalog| catalog.client_auth.clone());
    let below =
        move |pointer: &'static str| Signal::derive(move || here.draft.with(|draft| draft.verdict_below(pointer)));
    view! {
        <Card title=t(txt::TYPES_NEW) note=t(txt::TYPES_NEW_NOTE)>
            <div class="form-fields is-columns">
                <fieldset class="choices">
                    <legend>{t(txt::CATALOG_GRANTS)}</legend>
                    {grants.into_iter().map(|grant| {
                        let id = grant.id.clone();
                        let checked = Signal::derive(move || here.draft.with(|draft| draft.now.grants.contains(&id)));
                        let (id, name) = (grant.id, grant.name);
                        let flip = move || here.draft.update(|draft| draft.edit("/grants", |d| toggle(&mut d.grants, id.clone())));
                        view! { <Tick here label=Signal::derive(move || name.get(language.get()).to_owned()) checked flip=Callback::new(move |()| flip()) /> }
                    }).collect_view()}
                    <Verdict verdict=below("/grants") />
                </fieldset>
                <fieldset class="choices">
                    <legend>{t(txt::RESOURCE_CLIENT_AUTH)}</legend>
                    {ways.into_iter().map(|way| {
                        let (id, name): (ClientAuth, _) = (way.id, way.name);
                        let checked = Signal::derive(move || here.draft.with(|draft| draft.now.client_auth.contains(&id)));
                        let flip = move || here.draft.update(|draft| draft.edit("/client_auth", |d| toggle(&mut d.client_auth, id)));
                        view! { <Tick here label=Signal::derive(move || name.get(language.get()).to_owned()) checked flip=Callback::new(move |()| flip()) /> }
                    }).collect_view()}
                    <Verdict verdict=below("/client_auth") />
                </fieldset>
            </div>
        </Card>
    }
}

#[component]
fn Tick(here: CurrentType, label: Signal<String>, checked: Signal<bool>, flip: Callback<()>) -> impl IntoView {
    view! {
        <label class="choice">
            <input type="checkbox" class="checkbox" disabled=!here.editable prop:checked=move || checked.get() on:change=move |_| flip.run(()) />
            <span>{move || label.get()}</span>
        </label>
    }
}

/// The endpoints to start from.
#[component]
pub(super) fn EndpointsCard(here: CurrentType) -> impl IntoView {
    const ENDPOINTS: [(Text, &str, Read, Write); 5] = [
        (
            txt::TYPES_ENDPOINT_AUTHORIZATION,
            "/endpoints/authorization",
            |d| d.endpoints.authorization.clone().unwrap_or_default(),
            |d, text| d.endpoints.authorization = given(&text),
        ),
        (
            txt::TYPES_ENDPOINT_TOKEN,
            "/endpoints/token",
            |d| d.endpoints.token.clone().unwrap_or_default(),
            |d, text| d.endpoints.token = given(&text),
        ),
        (
            txt::TYPES_ENDPOINT_REFRESH,
            "/endpoints/refresh",
            |d| d.endpoints.refresh.clone().unwrap_or_default(),
            |d, text| d.endpoints.refresh = given(&text),
        ),
        (
            txt::TYPES_ENDPOINT_DEVICE,
            "/endpoints/device_authorization",
            |d| d.endpoints.device_authorization.clone().unwrap_or_default(),
            |d, text| d.endpoints.device_authorization = given(&text),
        ),
        (
            txt::TYPES_ENDPOINT_METADATA,
            "/endpoints/metadata",
            |d| d.endpoints.metadata.clone().unwrap_or_default(),
            |d, text| d.endpoints.metadata = given(&text),
        ),
    ];
    view! {
        <Card title=t(txt::TYPES_ENDPOINTS) note=t(txt::TYPES_ENDPOINTS_NOTE)>
            <div class="form-fields">
                {ENDPOINTS.map(|(label, pointer, read, write)| view! {
                    <TextOf here label=t(label) pointer=pointer read=read write=write mono=true />
                })}
            </div>
        </Card>
    }
}
