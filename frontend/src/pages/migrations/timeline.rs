//! Who did what in a migration, the newest first, and what can be taken back.

use leptos::{prelude::*, task::spawn_local};
use shared::{
    api::migration::{MigrationEvent, StepState},
    text::Locale,
};

use super::{actions::action_name, desk::Desk, looks::step_look};
use crate::{
    components::{
        button::{Button, Look},
        card::Card,
        icon::Icon,
        relative_time::RelativeTime,
        states::{EmptyState, ProblemNote, loaded},
    },
    failure::Failure,
    i18n::{Language, Text, t, txt},
    remote::Remote,
};

/// What happened. `at_step`: the step's name follows.
fn look(what: &str, at_step: bool) -> (Option<Text>, icondata::Icon) {
    let (text, icon) = match what {
        "created" => (txt::MIGRATION_EVENT_CREATED, icondata::LuPlus),
        "options_changed" => (txt::MIGRATION_EVENT_OPTIONS, icondata::LuSettings2),
        "resources_changed" => (txt::MIGRATION_EVENT_RESOURCES, icondata::LuKeySquare),
        "abandoned" | "resumed" => (txt::MIGRATION_EVENT_STATE, icondata::LuArchive),
        "values_filled" if !at_step => (txt::MIGRATION_EVENT_VALUES_ANY, icondata::LuPencil),
        "action_done" if !at_step => (txt::MIGRATION_EVENT_ACTION_ANY, icondata::LuZap),
        "checks_run" if !at_step => (txt::MIGRATION_EVENT_CHECKS_ANY, icondata::LuStethoscope),
        "undone" if !at_step => (txt::MIGRATION_EVENT_UNDONE_ANY, icondata::LuUndo2),
        "values_filled" => (txt::MIGRATION_EVENT_VALUES, icondata::LuPencil),
        "step_state" => (txt::MIGRATION_EVENT_STEP, icondata::LuCircleCheck),
        "step_note" => (txt::MIGRATION_EVENT_NOTE, icondata::LuStickyNote),
        "step_assigned" => (txt::MIGRATION_EVENT_ASSIGNEE, icondata::LuUserRoundCheck),
        "action_done" => (txt::MIGRATION_EVENT_ACTION, icondata::LuZap),
        "checks_run" => (txt::MIGRATION_EVENT_CHECKS, icondata::LuStethoscope),
        "switched" => (txt::MIGRATION_EVENT_SWITCHED, icondata::LuArrowLeftRight),
        "undone" => (txt::MIGRATION_EVENT_UNDONE, icondata::LuUndo2),
        _ => return (None, icondata::LuCircle),
    };
    (Some(text), icon)
}

/// A state of a step in words; anything else as it is.
fn state_word(name: &str, locale: Locale) -> String {
    let state = serde_json::from_value::<StepState>(serde_json::Value::String(name.to_owned()));
    state.map_or_else(|_| name.to_owned(), |state| step_look(state).0.get(locale).to_owned())
}

/// What an event was about, in words.
fn detail(desk: Desk, event: &MigrationEvent, locale: Locale) -> String {
    let given = |name: &str| event.detail.get(name).map(String::as_str).unwrap_or_default();
    let change = Some(given("change")).filter(|number| !number.is_empty());
    let change = change.map(|number| txt::MIGRATION_EVENT_CHANGE.fill(locale, &[("n", number)]));
    let what = match event.what.as_str() {
        "step_state" => {
            let checks = (given("by") == "checks").then(|| txt::MIGRATION_EVENT_BY_CHECKS.get(locale));
            let states = format!("{} → {}", state_word(given("from"), locale), state_word(given("to"), locale));
            [Some(states.as_str()), checks].into_iter().flatten().collect::<Vec<_>>().join(" · ")
        }
        "values_filled" => given("values").split(", ").map(|id| desk.label(id)).collect::<Vec<_>>().join(", "),
        "step_assigned" => given("to").to_owned(),
        "action_done" => action_name(desk, given("action"), locale),
        "switched" => {
            let to = if given("to") == "new" { txt::CUTOVER_NEW } else { txt::CUTOVER_OLD };
            to.get(locale).to_owned()
        }
        "checks_run" => {
            let failed = Some(given("failed")).filter(|failed| !failed.is_empty() && *failed != "0");
            failed.map(|n| txt::MIGRATIONS_FAILING.fill(locale, &[("n", n)])).unwrap_or_default()
        }
        _ => String::new(),
    };
    [Some(what).filter(|what| !what.is_empty()), change].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The timeline.
#[component]
pub(super) fn Timeline(desk: Desk) -> impl IntoView {
    let events = Remote::new(move || {
        desk.turns.track();
        async move { Ok(desk.api.migration_events(&desk.at(), None).await?.items) }
    });
    let failure = RwSignal::new(None::<Failure>);
    view! {
        <Card title=t(txt::MIGRATION_TIMELINE) flush=true testid="timeline">
            {move || failure.get().map(|failure| view! { <ProblemNote failure /> })}
            {loaded(events, 3, move |events| (move || {
                if events.with(Vec::is_empty) {
                    return view! {
                        <EmptyState icon=icondata::LuHistory title=t(txt::MIGRATION_TIMELINE_EMPTY) text=t(txt::MIGRATION_TIMELINE_EMPTY_TEXT) />
                    }.into_any();
                }
                view! {
                    <ol class="timeline">
                        {events.get().into_iter().map(|event| view! { <EventRow desk event failure /> }).collect_view()}
                    </ol>
                }.into_any()
            }).into_any())}
        </Card>
    }
}

#[component]
fn EventRow(desk: Desk, event: MigrationEvent, failure: RwSignal<Option<Failure>>) -> impl IntoView {
    let (text, icon) = look(&event.what, event.step.is_some());
    let what = event.what.clone();
    let language = Language::of_page();
    let known = StoredValue::new(event.clone());
    let detail = Memo::new(move |_| known.with_value(|event| detail(desk, event, language.get())));
    let busy = RwSignal::new(false);
    let id = StoredValue::new(event.id.clone());
    let undo = Callback::new(move |()| {
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = desk.after(desk.api.undo(&desk.at(), &id.get_value())).await;
            drop(failure.try_set(answer.err()));
            _ = busy.try_set(false);
        });
    });
    let undoable = event.undoable;
    view! {
        <li class="timeline-row" data-what=event.what>
            <span class="timeline-icon"><Icon icon=icon /></span>
            <div class="timeline-words">
                <p>
                    <strong>{event.by}</strong> " "
                    {match text { Some(text) => view! { {t(text)} }.into_any(), None => view! { <code>{what}</code> }.into_any() }}
                    {event.step.map(|step| { let href = desk.path(&step); view! { " " <a href=href data-noscroll="true" data-stays="true">{move || desk.title(&step)}</a> } })}
                </p>
                {move || Some(detail.get()).filter(|text| !text.is_empty()).map(|text| view! { <p class="muted">{text}</p> })}
            </div>
            <span class="muted timeline-when"><RelativeTime at=event.at /></span>
            {(undoable && untrack(|| desk.may_write())).then(|| view! {
                <Button label=t(txt::MIGRATION_UNDO) busy=busy look=Look::Quiet icon=icondata::LuUndo2 on_press=undo testid="undo" />
            })}
        </li>
    }
}
