//! One check and its history: its last runs as marks, each run with when, who and what for, and what it found.

use leptos::{prelude::*, task::spawn_local};
use shared::{
    api::{check::CheckRun, page::Page as Part, resource::Resource},
    check::CheckDescriptor,
    permission::Permission,
};

use super::{
    board::{about, name_of},
    forget::Forget,
    looks::{Marks, Origin},
};
use crate::{
    api::Api,
    components::{
        button::{Button, Look},
        card::Card,
        page::Page,
        relative_time::RelativeTime,
        shell::notices::UnreadNotices,
        states::{ProblemNote, loaded},
    },
    failure::Failure,
    i18n::{Language, t, tf, txt},
    pages::{
        migrations::{Findings, StateIcon, check_look},
        settings::frame::{CurrentEnvironment, crumbs},
        tenants::frame::CurrentTenant,
    },
    places::SettingsPlace,
    remote::Remote,
    state::checks::request_of,
};

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    runs: Part<CheckRun>,
    kinds: Vec<CheckDescriptor>,
    resources: Vec<Resource>,
}

/// The page of the check that asked what `run` asked.
#[component]
pub(super) fn CheckPage(run: String) -> impl IntoView {
    let api = Api::of_page();
    let language = Language::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentEnvironment::of_page();
    let run = StoredValue::new(run);
    let remote = Remote::new(move || {
        let (tenant, environment, run) = (current.slug(), here.slug(), run.get_value());
        async move {
            Ok(Known {
                runs: api.check_history(&tenant, &environment, &run, None).await?,
                kinds: api.check_kinds().await?.items,
                resources: api.resources(&tenant).await?.items,
            })
        }
    });
    let title = move || {
        let named =
            |known: Known| known.runs.items.first().map(|run| name_of(&known.kinds, &run.check, language.get()));
        remote.value().and_then(named).unwrap_or_else(|| txt::NAV_CHECKS.get(language.get()).to_owned())
    };
    let mut way = crumbs(current);
    way.push((t(txt::NAV_CHECKS).into(), here.path(SettingsPlace::Checks)));
    view! {
        <Page title=title crumbs=way>
            {loaded(remote, 6, move |known| view! { <Contents remote known run /> }.into_any())}
        </Page>
    }
}

#[component]
fn Contents(remote: Remote<Known>, known: RwSignal<Known>, run: StoredValue<String>) -> impl IntoView {
    let language = Language::of_page();
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentEnvironment::of_page();
    let unread = UnreadNotices::of_page();
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let newest = Memo::new(move |_| known.with(|known| known.runs.items.first().cloned()));
    let again = Callback::new(move |()| {
        let Some(run) = newest.get_untracked() else { return };
        busy.set(true);
        failure.set(None);
        let (tenant, environment) = (current.slug(), here.slug());
        spawn_local(async move {
            let answer = api.run_checks(&tenant, &environment, vec![request_of(&run)]).await;
            drop(failure.try_set(answer.err()));
            remote.reload();
            unread.reload();
            _ = busy.try_set(false);
        });
    });
    let what = move || {
        known.with(|known| {
            let run = known.runs.items.first()?;
            let kind = known.kinds.iter().find(|kind| kind.id == run.check)?;
            Some(kind.what.get(language.get()).to_owned())
        })
    };
    let about = move || known.with(|known| known.runs.items.first().map(|run| about(&known.resources, run)));
    let marks = Signal::derive(move || known.with(|known| known.runs.items.clone()));
    view! {
        <div class="check-one">
            <div class="check-words">
                <p class="check-about">{about}</p>
                <p class="muted">{what}</p>
            </div>
            <Show when=move || current.may(Permission::MigrationWrite)>
                <Forget newest />
                <Button label=t(txt::CHECKS_RUN_ONE) busy_label=t(txt::CHECKS_RUNNING) busy=busy look=Look::Primary
                    icon=icondata::LuPlay on_press=again testid="again" />
            </Show>
        </div>
        {move || failure.get().map(|failure| view! { <ProblemNote failure /> })}
        <Card title=t(txt::CHECKS_HISTORY) flush=true testid="history">
            <Marks runs=marks />
            <ol class="check-list is-flush">
                <For each=move || marks.get() key=|run| run.id.clone() let:run>
                    <Past newest=newest.get_untracked().is_some_and(|newest| newest.id == run.id) run />
                </For>
            </ol>
            <More known run />
        </Card>
    }
}

/// The runs before those that are shown.
#[component]
fn More(known: RwSignal<Known>, run: StoredValue<String>) -> impl IntoView {
    let api = Api::of_page();
    let (current, here) = (CurrentTenant::of_page(), CurrentEnvironment::of_page());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let press = Callback::new(move |()| {
        let cursor = known.with_untracked(|known| known.runs.next_cursor.clone());
        busy.set(true);
        let (tenant, environment, run) = (current.slug(), here.slug(), run.get_value());
        spawn_local(async move {
            match api.check_history(&tenant, &environment, &run, cursor).await {
                Ok(part) => {
                    _ = known.try_update(|known| {
                        known.runs.items.extend(part.items);
                        known.runs.next_cursor = part.next_cursor;
                    });
                    drop(failure.try_set(None));
                }
                Err(why) => drop(failure.try_set(Some(why))),
            }
            _ = busy.try_set(false);
        });
    });
    view! {
        {move || failure.get().map(|failure| view! { <ProblemNote failure /> })}
        <Show when=move || known.with(|known| known.runs.next_cursor.is_some())>
            <div class="check-more">
                <Button label=t(txt::CHECKS_MORE) busy_label=t(txt::COMMON_LOADING) busy=busy on_press=press testid="more" />
            </div>
        </Show>
    }
}

/// One run.
#[component]
fn Past(run: CheckRun, newest: bool) -> impl IntoView {
    let look = check_look(Some(run.state));
    let took = tf(txt::CHECKS_TOOK, vec![("n", run.took_ms.to_string())]);
    view! {
        <li class="check" data-testid="past" data-state=run.state.as_str()>
            <div class="check-line">
                <StateIcon look />
                <div class="check-words">
                    <p class="check-name">{t(look.0)}</p>
                    <p class="muted check-when check-facts">
                        <span><RelativeTime at=run.started_at /> " · " {run.by.clone()}</span>
                        <Origin run=run.clone() />
                        <span>{took}</span>
                    </p>
                </div>
            </div>
            <Findings findings=run.findings open=newest && !run.state.is_green() />
        </li>
    }
}
