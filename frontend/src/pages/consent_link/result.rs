//! What became of a consent link, to the browser that answered, and why one is of no use.

use leptos::prelude::*;
use shared::{
    api::{
        admin_consent::CompleteAdminConsent,
        consent_request::{ConsentLink, ConsentRequestState as State},
    },
    ids::ConsentRequestId,
};

use super::Facts;
use crate::{
    api::Api,
    components::states::{EmptyState, ProblemNote, Skeleton},
    failure::Failure,
    i18n::{Text, t, tf, txt},
    remote::{Load, Remote},
};

/// Hands over what came back from the provider's page, and shows what it is.
#[component]
pub(crate) fn LinkReturn(id: ConsentRequestId, request: CompleteAdminConsent) -> impl IntoView {
    let api = Api::of_page();
    let once = StoredValue::new(Some(request));
    let answer = Remote::new(move || {
        let id = id.clone();
        let request = once.try_update_value(Option::take).flatten().unwrap_or_default();
        async move { api.complete_consent_link(id.as_str(), &request).await }
    });
    move || match answer.get() {
        Load::Loading => view! { <p class="muted">{t(txt::CONSENT_PAGE_BUSY)}</p> <Skeleton lines=3 /> }.into_any(),
        Load::Ready(link) => view! { <LinkResult link /> }.into_any(),
        Load::Failed(failure) => view! { <DeadLink failure /> }.into_any(),
    }
}

/// Icon, heading and text of each end. `{name}` is who asked, `{directory}` the one that was asked.
fn words(state: State) -> (icondata::Icon, Text, Text) {
    match state {
        State::Answered => (icondata::LuCircleCheck, txt::CONSENT_PAGE_ANSWERED, txt::CONSENT_PAGE_ANSWERED_TEXT),
        State::Confirmed => (icondata::LuCircleCheck, txt::CONSENT_PAGE_CONFIRMED, txt::CONSENT_PAGE_CONFIRMED_TEXT),
        State::Rejected => (icondata::LuCircleX, txt::CONSENT_PAGE_REJECTED, txt::CONSENT_PAGE_REJECTED_TEXT),
        State::WrongDirectory => (icondata::LuCircleX, txt::CONSENT_PAGE_WRONG, txt::CONSENT_PAGE_WRONG_TEXT),
        // The others are asked pages or problems.
        _ => (icondata::LuCircleX, txt::CONSENT_PAGE_REFUSED, txt::CONSENT_PAGE_REFUSED_TEXT),
    }
}

/// What became of the request.
#[component]
pub(crate) fn LinkResult(link: ConsentLink) -> impl IntoView {
    let state = link.state.as_str();
    let (icon, title, text) = words(link.state);
    let places = vec![("name", link.asked_by.clone()), ("directory", link.directory_id.clone())];
    view! {
        <div class="stack" data-testid="consent-result" data-state=state>
            <EmptyState icon title=t(title) text=tf(text, places) />
            {reason(&link)}
            <Facts link />
        </div>
    }
}

/// Why it was refused, where that is known.
fn reason(link: &ConsentLink) -> Option<impl IntoView + use<>> {
    link.problem.clone().map(|problem| {
        let code = problem.provider_code.unwrap_or(problem.code);
        view! { <p class="muted" data-testid="consent-reason">{problem.detail} " " <code>{code}</code></p> }
    })
}

/// A refusal that belongs to a request that this browser began and that is as open as it was.
#[component]
pub(crate) fn LinkRefused(link: ConsentLink) -> impl IntoView {
    let places = vec![("name", link.asked_by.clone())];
    view! {
        <div class="stack" data-testid="consent-result" data-state="refused-without-state">
            <EmptyState icon=icondata::LuCircleX title=t(txt::CONSENT_PAGE_REFUSED) text=tf(txt::CONSENT_PAGE_AGAIN_TEXT, places) />
            {reason(&link)}
            <Facts link />
        </div>
    }
}

/// Why a link is of no use, and what to do; without the codes that only our own support could read.
#[component]
pub(crate) fn DeadLink(failure: Failure, #[prop(optional, into)] retry: Option<Callback<()>>) -> impl IntoView {
    let Some(problem) = failure.problem().cloned().filter(|problem| problem.status < 500) else {
        return view! { <ProblemNote failure retry=retry.unwrap_or_else(|| Callback::new(|()| _ = window().location().reload())) /> }
            .into_any();
    };
    view! {
        <div class="stack" data-testid="consent-dead" data-code=problem.code>
            <EmptyState icon=icondata::LuUnplug title=problem.title text=problem.detail />
            <p>{problem.remedy}</p>
        </div>
    }
    .into_any()
}
