//! A link for a directory's administrator: how far it is, and what can still be done with it. On the page of the resource
//! and in migrations.

use leptos::prelude::*;
use shared::{
    api::consent_request::{ConsentRequest, ConsentRequestState as State},
    permission::Permission,
};

use super::{permission_state::state_badge, token_error::LastError};
use crate::{
    api::Api,
    components::{
        badge::{Badge, Tone},
        button::{Button, Look},
        confirm::{Act, Confirm, act},
        relative_time::RelativeTime,
    },
    i18n::{Text, t, tf, txt},
    pages::tenants::frame::CurrentTenant,
};

fn badge(state: State) -> (Text, Tone) {
    match state {
        State::Open => (txt::CONSENT_REQUEST_OPEN, Tone::Neutral),
        State::Started => (txt::CONSENT_REQUEST_STARTED, Tone::Accent),
        State::Answered => (txt::CONSENT_REQUEST_ANSWERED, Tone::Accent),
        State::Refused => (txt::CONSENT_REFUSED, Tone::Warning),
        State::WrongDirectory => (txt::CONSENT_WRONG_DIRECTORY, Tone::Bad),
        State::Confirmed => (txt::CONSENT_REQUEST_CONFIRMED, Tone::Good),
        State::Rejected => (txt::CONSENT_REQUEST_REJECTED, Tone::Warning),
        State::Revoked => (txt::CONSENT_REQUEST_REVOKED, Tone::Neutral),
        State::Expired => (txt::CONSENT_REQUEST_EXPIRED, Tone::Neutral),
    }
}

/// A link, with what became of it. `changed` runs once something was decided about it.
#[component]
pub(crate) fn LinkRow(request: ConsentRequest, changed: Callback<()>) -> impl IntoView {
    let (label, tone) = badge(request.state);
    let proof = request.check.as_ref().map(|check| state_badge(check.state));
    let open = matches!(request.state, State::Open | State::Started);
    let decided = request.decided_by.clone().zip(request.decided_at).map(|(name, at)| {
        view! { <p class="proof-fact">{tf(txt::CONSENT_REQUEST_DECIDED, vec![("name", name)])} " " <RelativeTime at=at /></p> }
    });
    let wrong = (request.state == State::WrongDirectory).then(|| {
        let found = request.answered_by.clone().unwrap_or_default();
        let places = vec![("found", found), ("expected", request.directory_id.clone())];
        view! { <p class="proof-fact">{tf(txt::CONSENT_DIRECTORIES, places)}</p> }
    });
    view! {
        <li class="consent" data-testid="consent-link" data-state=request.state.as_str()>
            <p class="consent-line">
                <Badge label=t(label) tone=tone />
                {proof.map(|(label, tone)| view! { <Badge label=t(label) tone=tone /> })}
                <span class="muted">{tf(txt::CONSENT_REQUEST_BY, vec![("name", request.made_by)])} " " <RelativeTime at=request.made_at /></span>
            </p>
            {open.then(|| view! { <p class="proof-fact">{t(txt::CONSENT_ENDS)} " " <RelativeTime at=request.expires_at /></p> })}
            {request.note.map(|note| view! { <p class="proof-fact">{note}</p> })}
            {(request.state == State::Answered).then(|| view! { <p>{t(txt::CONSENT_REQUEST_ANSWERED_TEXT)}</p> })}
            {wrong}
            {decided}
            {request.problem.map(|error| view! { <LastError error /> })}
            <Decide state=request.state id=request.id.to_string() changed />
        </li>
    }
}

/// What can still be done with a link.
#[component]
fn Decide(state: State, id: String, changed: Callback<()>) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let id = StoredValue::new(id);
    let [confirming, rejecting, revoking] = [(); 3].map(|()| RwSignal::new(false));
    let confirm = act(move || {
        let (slug, id) = (current.slug(), id.get_value());
        async move {
            api.confirm_consent(&slug, &id).await?;
            changed.run(());
            Ok(())
        }
    });
    let reject = act(move || {
        let (slug, id) = (current.slug(), id.get_value());
        async move {
            api.reject_consent(&slug, &id).await?;
            changed.run(());
            Ok(())
        }
    });
    let revoke = act(move || {
        let (slug, id) = (current.slug(), id.get_value());
        async move {
            api.revoke_consent_link(&slug, &id).await?;
            changed.run(());
            Ok(())
        }
    });
    let ask = |open: RwSignal<bool>| Callback::new(move |()| open.set(true));
    let actions = move || {
        match state {
        State::Answered => view! {
            <Button label=t(txt::CONSENT_REQUEST_CONFIRM) icon=icondata::LuShieldCheck look=Look::Primary on_press=ask(confirming) testid="confirm-link" />
            <Button label=t(txt::CONSENT_REQUEST_REJECT) look=Look::Quiet on_press=ask(rejecting) testid="reject-link" />
        }
        .into_any(),
        State::Open | State::Started => view! {
            <Button label=t(txt::CONSENT_REQUEST_REVOKE) icon=icondata::LuUndo2 look=Look::Quiet on_press=ask(revoking) testid="revoke-link" />
        }
        .into_any(),
        _ => ().into_any(),
    }
    };
    view! {
        {move || current.may(Permission::TokenIssue).then(|| view! { <div class="consent-actions">{actions()}</div> })}
        <Sure open=confirming title=txt::CONSENT_REQUEST_CONFIRM text=txt::CONSENT_REQUEST_CONFIRM_TEXT busy=txt::PERMISSIONS_CHECK_BUSY act=confirm />
        <Sure open=rejecting title=txt::CONSENT_REQUEST_REJECT text=txt::CONSENT_REQUEST_REJECT_TEXT busy=txt::COMMON_SAVING act=reject />
        <Sure open=revoking title=txt::CONSENT_REQUEST_REVOKE text=txt::CONSENT_REQUEST_REVOKE_TEXT busy=txt::COMMON_SAVING act=revoke />
    }
}

#[component]
fn Sure(open: RwSignal<bool>, title: Text, text: Text, busy: Text, act: Act) -> impl IntoView {
    view! { <Confirm open title=t(title) text=t(text) action=t(title) busy_label=t(busy) act /> }
}
