//! The parameter grid: rows are parameters, columns are requests; edited in the cell, saved by the row.

use std::{future::Future, pin::Pin};

use leptos::{prelude::*, task::spawn_local};
use shared::{
    permission::Permission,
    resource::{Phase, TypeParameter},
};

use super::{
    detail::CurrentResource,
    findings::{FindingsHere, anchor},
};
use crate::{
    api::{Answer, Api},
    components::{
        badge::{Badge, Tone},
        button::{Button, Look},
        card::Card,
        conflict::ConflictNote,
        icon::Icon,
        key_values::{KeyValue, KeyValues},
        leave_guard::LeaveGuard,
    },
    failure::Failure,
    i18n::{Language, Text, t, tf, txt},
    pages::tenants::frame::CurrentTenant,
    state::parameters::{Cell, Grid},
};

/// What a column is called.
pub(crate) fn phase_name(phase: Phase) -> Text {
    match phase {
        Phase::Authorization => txt::PHASE_AUTHORIZATION,
        Phase::Token => txt::PHASE_TOKEN,
        Phase::Refresh => txt::PHASE_REFRESH,
    }
}

/// The grid.
#[component]
pub(crate) fn ParameterGrid(grid: RwSignal<Grid>) -> impl IntoView {
    let parameters = grid.with_untracked(|grid| grid.parameters().to_vec());
    let dirty = Signal::derive(move || grid.with(Grid::any_dirty));
    view! {
        <Card title=t(txt::GRID_TITLE) note=t(txt::GRID_NOTE) flush=true testid="parameters">
            <LeaveGuard dirty=dirty />
            <div class="grid-scroll" tabindex="0" role="region" aria-label=t(txt::GRID_TITLE)>
                <table class="grid">
                    <thead>
                        <tr>
                            <th scope="col">{t(txt::GRID_PARAMETER)}</th>
                            {Phase::ALL.map(|phase| view! { <th scope="col">{t(phase_name(phase))}</th> })}
                        </tr>
                    </thead>
                    {parameters.into_iter().map(|parameter| view! { <ParameterRow grid parameter /> }).collect_view()}
                </table>
            </div>
        </Card>
    }
}

#[component]
fn ParameterRow(grid: RwSignal<Grid>, parameter: TypeParameter) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let language = Language::of_page();
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    // Whether a newer version was looked at while something was typed over it.
    let looked = RwSignal::new(false);
    let name = StoredValue::new(parameter.name.clone());
    let dirty = Memo::new(move |_| grid.with(|grid| name.with_value(|name| grid.dirty(name))));
    let spreads = Memo::new(move |_| grid.with(|grid| name.with_value(|name| grid.can_spread(name))));
    let may = move || current.may(Permission::ResourceWrite);
    let save = Callback::new(move |()| {
        let name = name.get_value();
        let request = grid.with_untracked(|grid| grid.request(&name));
        let (slug, id, version) = (current.slug(), here.id(), here.version());
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = api.put_parameter(&slug, &id, &name, &request, version.as_ref()).await;
            _ = busy.try_set(false);
            match answer {
                Ok(resource) => {
                    _ = grid.try_update(|grid| grid.undo(&name));
                    _ = looked.try_set(false);
                    here.stored(resource);
                }
                Err(why) => _ = failure.try_set(Some(why)),
            }
        });
    });
    let show = Callback::new(move |()| {
        Box::pin(async move {
            here.read_again(api, &current.slug()).await?;
            _ = looked.try_set(true);
            Ok(())
        }) as Pin<Box<dyn Future<Output = Answer<()>>>>
    });
    let undo = Callback::new(move |()| grid.update(|grid| name.with_value(|name| grid.undo(name))));
    let spread = Callback::new(move |()| grid.update(|grid| name.with_value(|name| grid.spread(name))));
    let about = parameter.description.clone();
    let field = format!("parameters/{}", parameter.name);
    let place = anchor(&field);
    view! {
        <tbody class="grid-row" class:is-dirty=dirty data-parameter=parameter.name.clone() id=place>
            <tr>
                <th scope="row">
                    <code>{parameter.name.clone()}</code>
                    {parameter.secret.then(|| view! { <span class="grid-secret"><Icon icon=icondata::LuLock />{t(txt::GRID_SECRET)}</span> })}
                    <span class="grid-about">{move || about.get(language.get()).to_owned()}</span>
                    <FindingsHere fields=vec![field] />
                </th>
                {Phase::ALL.map(|phase| view! { <GridCell grid parameter=parameter.clone() phase save /> })}
            </tr>
            <Show when=move || may() && (dirty.get() || spreads.get() || failure.with(Option::is_some))>
                <tr class="grid-tools">
                    <td colspan="4">
                        <div class="cluster">
                            {move || dirty.get().then(|| view! {
                                <Button label=tf(txt::GRID_SAVE, vec![("name", name.get_value())]) busy_label=t(txt::COMMON_SAVING) busy=busy look=Look::Primary on_press=save />
                                <Button label=t(txt::GRID_UNDO) on_press=undo />
                            })}
                            {move || spreads.get().then(|| view! {
                                <Button label=t(txt::GRID_SPREAD) icon=icondata::LuCopyCheck look=Look::Quiet on_press=spread />
                            })}
                        </div>
                        <ConflictNote failure=failure show=show />
                        {move || (looked.get() && dirty.get()).then(|| view! { <NowStored grid name /> })}
                    </td>
                </tr>
            </Show>
        </tbody>
    }
}

/// What a newer version stores where something else is typed.
#[component]
fn NowStored(grid: RwSignal<Grid>, name: StoredValue<String>) -> impl IntoView {
    let language = Language::of_page();
    let line = move |phase: Phase| {
        let cell = grid.with(|grid| name.with_value(|name| grid.cell(name, phase)));
        cell.edit.as_ref()?;
        let stored = Cell { edit: None, ..cell };
        let value = Some(stored.text()).filter(|text| !text.is_empty());
        let value = value.unwrap_or_else(|| placeholder(&stored, language));
        Some(view! {
            <KeyValue name=t(phase_name(phase))>
                {if value.is_empty() { t(txt::COMMON_NONE)().to_owned() } else { value }}
            </KeyValue>
        })
    };
    view! {
        <div class=format!("note {}", Tone::Accent.class()) role="status" data-testid="theirs">
            <Icon icon=icondata::LuUsers />
            <div class="problem-words">
                <p>{t(txt::CONFLICT_CELL)}</p>
                <KeyValues>{move || Phase::ALL.map(line).into_iter().flatten().collect_view()}</KeyValues>
            </div>
        </div>
    }
}

#[component]
fn GridCell(grid: RwSignal<Grid>, parameter: TypeParameter, phase: Phase, save: Callback<()>) -> impl IntoView {
    let current = CurrentTenant::of_page();
    let language = Language::of_page();
    let name = StoredValue::new(parameter.name.clone());
    let secret = parameter.secret;
    let cell = Memo::new(move |_| grid.with(|grid| name.with_value(|name| grid.cell(name, phase))));
    let field = vec![format!("parameters/{}", parameter.name)];
    let label = move || {
        txt::GRID_CELL
            .fill(language.get(), &[("name", &name.get_value()), ("phase", phase_name(phase).get(language.get()))])
    };
    let placeholder = move || cell.with(|cell| placeholder(cell, language));
    let typed =
        move |event| grid.update(|grid| name.with_value(|name| grid.type_in(name, phase, event_target_value(&event))));
    let keys = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "Enter" => save.run(()),
        "Escape" => grid.update(|grid| name.with_value(|name| grid.undo(name))),
        _ => {}
    };
    let inherit = Callback::new(move |()| grid.update(|grid| name.with_value(|name| grid.inherit(name, phase))));
    let resettable = move || current.may(Permission::ResourceWrite) && cell.with(Cell::overridden);
    if !cell.get_untracked().sent {
        return view! {
            <td class="grid-cell is-unsent">
                <span class="muted">{t(txt::GRID_UNSENT)}</span>
                <FindingsHere fields=field phase=phase />
            </td>
        }
        .into_any();
    }
    view! {
        <td class="grid-cell" class:is-overridden=move || cell.with(Cell::overridden)>
            <div class="grid-input">
                <input
                    class="input is-mono"
                    type=if secret { "password" } else { "text" }
                    autocomplete="off" autocapitalize="off" spellcheck="false"
                    aria-label=label placeholder=placeholder
                    readonly=move || !current.may(Permission::ResourceWrite)
                    prop:value=move || cell.with(Cell::text)
                    on:input=typed on:keydown=keys
                />
                {move || resettable().then(|| view! {
                    <Button label=t(txt::GRID_INHERIT) icon=icondata::LuRotateCcw look=Look::Quiet compact=true on_press=inherit />
                })}
            </div>
            {move || mark(&cell.get())}
            <FindingsHere fields=field phase=phase />
        </td>
    }
    .into_any()
}

/// What the empty input says: the default, or what is known of the stored secret.
fn placeholder(cell: &Cell, language: Language) -> String {
    if let Some(secret) = cell.stored_secret() {
        let end = secret.last4.clone().unwrap_or_default();
        return txt::GRID_STORED.fill(language.get(), &[("last4", &end)]);
    }
    cell.default.clone().filter(|_| !cell.overridden()).unwrap_or_default()
}

/// Says in words where the value comes from.
fn mark(cell: &Cell) -> AnyView {
    match (cell.edit.is_some(), cell.overridden(), &cell.default) {
        (true, ..) => {
            view! { <Badge label=t(txt::GRID_UNSAVED) tone=Tone::Warning icon=icondata::LuPencil /> }.into_any()
        }
        (_, true, Some(_)) => {
            view! { <Badge label=t(txt::GRID_OVERRIDE) tone=Tone::Accent icon=icondata::LuReplace /> }.into_any()
        }
        (_, false, Some(_)) => view! { <span class="grid-default">{t(txt::GRID_DEFAULT)}</span> }.into_any(),
        _ => ().into_any(),
    }
}
