//! The checks of an environment: how each came out last, run again, and when they run by themselves.

use leptos::{prelude::*, task::spawn_local};
use shared::{
    api::{
        check::{CheckRequest, CheckRun, CheckSchedule, Notice, PutCheckSchedule},
        resource::Resource,
    },
    check::{CheckDescriptor, CheckState},
    permission::Permission,
};

use crate::{
    api::Api,
    components::{
        button::{Button, LinkButton, Look},
        card::Card,
        field::fresh_id,
        icon::Icon,
        page::Page,
        relative_time::RelativeTime,
        states::{EmptyState, ProblemNote, loaded},
    },
    failure::Failure,
    i18n::{Language, t, tf, txt},
    pages::{
        migrations::{Findings, StateIcon, check_look},
        settings::frame::{CurrentEnvironment, Environments, crumbs},
        tenants::frame::CurrentTenant,
    },
    places::SettingsPlace,
    remote::Remote,
};

/// The page at `place`.
pub(super) fn page(place: &SettingsPlace) -> AnyView {
    match place {
        SettingsPlace::Checks => view! { <ChecksPage /> }.into_any(),
        _ => ().into_any(),
    }
}

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    runs: Vec<CheckRun>,
    kinds: Vec<CheckDescriptor>,
    resources: Vec<Resource>,
    schedule: CheckSchedule,
    notices: Vec<Notice>,
}

/// What its parts share.
#[derive(Clone, Copy)]
struct Bench {
    api: Api,
    current: CurrentTenant,
    here: CurrentEnvironment,
    remote: Remote<Known>,
    known: RwSignal<Known>,
    failure: RwSignal<Option<Failure>>,
}

impl Bench {
    fn may_run(self) -> bool {
        self.current.may(Permission::MigrationWrite)
    }
}

/// The page.
#[component]
fn ChecksPage() -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentEnvironment::of_page();
    let remote = Remote::new(move || {
        let (tenant, environment) = (current.slug(), here.slug());
        async move {
            Ok(Known {
                runs: api.check_runs(&tenant, &environment).await?.items,
                kinds: api.check_kinds().await?.items,
                resources: api.resources(&tenant).await?.items,
                schedule: api.check_schedule(&tenant, &environment).await?,
                notices: api.notices(&tenant).await?.items,
            })
        }
    });
    view! {
        <Page title=t(txt::NAV_CHECKS) lead=t(txt::CHECKS_LEAD) crumbs=crumbs(current)>
            <Environments />
            {loaded(remote, 8, move |known| {
                let bench = Bench { api, current, here, remote, known, failure: RwSignal::new(None) };
                view! { <Contents bench /> }.into_any()
            })}
        </Page>
    }
}

#[component]
fn Contents(bench: Bench) -> impl IntoView {
    let busy = RwSignal::new(false);
    let runs = Memo::new(move |_| bench.known.with(|known| known.runs.clone()));
    let all = Callback::new(move |()| {
        let checks = bench.known.with_untracked(|known| known.runs.iter().map(request_of).collect::<Vec<_>>());
        run(bench, checks, busy);
    });
    view! {
        <Notices bench />
        {move || bench.failure.get().map(|failure| view! { <ProblemNote failure /> })}
        {move || if runs.with(Vec::is_empty) {
            view! {
                <EmptyState icon=icondata::LuStethoscope title=t(txt::CHECKS_EMPTY) text=t(txt::CHECKS_EMPTY_TEXT)>
                    <LinkButton label=t(txt::CHECKS_EMPTY_GO) href=bench.here.path(SettingsPlace::Migrations) look=Look::Primary />
                </EmptyState>
            }.into_any()
        } else {
            view! {
                <Card title=t(txt::CHECKS_LATEST) flush=true testid="runs"
                    actions=move || view! {
                        <Show when=move || bench.may_run()>
                            <Button label=t(txt::CHECKS_RUN_ALL) busy_label=t(txt::CHECKS_RUNNING) busy=busy icon=icondata::LuPlay on_press=all testid="run-all" />
                        </Show>
                    }>
                    <ul class="check-list is-flush">
                        {runs.get().into_iter().map(|one| view! { <Run bench one /> }).collect_view()}
                    </ul>
                </Card>
            }.into_any()
        }}
        <Schedule bench />
    }
}

fn request_of(run: &CheckRun) -> CheckRequest {
    CheckRequest { check: run.check.clone(), resource: run.resource.clone(), arguments: run.arguments.clone() }
}

fn run(bench: Bench, checks: Vec<CheckRequest>, busy: RwSignal<bool>) {
    if busy.get_untracked() || checks.is_empty() {
        return;
    }
    busy.set(true);
    bench.failure.set(None);
    let (tenant, environment) = (bench.current.slug(), bench.here.slug());
    spawn_local(async move {
        // As many at once as the server takes.
        for some in checks.chunks(shared::api::check::MOST_CHECKS) {
            if let Err(why) = bench.api.run_checks(&tenant, &environment, some.to_vec()).await {
                drop(bench.failure.try_set(Some(why)));
            }
        }
        bench.remote.reload();
        _ = busy.try_set(false);
    });
}

#[component]
fn Run(bench: Bench, one: CheckRun) -> impl IntoView {
    let language = Language::of_page();
    let (label, tone, icon) = check_look(Some(one.state));
    let id = one.check.clone();
    let name = move || {
        bench.known.with(|known| {
            let kind = known.kinds.iter().find(|kind| kind.id == id);
            kind.map_or_else(|| id.clone(), |kind| kind.name.get(language.get()).to_owned())
        })
    };
    let resource = one.resource.clone().map(|id| {
        bench.known.with_untracked(|known| {
            let found = known.resources.iter().find(|resource| resource.id == id);
            found.map_or_else(|| id.to_string(), |resource| resource.name.clone())
        })
    });
    let about: Vec<String> = resource.into_iter().chain(one.arguments.values().cloned()).collect();
    let busy = RwSignal::new(false);
    let request = request_of(&one);
    let again = Callback::new(move |()| run(bench, vec![request.clone()], busy));
    let green = one.state.is_green();
    view! {
        <li class="check" data-testid=format!("run-{}", one.check) data-state=one.state.as_str()>
            <div class="check-line">
                <StateIcon look=(label, tone, icon) />
                <div class="check-words">
                    <p class="check-name">{name} {(!about.is_empty()).then(|| view! { <span class="muted">" · " {about.join(" · ")}</span> })}</p>
                    <p class="muted check-when">{t(label)} " · " <RelativeTime at=one.started_at /> " · " {one.by}
                        {(one.previous.is_some_and(CheckState::is_green) && !green).then(|| view! { " · " {t(txt::CHECKS_USED_TO_PASS)} })}
                    </p>
                </div>
                <Show when=move || bench.may_run()>
                    <Button label=t(txt::CHECKS_RUN_ONE) busy_label=t(txt::CHECKS_RUNNING) busy=busy look=Look::Quiet compact=true
                        icon=icondata::LuRotateCw on_press=again />
                </Show>
            </div>
            <Findings findings=one.findings open=!green />
        </li>
    }
}

/// What used to work and does not any more.
#[component]
fn Notices(bench: Bench) -> impl IntoView {
    let open = Memo::new(move |_| {
        bench.known.with(|known| known.notices.iter().filter(|one| one.read_at.is_none()).cloned().collect::<Vec<_>>())
    });
    move || open.get().into_iter().map(|one| view! { <NoticeRow bench one /> }).collect_view()
}

#[component]
fn NoticeRow(bench: Bench, one: Notice) -> impl IntoView {
    let language = Language::of_page();
    let (title, found) = (one.title, one.found);
    let id = StoredValue::new(one.id.to_string());
    let seen = Callback::new(move |()| {
        spawn_local(async move {
            if let Err(why) = bench.api.read_notice(&bench.current.slug(), &id.get_value()).await {
                drop(bench.failure.try_set(Some(why)));
            }
            bench.remote.reload();
        });
    });
    view! {
        <div class="note tone-warning migration-news" role="status" data-testid="notice">
            <Icon icon=icondata::LuTriangleAlert />
            <p><strong>{move || title.get(language.get()).to_owned()}</strong> " " {move || found.get(language.get()).to_owned()} " " <RelativeTime at=one.at /></p>
            <Button label=t(txt::COMMON_DISMISS) icon=icondata::LuX look=Look::Quiet compact=true on_press=seen />
        </div>
    }
}

/// How often they run by themselves: hours, and what that is called.
const HOURS: [u16; 5] = [0, 1, 6, 24, 168];

#[component]
fn Schedule(bench: Bench) -> impl IntoView {
    let language = Language::of_page();
    let id = fresh_id("schedule");
    let now = Memo::new(move |_| bench.known.with(|known| known.schedule));
    let name = move |hours: u16| match hours {
        0 => txt::CHECKS_BY_HAND.get(language.get()).to_owned(),
        1 => txt::CHECKS_EVERY_HOUR.get(language.get()).to_owned(),
        24 => txt::CHECKS_EVERY_DAY.get(language.get()).to_owned(),
        168 => txt::CHECKS_EVERY_WEEK.get(language.get()).to_owned(),
        hours => txt::CHECKS_EVERY_HOURS.fill(language.get(), &[("n", &hours.to_string())]),
    };
    let choose = move |text: String| {
        let Ok(every_hours) = text.parse::<u16>() else { return };
        let (tenant, environment) = (bench.current.slug(), bench.here.slug());
        spawn_local(async move {
            let answer = bench.api.put_check_schedule(&tenant, &environment, PutCheckSchedule { every_hours }).await;
            drop(bench.failure.try_set(answer.err()));
            bench.remote.reload();
        });
    };
    let hours = move || {
        let mut hours = HOURS.to_vec();
        let chosen = now.get().every_hours;
        if !hours.contains(&chosen) {
            hours.push(chosen);
        }
        hours
    };
    view! {
        <Card title=t(txt::CHECKS_SCHEDULE) note=t(txt::CHECKS_SCHEDULE_NOTE) testid="schedule">
            <div class="field check-schedule">
                <label for=id.clone()>{t(txt::CHECKS_EVERY)}</label>
                <div class="select">
                    <select id=id class="input" disabled=move || !bench.may_run() on:change=move |event| choose(event_target_value(&event))>
                        {move || hours().into_iter().map(|hours| view! {
                            <option value=hours.to_string() selected=move || now.get().every_hours == hours>{move || name(hours)}</option>
                        }).collect_view()}
                    </select>
                    <Icon icon=icondata::LuChevronDown />
                </div>
                <p class="field-hint">{move || now.get().next_at.map(|at| view! { {tf(txt::CHECKS_NEXT, Vec::new())} " " <RelativeTime at=at /> })}</p>
            </div>
        </Card>
    }
}
