//! One migration: its steps at the left, the one at hand large beside them, what happened below.

use std::time::Duration;

use leptos::{ev, leptos_dom::helpers::set_interval_with_handle, prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;
use shared::{
    api::migration::{Migration, MigrationState, MigrationStep, MigrationValue},
    permission::Permission,
    problem::ProblemCode,
};

use super::{files::Files, looks::Progress, options::OptionsDialog, step::StepView, steps::Steps, timeline::Timeline};
use crate::{
    api::{Answer, Api, migrations::MigrationAt},
    components::{
        badge::{Badge, Tone},
        button::{Button, LinkButton, Look},
        confirm::{Confirm, act},
        icon::Icon,
        leave_guard::LeaveGuard,
        menu::{Menu, MenuItem},
        page::Page,
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
    state::migration::{Typing, changed_by_others, opened},
};

/// How often the page looks whether somebody else was at work.
const LOOK_EVERY: Duration = Duration::from_secs(15);

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    /// The server.
    pub api: Api,
    /// The migration as it was read last.
    pub migration: RwSignal<Migration>,
    remote: Remote<Migration>,
    at: StoredValue<MigrationAt>,
    /// The tenant.
    pub current: CurrentTenant,
    /// The environment.
    pub here: CurrentEnvironment,
    /// What is typed and not saved.
    pub typing: RwSignal<Typing>,
    /// The step that is shown.
    pub step: Memo<Option<String>>,
    /// The steps that somebody else changed while the page was open.
    meanwhile: RwSignal<Vec<String>>,
    /// Counts what was done here, so that the timeline is read again.
    pub turns: RwSignal<u32>,
    language: Language,
    me: StoredValue<String>,
}

impl Desk {
    /// Where the migration is.
    pub(super) fn at(self) -> MigrationAt {
        self.at.get_value()
    }

    /// Whether the reader may change anything; follows.
    pub(super) fn may_write(self) -> bool {
        self.current.may(Permission::MigrationWrite)
            && self.migration.with(|migration| migration.summary.state != MigrationState::Abandoned)
    }

    /// A step; follows.
    pub(super) fn step_of(self, id: &str) -> Option<MigrationStep> {
        self.migration.with(|migration| migration.steps.iter().find(|step| step.id == id).cloned())
    }

    /// A value; follows.
    pub(super) fn value(self, id: &str) -> Option<MigrationValue> {
        self.migration.with(|migration| migration.values.iter().find(|value| value.id == id).cloned())
    }

    /// What a value, or else a resource, is called; follows.
    pub(super) fn label(self, id: &str) -> String {
        let locale = self.language.get();
        self.value(id).map_or_else(|| self.label_of_role(id), |value| value.label.get(locale).to_owned())
    }

    /// What the resource of a role is called; follows.
    pub(super) fn label_of_role(self, role: &str) -> String {
        let named = |one: &shared::api::migration::MigrationResource| one.role == role;
        let found = self
            .migration
            .with(|migration| migration.resources.iter().find(|one| named(one)).map(|one| one.name.clone()));
        found.unwrap_or_else(|| role.to_owned())
    }

    /// What a step is called; follows.
    pub(super) fn title(self, id: &str) -> String {
        self.step_of(id).map_or_else(|| id.to_owned(), |step| step.title.get(self.language.get()).to_owned())
    }

    /// The address of a step.
    pub(super) fn path(self, step: &str) -> String {
        self.here.path(SettingsPlace::MigrationStep(self.at().id, step.to_owned()))
    }

    /// Reads the migration again after the reader did something; answers what `work` came to.
    pub(super) async fn after<T>(self, work: impl Future<Output = Answer<T>>) -> Answer<T> {
        let answer = work.await;
        if let Ok(migration) = self.api.migration(&self.at()).await {
            self.remote.put(migration);
        }
        _ = self.turns.try_update(|turns| *turns += 1);
        answer
    }

    /// Looks whether somebody else was at work, and says so.
    fn look(self) {
        spawn_local(async move {
            let Ok(newer) = self.api.migration(&self.at()).await else { return };
            let Some(known) = self.migration.try_get_untracked().filter(|known| *known != newer) else { return };
            let changed = changed_by_others(&known, &newer, &self.me.get_value());
            _ = self.meanwhile.try_update(|all| {
                for step in changed {
                    if !all.contains(&step) {
                        all.push(step);
                    }
                }
            });
            self.remote.put(newer);
            _ = self.turns.try_update(|turns| *turns += 1);
        });
    }

    fn keep_looking(self) {
        let tick = set_interval_with_handle(
            move || {
                if !document().hidden() {
                    self.look();
                }
            },
            LOOK_EVERY,
        );
        let focus = window_event_listener(ev::focus, move |_| self.look());
        on_cleanup(move || {
            drop(tick.map(|tick| tick.clear()));
            focus.remove();
        });
    }
}

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
    let remote = Remote::new(move || {
        let at = at.get_value();
        async move { api.migration(&at).await }
    });
    let path = use_location().pathname;
    let missing =
        Memo::new(move |_| matches!(remote.get(), Load::Failed(failure) if failure.is(ProblemCode::NotFound)));
    move || {
        if missing.get() {
            return view! { <NoSuchMigration /> }.into_any();
        }
        loaded(remote, 10, move |migration| {
            let step =
                Memo::new(move |_| migration.with(|migration| opened(migration, wanted_step(&path.get()).as_deref())));
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
                meanwhile: RwSignal::new(Vec::new()),
                turns: RwSignal::new(0),
            };
            desk.keep_looking();
            view! { <Whole desk /> }.into_any()
        })
        .into_any()
    }
}

#[component]
fn Whole(desk: Desk) -> impl IntoView {
    let language = Language::of_page();
    let mut way = crumbs(desk.current);
    way.push((t(txt::NAV_MIGRATIONS).into(), desk.here.path(SettingsPlace::Migrations)));
    way.push((desk.here.name().into(), desk.here.path(SettingsPlace::Migrations)));
    let name = move || desk.migration.with(|migration| migration.summary.name.get(language.get()).to_owned());
    let state = Memo::new(move |_| desk.migration.with(|migration| migration.summary.state));
    let counts = Memo::new(move |_| desk.migration.with(|m| (m.summary.done, m.summary.total, m.summary.failing)));
    let newer = Memo::new(move |_| desk.migration.with(|m| m.playbook_current > m.playbook_version));
    let dirty = Signal::derive(move || desk.typing.with(Typing::dirty));
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
            </div>
            <Show when=move || newer.get()>
                <p class="note tone-accent"><Icon icon=icondata::LuInfo /><span>{t(txt::MIGRATION_NEWER_PLAYBOOK)}</span></p>
            </Show>
            <Meanwhile desk />
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

/// The report, and what can be done with the migration as a whole.
#[component]
fn Tools(desk: Desk, state: Memo<MigrationState>) -> impl IntoView {
    let choosing = RwSignal::new(false);
    let giving_up = RwSignal::new(false);
    let set = move |state: MigrationState| {
        act(move || async move {
            let request = shared::api::migration::PatchMigration { state: Some(state), ..Default::default() };
            desk.after(desk.api.change_migration(&desk.at(), &request)).await.map(drop)
        })
    };
    let again = Callback::new(move |()| {
        let work = set(MigrationState::Running).run(());
        spawn_local(async move { drop(work.await) });
    });
    view! {
        <a class="button" href=desk.at().report() target="_blank" rel="noopener" data-testid="report">
            <Icon icon=icondata::LuPrinter /><span>{t(txt::MIGRATION_REPORT)}</span>
        </a>
        {move || desk.current.may(Permission::MigrationWrite).then(|| view! {
            <Menu label=t(txt::COMMON_ACTIONS) icon=icondata::LuEllipsis testid="migration-menu">
                {move || if state.get() == MigrationState::Abandoned {
                    view! { <MenuItem label=t(txt::MIGRATION_RESUME) icon=icondata::LuPlay on_press=again /> }.into_any()
                } else {
                    view! {
                        <MenuItem label=t(txt::MIGRATION_OPTIONS) icon=icondata::LuSettings2
                            on_press=Callback::new(move |()| choosing.set(true)) />
                        <MenuItem label=t(txt::MIGRATION_GIVE_UP) icon=icondata::LuArchive
                            on_press=Callback::new(move |()| giving_up.set(true)) />
                    }.into_any()
                }}
            </Menu>
        })}
        <OptionsDialog desk open=choosing />
        <Confirm open=giving_up title=t(txt::MIGRATION_GIVE_UP) text=t(txt::MIGRATION_GIVE_UP_TEXT)
            action=t(txt::MIGRATION_GIVE_UP) busy_label=t(txt::COMMON_SAVING) act=set(MigrationState::Abandoned) />
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
