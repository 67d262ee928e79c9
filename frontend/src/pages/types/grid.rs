//! The grid of a type: a row a parameter; for each request whether it is sent or expected back, and its default. Arrow
//! keys up and down move along a column; in a narrow window a row becomes a block, every box with its own label.

use leptos::prelude::*;
use shared::resource::{Phase, PhaseFlag, TypeParameter};
use wasm_bindgen::JsCast;

use super::{detail::CurrentType, use_of::Verdict};
use crate::{
    components::{
        button::{Button, Look},
        card::Card,
    },
    i18n::{Language, Text, t, txt},
    pages::resources::grid::phase_name,
    state::type_draft::{TypeDraft, set_default, toggle},
};

/// K2's check boxes of a phase: sent, and expected back where a phase has an answer of its own.
const FLAGS: [(Phase, PhaseFlag, Option<PhaseFlag>); 3] = [
    (Phase::Authorization, PhaseFlag::AuthorizationRequest, Some(PhaseFlag::AuthorizationResponse)),
    (Phase::Token, PhaseFlag::TokenRequest, Some(PhaseFlag::TokenResponse)),
    (Phase::Refresh, PhaseFlag::RefreshRequest, None),
];

/// The grid.
#[component]
pub(super) fn TypeGrid(here: CurrentType) -> impl IntoView {
    let rows = Memo::new(move |_| here.draft.with(|draft| draft.now.parameters.len()));
    let add = Callback::new(move |()| here.draft.update(TypeDraft::add));
    let all = Signal::derive(move || here.draft.with(|draft| draft.verdict("/parameters")));
    view! {
        <Card title=t(txt::GRID_TITLE) note=t(txt::TYPES_GRID_NOTE) flush=true testid="type-grid">
            <div class="grid-scroll type-grid-scroll" tabindex="0" role="region" aria-label=t(txt::GRID_TITLE) on:keydown=walk>
                <table class="grid type-grid">
                    <thead>
                        <tr>
                            <th scope="col">{t(txt::GRID_PARAMETER)}</th>
                            {Phase::ALL.map(|phase| view! { <th scope="col">{t(phase_name(phase))}</th> })}
                            <th scope="col"><span class="visually-hidden">{t(txt::TYPES_ROW_ACTIONS)}</span></th>
                        </tr>
                    </thead>
                    <tbody>
                        {move || (0..rows.get()).map(|row| view! { <ParameterRow here row /> }).collect_view()}
                    </tbody>
                </table>
            </div>
            <Verdict verdict=all />
            {here.editable.then(|| view! {
                <div class="type-grid-foot">
                    <Button label=t(txt::TYPES_ADD_PARAMETER) icon=icondata::LuPlus on_press=add testid="add-parameter" />
                </div>
            })}
        </Card>
    }
}

#[component]
fn ParameterRow(here: CurrentType, row: usize) -> impl IntoView {
    let language = Language::of_page();
    let parameter = Signal::derive(move || here.draft.with(|draft| draft.parameter(row)));
    let lift = Callback::new(move |()| here.draft.update(|draft| draft.lift(row)));
    let remove = Callback::new(move |()| here.draft.update(|draft| draft.remove(row)));
    let named = move |event| {
        let name = event_target_value(&event);
        here.draft.update(|draft| draft.edit_parameter(row, "name", |p| p.name = name));
    };
    let about = move || parameter.with(|p| p.description.get(language.get()).to_owned());
    view! {
        <tr data-row=row>
            <th scope="row">
                {if here.editable {
                    view! {
                        <input class="input is-mono" autocomplete="off" spellcheck="false" aria-label=t(txt::GRID_PARAMETER) data-column="name"
                            prop:value=move || parameter.with(|p| p.name.clone()) on:input=named />
                    }.into_any()
                } else {
                    view! { <code>{move || parameter.with(|p| p.name.clone())}</code> }.into_any()
                }}
                <Verdict verdict=here.verdict(format!("/parameters/{row}/name")) />
                <span class="grid-about">{about}</span>
                <div class="type-flags">
                    <Flag here row parameter label=txt::GRID_SECRET column="secret" is=|p| p.secret flip=|p| p.secret = !p.secret part="phases" />
                    <Flag here row parameter label=txt::TYPES_URL_ENCODE column="encode" is=|p| p.url_encode flip=|p| p.url_encode = !p.url_encode part="url_encode" />
                </div>
                <Verdict verdict=here.verdict(format!("/parameters/{row}/phases")) />
            </th>
            {FLAGS.map(|(phase, sent, back)| view! { <PhaseCell here row parameter phase sent back /> })}
            <td class="type-row-tools">
                {here.editable.then(|| view! {
                    <Button label=t(txt::TYPES_LIFT) icon=icondata::LuArrowUp look=Look::Quiet compact=true on_press=lift />
                    <Button label=t(txt::TYPES_REMOVE_PARAMETER) icon=icondata::LuTrash2 look=Look::Quiet compact=true on_press=remove />
                })}
            </td>
        </tr>
    }
}

#[component]
fn PhaseCell(
    here: CurrentType,
    row: usize,
    parameter: Signal<TypeParameter>,
    phase: Phase,
    sent: PhaseFlag,
    back: Option<PhaseFlag>,
) -> impl IntoView {
    let language = Language::of_page();
    let name = phase.as_str();
    let label = move || {
        let parameter = parameter.with(|p| p.name.clone());
        let phase = phase_name(phase).get(language.get());
        txt::TYPES_DEFAULT_OF.fill(language.get(), &[("name", &parameter), ("phase", phase)])
    };
    let typed = move |event| {
        let text = event_target_value(&event);
        here.draft
            .update(|draft| draft.edit_parameter(row, &format!("defaults/{name}"), |p| set_default(p, phase, &text)));
    };
    view! {
        <td>
            <span class="type-phase" aria-hidden="true">{t(phase_name(phase))}</span>
            <div class="type-flags">
                <PhaseTick here row parameter label=txt::TYPES_SENT phase flag=sent />
                {back.map(|flag| view! { <PhaseTick here row parameter label=txt::TYPES_BACK phase flag=flag /> })}
            </div>
            <input class="input is-mono" type="text" autocomplete="off" spellcheck="false" data-column=format!("default-{name}")
                aria-label=label placeholder=t(txt::TYPES_NO_DEFAULT) readonly=!here.editable
                prop:value=move || parameter.with(|p| p.defaults.get(phase).cloned().unwrap_or_default()) on:input=typed />
            <Verdict verdict=here.verdict(format!("/parameters/{row}/defaults/{name}")) />
        </td>
    }
}

#[component]
fn PhaseTick(
    here: CurrentType,
    row: usize,
    parameter: Signal<TypeParameter>,
    label: Text,
    phase: Phase,
    flag: PhaseFlag,
) -> impl IntoView {
    let language = Language::of_page();
    let spoken = move || {
        let words = [
            parameter.with(|p| p.name.clone()),
            phase_name(phase).get(language.get()).to_owned(),
            label.get(language.get()).to_owned(),
        ];
        words.join(", ")
    };
    let flip = move |_| {
        here.draft.update(|draft| draft.edit_parameter(row, "phases", |p| toggle(&mut p.phases, flag)));
    };
    view! {
        <label class="type-flag">
            <input type="checkbox" class="checkbox" disabled=!here.editable aria-label=spoken data-column=format!("{flag:?}")
                prop:checked=move || parameter.with(|p| p.phases.contains(&flag)) on:change=flip />
            <span aria-hidden="true">{t(label)}</span>
        </label>
    }
}

#[component]
fn Flag(
    here: CurrentType,
    row: usize,
    parameter: Signal<TypeParameter>,
    label: Text,
    column: &'static str,
    is: fn(&TypeParameter) -> bool,
    flip: fn(&mut TypeParameter),
    /// The place whose verdict the flag may settle.
    part: &'static str,
) -> impl IntoView {
    let language = Language::of_page();
    let spoken = move || format!("{}, {}", parameter.with(|p| p.name.clone()), label.get(language.get()));
    let turned = move |_| here.draft.update(|draft| draft.edit_parameter(row, part, flip));
    view! {
        <label class="type-flag">
            <input type="checkbox" class="checkbox" disabled=!here.editable aria-label=spoken data-column=column
                prop:checked=move || parameter.with(is) on:change=turned />
            <span aria-hidden="true">{t(label)}</span>
        </label>
    }
}

/// Up and down move along a column.
fn walk(event: web_sys::KeyboardEvent) {
    let down = match event.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    let next = || {
        let from = event.target()?.dyn_into::<web_sys::Element>().ok()?;
        let column = from.get_attribute("data-column")?;
        let row = from.closest("tr").ok()??;
        let row = if down { row.next_element_sibling() } else { row.previous_element_sibling() }?;
        row.query_selector(&format!("[data-column='{column}']")).ok()??.dyn_into::<web_sys::HtmlElement>().ok()
    };
    if let Some(next) = next() {
        event.prevent_default();
        drop(next.focus());
    }
}
