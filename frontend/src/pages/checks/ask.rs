//! A check that somebody asks for: which one, and what it has to be told. Built from what the server publishes.

use leptos::{prelude::*, task::spawn_local};
use shared::{check::CheckDescriptor, ids::ResourceId};

use super::{board::Bench, question::Fields};
use crate::{
    components::{
        button::{Button, LinkButton, Look},
        dialog::Dialog,
        field::fresh_id,
        icon::Icon,
        states::ProblemNote,
    },
    failure::Failure,
    i18n::{Language, t, txt},
    places::TenantPlace,
    state::{checks::Question, table::matches},
};

/// The dialog.
#[component]
pub(super) fn AskDialog(bench: Bench, open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog open=open title=t(txt::CHECKS_ASK) testid="ask-dialog">
            <Asking bench open />
        </Dialog>
    }
}

#[component]
fn Asking(bench: Bench, open: RwSignal<bool>) -> impl IntoView {
    let question = RwSignal::new(None::<Question>);
    let chosen = Memo::new(move |_| question.with(|question| question.as_ref().map(|one| one.kind.id.clone())));
    move || match chosen.get() {
        None => view! { <Choose bench question /> }.into_any(),
        Some(_) => view! { <Say bench question open /> }.into_any(),
    }
}

/// Which check: searched by name and by what it looks at.
#[component]
fn Choose(bench: Bench, question: RwSignal<Option<Question>>) -> impl IntoView {
    let language = Language::of_page();
    let sought = RwSignal::new(String::new());
    let id = fresh_id("kinds");
    let found = Memo::new(move |_| {
        let locale = language.get();
        let fits = |kind: &&CheckDescriptor| {
            matches(&format!("{} {} {}", kind.id, kind.name.get(locale), kind.what.get(locale)), &sought.get())
        };
        let mut kinds: Vec<_> = bench.known.with(|known| known.kinds.iter().filter(fits).cloned().collect());
        kinds.sort_by_key(|kind| kind.name.get(locale).to_lowercase());
        kinds
    });
    let choose = move |kind: CheckDescriptor| {
        let resources: Vec<ResourceId> =
            bench.known.with_untracked(|known| known.resources.iter().map(|one| one.id.clone()).collect());
        question.set(Some(Question::new(kind, &resources)));
    };
    view! {
        <div class="search">
            <Icon icon=icondata::LuSearch />
            <label class="visually-hidden" for=id.clone()>{t(txt::CHECKS_SEARCH)}</label>
            <input id=id class="input" type="search" autocomplete="off" spellcheck="false" autofocus=true placeholder=t(txt::CHECKS_SEARCH)
                prop:value=move || sought.get() on:input=move |event| sought.set(event_target_value(&event)) />
        </div>
        <ul class="check-kinds" data-testid="kinds">
            {move || found.get().into_iter().map(|kind| {
                let (name, what) = (kind.name.clone(), kind.what.clone());
                let testid = format!("kind-{}", kind.id);
                view! {
                    <li>
                        <button type="button" class="check-kind" data-testid=testid on:click=move |_| choose(kind.clone())>
                            <strong>{move || name.get(language.get()).to_owned()}</strong>
                            <span class="muted">{move || what.get(language.get()).to_owned()}</span>
                        </button>
                    </li>
                }
            }).collect_view()}
        </ul>
        <Show when=move || found.with(Vec::is_empty)><p class="muted">{t(txt::TABLE_NONE)}</p></Show>
    }
}

/// What the check has to be told.
#[component]
fn Say(bench: Bench, question: RwSignal<Option<Question>>, open: RwSignal<bool>) -> impl IntoView {
    let language = Language::of_page();
    let Some(first) = question.get_untracked() else { return ().into_any() };
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let lacks = first.needs_resource() && bench.known.with_untracked(|known| known.resources.is_empty());
    let (name, what) = (first.kind.name.clone(), first.kind.what.clone());
    let send = move || {
        let wrong = question.try_update(|question| question.as_mut().and_then(Question::judge)).flatten();
        let request = question.with_untracked(|question| question.as_ref().map(Question::request));
        let (Some(request), None, false) = (request, wrong, busy.get_untracked()) else { return };
        busy.set(true);
        failure.set(None);
        let (api, tenant, environment) = (bench.api(), bench.current.slug(), bench.here().slug());
        // Whoever closes the dialog meanwhile finds the run in the list all the same.
        spawn_local(async move {
            match api.run_checks(&tenant, &environment, vec![request]).await {
                Ok(runs) => {
                    _ = bench.fresh.try_set(runs.items.into_iter().next().map(|run| run.id));
                    _ = open.try_set(false);
                    bench.ran();
                }
                Err(why) => {
                    let place = |question: &mut Option<Question>| Some(question.as_mut()?.refuse(why.problem()?));
                    let placed = question.try_update(place).flatten() == Some(true);
                    drop(failure.try_set((!placed).then_some(why)));
                }
            }
            _ = busy.try_set(false);
        });
    };
    view! {
        <div class="check-chosen">
            <div class="check-words">
                <p><strong>{move || name.get(language.get()).to_owned()}</strong></p>
                <p class="muted">{move || what.get(language.get()).to_owned()}</p>
            </div>
            <Button label=t(txt::CHECKS_OTHER) look=Look::Quiet icon=icondata::LuArrowLeft on_press=Callback::new(move |()| question.set(None)) testid="other-check" />
        </div>
        {lacks.then(|| view! {
            <p class="muted">{t(txt::CHECKS_NO_RESOURCE)}</p>
            <LinkButton label=t(txt::RESOURCES_ADD) href=bench.current.path(TenantPlace::NewResource) icon=icondata::LuPlus />
        })}
        <form class="form" novalidate data-testid="ask-form" on:submit=move |event| { event.prevent_default(); send(); }>
            <div class="form-fields"><Fields bench question /></div>
            {move || failure.get().map(|failure| view! { <ProblemNote failure /> })}
            <div class="form-actions">
                <Button label=t(txt::CHECKS_ASK_RUN) busy_label=t(txt::CHECKS_RUNNING) busy=busy look=Look::Primary submit=true icon=icondata::LuPlay testid="run-asked" />
                <Button label=t(txt::COMMON_CANCEL) on_press=Callback::new(move |()| open.set(false)) />
            </div>
        </form>
    }
    .into_any()
}
