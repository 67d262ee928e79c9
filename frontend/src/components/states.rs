//! The three states of a list or a page that is not full: on its way, empty, failed. And the switch between them.

use leptos::{prelude::*, text_prop::TextProp};

use super::{button::Button, copy_button::CopyButton, icon::Icon, meaning::Meaning};
use crate::{
    failure::Failure,
    i18n::{Language, t, txt},
    remote::{Load, Remote},
};

/// Grey lines where text will stand, of the height that it will have.
#[component]
pub(crate) fn Skeleton(#[prop(default = 3)] lines: usize) -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">{t(txt::COMMON_LOADING)}</span>
            {(0..lines).map(|_| view! { <div class="skeleton-line" aria-hidden="true"></div> }).collect_view()}
        </div>
    }
}

/// Nothing there yet: what this is for, and the first action.
#[component]
pub(crate) fn EmptyState(
    icon: icondata::Icon,
    #[prop(into)] title: TextProp,
    #[prop(into)] text: TextProp,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="state">
            <span class="state-icon"><Icon icon=icon /></span>
            <p class="state-title">{move || title.get()}</p>
            <p class="muted">{move || text.get()}</p>
            {children.map(|children| view! { <div class="state-actions">{children()}</div> })}
        </div>
    }
}

/// What went wrong, why, what to do about it, and the number under which the server's log knows it.
#[component]
pub(crate) fn ProblemNote(failure: Failure, #[prop(optional, into)] retry: Option<Callback<()>>) -> impl IntoView {
    let language = Language::of_page();
    let own = failure.own_words();
    let problem = failure.problem().cloned();
    let title = {
        let problem = problem.clone();
        move || {
            problem.as_ref().map_or_else(
                || own.map_or("", |(title, _)| title.get(language.get())).to_owned(),
                |problem| problem.title.clone(),
            )
        }
    };
    let remedy = problem.as_ref().and_then(|problem| problem.remedy.clone());
    let own_remedy = own.map(|(_, remedy)| t(remedy));
    view! {
        <div class="problem" role="alert" data-testid="problem">
            <span class="problem-icon"><Icon icon=icondata::LuCircleAlert /></span>
            <div class="problem-words">
                <p class="problem-title">{title}</p>
                {problem.as_ref().map(|problem| view! { <p>{problem.detail.clone()}</p> })}
                {remedy.map(|remedy| view! { <p class="problem-remedy">{remedy}</p> })}
                {own_remedy.map(|remedy| view! { <p class="problem-remedy">{remedy}</p> })}
                {problem.as_ref().and_then(|p| p.class.zip(p.who)).map(|(class, who)| view! { <Meaning class who /> })}
                {problem.map(|problem| view! { <ProblemFacts problem=problem /> })}
                {retry.map(|retry| view! {
                    <Button label=t(txt::COMMON_RETRY) icon=icondata::LuRotateCw on_press=retry />
                })}
            </div>
        </div>
    }
}

/// The technical facts beneath: codes for the support desk.
#[component]
fn ProblemFacts(problem: shared::problem::Problem) -> impl IntoView {
    let facts: Vec<String> =
        [Some(problem.code), problem.provider_code, problem.correlation_id].into_iter().flatten().collect();
    let request_id = problem.request_id;
    view! {
        <p class="problem-facts">
            {facts.into_iter().map(|fact| view! { <code>{fact}</code> }).collect_view()}
            {(!request_id.is_empty()).then(|| view! {
                <span class="problem-request">
                    {t(txt::COMMON_REQUEST)} " " <code>{request_id.clone()}</code>
                    <CopyButton value=request_id what=t(txt::COMMON_REQUEST) />
                </span>
            })}
        </p>
    }
}

/// From so many items on a list says how many they are.
const COUNTED_FROM: usize = 8;

/// The end of a list that was read page after page: how many there are, or that there are more than are shown.
#[component]
pub(crate) fn ListEnd(#[prop(into)] count: Signal<(usize, bool)>) -> impl IntoView {
    let language = Language::of_page();
    move || {
        let (count, cut) = count.get();
        let text = if cut { txt::TABLE_CUT } else { txt::TABLE_TOTAL };
        let words = text.fill(language.get(), &[("n", &count.to_string())]);
        (cut || count >= COUNTED_FROM).then(|| view! { <p class="list-end" data-testid="list-end">{words}</p> })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Loading,
    Ready,
    Failed,
}

/// Shows `remote`: grey lines, then what `full` makes of it, or the problem. `full` is built once; later values arrive
/// through its signal, so that a reload disturbs neither focus nor what is being typed.
pub(crate) fn loaded<T, F>(remote: Remote<T>, lines: usize, full: F) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Fn(RwSignal<T>) -> AnyView + Send + 'static,
{
    let stage = Memo::new(move |_| match remote.get() {
        Load::Loading => Stage::Loading,
        Load::Ready(_) => Stage::Ready,
        Load::Failed(_) => Stage::Failed,
    });
    move || match stage.get() {
        Stage::Loading => view! { <Skeleton lines=lines /> }.into_any(),
        Stage::Failed => (move || match remote.get() {
            Load::Failed(failure) => {
                view! { <ProblemNote failure=failure retry=Callback::new(move |()| remote.retry()) /> }.into_any()
            }
            _ => ().into_any(),
        })
        .into_any(),
        Stage::Ready => match remote.value_untracked() {
            None => ().into_any(),
            Some(value) => {
                let shown = RwSignal::new(value);
                Effect::new(move || {
                    if let Some(value) = remote.value() {
                        shown.set(value);
                    }
                });
                full(shown)
            }
        },
    }
}
