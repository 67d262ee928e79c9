//! One migration: its steps at the left, the one at hand large beside them, what happened below.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::{api::migration::MigrationState, problem::ProblemCode};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{desk::Desk, files::Files, looks::Callout, step::StepView, steps::Steps, timeline::Timeline, tools::Tools};
use crate::{
    api::{Api, migrations::MigrationAt},
    components::{
        badge::{Badge, Tone},
        button::{Button, LinkButton, Look},
        ends::{Ends, KnownDeadlines},
        icon::Icon,
        leave_guard::LeaveGuard,
        page::Page,
        progress::Progress,
        states::{EmptyState, loaded},
    },
    i18n::{Language, t, tf, txt},
    pages::{
        settings::frame::{CurrentEnvironment, crumbs},
        tenants::frame::CurrentTenant,
    },
    places::{Place, SettingsPlace, TenantPlace},
    remote::{Load, Remote},
    session::Session,
    state::migration::{Typing, opened},
};

/// How high the bar above every page is, in pixels, with a little air.
const HEAD: f64 = 60.0;

/// The step that the address names.
fn wanted_step(path: &str) -> Option<String> {
    match Place::parse(path) {
        Place::Tenant(_, TenantPlace::Settings(_, SettingsPlace::MigrationStep(_, step))) => Some(step),
        _ => None,
    }
}

/// The page of the migration `id`.
#[component]
pub(super) fn MigrationPage(id: String) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentEnvironment::of_page();
    let language = Language::of_page();
    let session = Session::of_page();
    let me = StoredValue::new(untrack(|| session.info()).map(|info| info.user.name).unwrap_or_default());
    let at = MigrationAt { tenant: current.slug(), environment: here.slug(), id };
    let at = StoredValue::new(at);
    let deadlines = KnownDeadlines::of_page();
    let remote = Remote::new(move || {
        let at = at.get_value();
        async move {
            deadlines.ready(api).await;
            api.migration(&at).await
        }
    });
    let path = use_location().pathname;
    let missing =
        Memo::new(move |_| matches!(remote.get(), Load::Failed(failure) if failure.is(ProblemCode::NotFound)));
    move || {
        if missing.get() {
            return view! { <NoSuchMigration /> }.into_any();
        }
        loaded(remote, 10, move |migration| {
            // Where the address names none, the one that is shown stays: what the next one is changes while the
            // migration is read again.
            let shown = Memo::new(move |before: Option<&(Option<String>, Option<String>)>| {
                let wanted = wanted_step(&path.get());
                let stays = before.filter(|(asked, _)| *asked == wanted).and_then(|(_, step)| step.clone());
                let step = migration.with(|migration| opened(migration, wanted.as_deref().or(stays.as_deref())));
                (wanted, step)
            });
            let step = Memo::new(move |_| shown.get().1);
            let desk = Desk {
                api,
                migration,
                remote,
                at,
                current,
                here,
                step,
                language,
                me,
                typing: RwSignal::new(Typing::default()),
                notes: RwSignal::new(BTreeMap::new()),
                meanwhile: RwSignal::new(Vec::new()),
                turns: RwSignal::new(0),
            };
            desk.keep_looking();
            view! { <Whole desk /> }.into_any()
        })
        .into_any()
    }
}

/// Shows another step from its top, with the keyboard and the reader's voice at its heading. The first one is where the
/// page begins.
fn reveal(desk: Desk) {
    Effect::new(move |before: Option<Option<String>>| {
        let step = desk.step.get();
        if before.is_some_and(|before| before != step) {
            // When the step is on the page.
            request_animation_frame(to_top);
        }
        step
    });
    Effect::new(move |_| {
        desk.step.track();
        desk.turns.track();
        desk.migration.track();
        request_animation_frame(line_into_view);
    });
    // Whoever did the last thing far down the page is shown that it was the last.
    Effect::new(move |before: Option<MigrationState>| {
        let state = desk.migration.with(|migration| migration.summary.state);
        if state == MigrationState::Completed && before == Some(MigrationState::Running) {
            request_animation_frame(|| window().scroll_to_with_x_and_y(0.0, 0.0));
        }
        state
    });
}

/// The list of steps has a scroll of its own where the window is low: the line of the step that is shown stays in it.
fn line_into_view() {
    let found = document().query_selector(".step-line[aria-current]").ok().flatten();
    let Some(line) = found.and_then(|line| line.dyn_into::<HtmlElement>().ok()) else { return };
    let Some(list) = line.closest(".steps").ok().flatten() else { return };
    let (shown, around) = (line.get_bounding_client_rect(), list.get_bounding_client_rect());
    let middle = shown.top() - around.top() - (around.height() - shown.height()) / 2.0;
    if shown.top() < around.top() || shown.bottom() > around.bottom() {
        list.scroll_by_with_x_and_y(0.0, middle);
    }
}

fn to_top() {
    let heading = document().get_element_by_id("step-title").and_then(|title| title.dyn_into::<HtmlElement>().ok());
    let Some(heading) = heading else { return };
    let sheet = heading.closest(".step-sheet").ok().flatten();
    if let Some(sheet) = sheet {
        let top = sheet.get_bounding_client_rect().top();
        let room = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
        // Whoever sees where it begins is left alone. The bar above is known to the styles (`scroll-margin`).
        if top < HEAD || top > room / 2.0 {
            sheet.scroll_into_view();
        }
    }
    drop(heading.focus());
}

#[component]
fn Whole(desk: Desk) -> impl IntoView {
    reveal(desk);
    let language = Language::of_page();
    let mut way = crumbs(desk.current);
    way.push((t(txt::NAV_MIGRATIONS).into(), desk.here.path(SettingsPlace::Migrations)));
    way.push((desk.here.name().into(), desk.here.path(SettingsPlace::Migrations)));
    let name = move || desk.migration.with(|migration| migration.summary.name.get(language.get()).to_owned());
    let state = Memo::new(move |_| desk.migration.with(|migration| migration.summary.state));
    let counts = Memo::new(move |_| desk.migration.with(|m| (m.summary.done, m.summary.total, m.summary.failing)));
    let newer = Memo::new(move |_| desk.migration.with(|m| m.playbook_current > m.playbook_version));
    let deadlines = Signal::derive(move || desk.migration.with(|migration| migration.deadlines.clone()));
    let dirty = Signal::derive(move || desk.typing.with(Typing::dirty) || desk.notes.with(|notes| !notes.is_empty()));
    let badges = move || {
        move || match state.get() {
            MigrationState::Running => ().into_any(),
            MigrationState::Completed => {
                view! { <Badge label=t(txt::MIGRATIONS_COMPLETED) tone=Tone::Good /> }.into_any()
            }
            MigrationState::Abandoned => view! { <Badge label=t(txt::MIGRATIONS_ABANDONED) /> }.into_any(),
        }
    };
    view! {
        <LeaveGuard dirty=dirty />
        <Page title=name crumbs=way badges=badges actions=move || view! { <Tools desk state /> }>
            <div class="migration-head" data-testid="progress">
                {move || {
                    let (done, total, failing) = counts.get();
                    let text = if failing == 1 { txt::MIGRATIONS_FAILING_ONE } else { txt::MIGRATIONS_FAILING };
                    view! {
                        <Progress done total />
                        {(failing > 0).then(|| view! { <Badge label=tf(text, vec![("n", failing.to_string())]) tone=Tone::Bad /> })}
                    }
                }}
                <Ends of=deadlines />
            </div>
            <Show when=move || newer.get()>
                <p class="note tone-accent"><Icon icon=icondata::LuInfo /><span>{t(txt::MIGRATION_NEWER_PLAYBOOK)}</span></p>
            </Show>
            <Meanwhile desk />
            <Show when=move || state.get() == MigrationState::Completed>
                <Callout tone=Tone::Good icon=icondata::LuCircleCheck title=t(txt::MIGRATION_FINISHED)>
                    <p>{t(txt::MIGRATION_FINISHED_TEXT)}</p>
                    <a class="button" href=desk.at().report() target="_blank" rel="noopener" data-testid="finished-report">
                        <Icon icon=icondata::LuFileText /><span>{t(txt::MIGRATION_REPORT)}</span>
                    </a>
                </Callout>
            </Show>
            <div class="migration">
                <Steps desk />
                <div class="migration-main">
                    {move || desk.step.get().map(|id| view! { <StepView desk id /> })}
                    <Files desk />
                    <Timeline desk />
                </div>
            </div>
        </Page>
    }
}

/// Somebody else changed steps while the page was open.
#[component]
fn Meanwhile(desk: Desk) -> impl IntoView {
    let language = Language::of_page();
    let names = move || {
        let steps = desk.meanwhile.get();
        steps.iter().map(|step| format!("“{}”", desk.title(step))).collect::<Vec<_>>().join(", ")
    };
    let words = move || txt::MIGRATION_MEANWHILE.fill(language.get(), &[("steps", &names())]);
    let seen = Callback::new(move |()| desk.meanwhile.set(Vec::new()));
    view! {
        <Show when=move || !desk.meanwhile.with(Vec::is_empty)>
            <div class="note tone-accent migration-news" role="status" data-testid="meanwhile">
                <Icon icon=icondata::LuUsers />
                <p>{words}</p>
                <Button label=t(txt::COMMON_DISMISS) icon=icondata::LuX look=Look::Quiet compact=true on_press=seen />
            </div>
        </Show>
    }
}

#[component]
fn NoSuchMigration() -> impl IntoView {
    let here = CurrentEnvironment::of_page();
    view! {
        <Page title=t(txt::MIGRATION_MISSING_TITLE)>
            <EmptyState icon=icondata::LuRoute title=t(txt::MIGRATION_MISSING_HEADING) text=t(txt::MIGRATION_MISSING_TEXT)>
                <LinkButton label=t(txt::MIGRATION_MISSING_BACK) href=here.path(SettingsPlace::Migrations) look=Look::Primary />
            </EmptyState>
        </Page>
    }
}
