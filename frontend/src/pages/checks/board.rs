//! The checks of an environment: how each came out last, and everything that can be done with them.

use leptos::prelude::*;
use shared::{
    api::{
        check::{CheckRun, CheckSchedule},
        resource::Resource,
    },
    check::CheckDescriptor,
    ids::{CheckRunId, ResourceId},
    permission::Permission,
    text::Locale,
};

use super::{
    ask::AskDialog,
    looks::{RoundNews, Tally},
    notices::Notices,
    row::Row,
    schedule::Schedule,
    whole::WholeTenant,
};
use crate::{
    api::Api,
    components::{
        button::{Button, LinkButton, Look},
        card::Card,
        page::Page,
        shell::notices::UnreadNotices,
        states::{EmptyState, ProblemNote, loaded},
    },
    failure::Failure,
    i18n::{t, txt},
    pages::{
        settings::frame::{CurrentEnvironment, Environments, crumbs},
        tenants::{frame::CurrentTenant, rounds::Rounds},
    },
    places::SettingsPlace,
    remote::Remote,
};

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    /// The last run of every question of this environment.
    pub runs: Vec<CheckRun>,
    /// The same of every environment, where there are several.
    pub everywhere: Vec<CheckRun>,
    /// What can be checked.
    pub kinds: Vec<CheckDescriptor>,
    /// The tenant's resources.
    pub resources: Vec<Resource>,
    /// When they run by themselves.
    pub schedule: CheckSchedule,
}

/// What a check is called; its id where this version does not know it.
pub(super) fn name_of(kinds: &[CheckDescriptor], id: &str, locale: Locale) -> String {
    kinds.iter().find(|kind| kind.id == id).map_or_else(|| id.to_owned(), |kind| kind.name.get(locale).to_owned())
}

/// What a resource is called; its id where it is gone.
pub(super) fn resource_name(resources: &[Resource], id: &ResourceId) -> String {
    resources.iter().find(|one| one.id == *id).map_or_else(|| id.to_string(), |one| one.name.clone())
}

/// What a run was about, in a few words: its resource, and what it was told.
pub(super) fn about(resources: &[Resource], run: &CheckRun) -> String {
    let resource = run.resource.as_ref().map(|id| resource_name(resources, id));
    resource.into_iter().chain(run.arguments.values().cloned()).collect::<Vec<_>>().join(" · ")
}

/// What is the same for the whole page.
#[derive(Clone, Copy)]
struct Tools {
    api: Api,
    here: CurrentEnvironment,
    rounds: Rounds,
    unread: UnreadNotices,
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub(super) struct Bench {
    tools: StoredValue<Tools>,
    /// The tenant.
    pub current: CurrentTenant,
    /// The way to load everything again.
    pub remote: Remote<Known>,
    /// What is shown.
    pub known: RwSignal<Known>,
    /// What went wrong.
    pub failure: RwSignal<Option<Failure>>,
    /// The run that was just asked for.
    pub fresh: RwSignal<Option<CheckRunId>>,
}

impl Bench {
    /// The server.
    pub(super) fn api(self) -> Api {
        self.tools.get_value().api
    }

    /// The environment.
    pub(super) fn here(self) -> CurrentEnvironment {
        self.tools.get_value().here
    }

    /// The round under way.
    pub(super) fn rounds(self) -> Rounds {
        self.tools.get_value().rounds
    }

    /// What nobody has seen.
    pub(super) fn unread(self) -> UnreadNotices {
        self.tools.get_value().unread
    }

    /// Whether the reader may run checks.
    pub(super) fn may_run(self) -> bool {
        self.current.may(Permission::MigrationWrite)
    }

    /// Something was run: what is shown follows, if it is still shown.
    pub(super) fn ran(self) {
        self.remote.reload();
        if let Some(tools) = self.tools.try_get_value() {
            tools.unread.reload();
        }
    }
}

/// The page.
#[component]
pub(super) fn ChecksPage() -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentEnvironment::of_page();
    let rounds = Rounds::of_page();
    let unread = UnreadNotices::of_page();
    rounds.watched.update(|pages| *pages += 1);
    on_cleanup(move || _ = rounds.watched.try_update(|pages| *pages = pages.saturating_sub(1)));
    let several = here.all().len() > 1;
    let remote = Remote::new(move || {
        rounds.turns.track();
        let (tenant, environment) = (current.slug(), here.slug());
        async move {
            let everywhere = if several { api.tenant_check_runs(&tenant).await?.items } else { Vec::new() };
            Ok(Known {
                runs: api.check_runs(&tenant, &environment).await?.items,
                everywhere,
                kinds: api.check_kinds().await?.items,
                resources: api.resources(&tenant).await?.items,
                schedule: api.check_schedule(&tenant, &environment).await?,
            })
        }
    });
    let asking = RwSignal::new(false);
    let ask = move || {
        current.may(Permission::MigrationWrite).then(|| {
            view! {
                <Button label=t(txt::CHECKS_ASK) icon=icondata::LuPlus look=Look::Primary
                    on_press=Callback::new(move |()| asking.set(true)) testid="ask" />
            }
        })
    };
    view! {
        <Page title=t(txt::NAV_CHECKS) lead=t(txt::CHECKS_LEAD) crumbs=crumbs(current) actions=move || ask>
            <Environments />
            {loaded(remote, 8, move |known| {
                let (failure, fresh) = (RwSignal::new(None), RwSignal::new(None));
                let tools = StoredValue::new(Tools { api, here, rounds, unread });
                let bench = Bench { tools, current, remote, known, failure, fresh };
                view! { <Contents bench asking /> }.into_any()
            })}
        </Page>
    }
}

#[component]
fn Contents(bench: Bench, asking: RwSignal<bool>) -> impl IntoView {
    let runs = Memo::new(move |_| bench.known.with(|known| known.runs.clone()));
    let empty = Memo::new(move |_| runs.with(Vec::is_empty));
    let busy = Signal::derive(move || bench.rounds().now.with(Option::is_some));
    let all = Callback::new(move |()| {
        bench.rounds().begin(bench.current.slug(), Some(bench.here().slug()), runs.with_untracked(Vec::len));
    });
    let full = move || {
        view! {
            <Card title=t(txt::CHECKS_LATEST) flush=true testid="runs"
                actions=move || view! {
                    <Show when=move || bench.may_run()>
                        <Button label=t(txt::CHECKS_RUN_ALL) busy_label=t(txt::CHECKS_RUNNING) busy=busy icon=icondata::LuPlay on_press=all testid="run-all" />
                    </Show>
                }>
                <div class="check-sum"><Tally runs=runs /></div>
                <ul class="check-list is-flush">
                    <For each=move || runs.get() key=|run| run.id.clone() let:one><Row bench one /></For>
                </ul>
            </Card>
        }
    };
    view! {
        <Notices bench />
        <RoundNews rounds=bench.rounds() />
        {move || bench.failure.get().map(|failure| view! { <ProblemNote failure /> })}
        <div class="stack">
        <WholeTenant bench />
        {move || if empty.get() {
            view! {
                <EmptyState icon=icondata::LuStethoscope title=t(txt::CHECKS_EMPTY) text=t(txt::CHECKS_EMPTY_TEXT)>
                    <Show when=move || bench.may_run()>
                        <Button label=t(txt::CHECKS_ASK) icon=icondata::LuPlus look=Look::Primary on_press=Callback::new(move |()| asking.set(true)) />
                    </Show>
                    <LinkButton label=t(txt::CHECKS_EMPTY_GO) href=bench.here().path(SettingsPlace::Migrations) />
                </EmptyState>
            }.into_any()
        } else {
            full().into_any()
        }}
        <Schedule bench />
        </div>
        <AskDialog bench open=asking />
    }
}
