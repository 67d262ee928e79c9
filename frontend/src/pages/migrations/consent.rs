//! Asking the directory's administrator by a link, and confirming what came back.

use leptos::{prelude::*, task::spawn_local};
use shared::{
    api::consent_request::{ConsentRequest, ConsentRequestState, CreateConsentRequest, USUAL_HOURS},
    ids::ResourceId,
};

use super::{actions::ToResource, desk::Desk};
use crate::{
    components::{
        badge::{Badge, Tone},
        button::{Button, Look},
        code_block::CodeBlock,
        relative_time::RelativeTime,
        states::ProblemNote,
    },
    failure::Failure,
    i18n::{Text, t, tf, txt},
    remote::Remote,
};

fn look(state: ConsentRequestState) -> (Text, Tone) {
    match state {
        ConsentRequestState::Open => (txt::CONSENT_LINK_OPEN, Tone::Neutral),
        ConsentRequestState::Started => (txt::CONSENT_LINK_STARTED, Tone::Accent),
        ConsentRequestState::Answered => (txt::CONSENT_LINK_ANSWERED, Tone::Accent),
        ConsentRequestState::Refused => (txt::CONSENT_LINK_REFUSED, Tone::Bad),
        ConsentRequestState::WrongDirectory => (txt::CONSENT_LINK_WRONG_DIRECTORY, Tone::Bad),
        ConsentRequestState::Confirmed => (txt::CONSENT_LINK_CONFIRMED, Tone::Good),
        ConsentRequestState::Rejected => (txt::CONSENT_LINK_REJECTED, Tone::Bad),
        ConsentRequestState::Revoked => (txt::CONSENT_LINK_REVOKED, Tone::Neutral),
        ConsentRequestState::Expired => (txt::CONSENT_LINK_EXPIRED, Tone::Warning),
    }
}

/// The links of this migration: a new one, and what became of the others.
#[component]
pub(super) fn ConsentLinks(desk: Desk, resource: Memo<Option<String>>, missing: Memo<Vec<String>>) -> impl IntoView {
    let asked = Remote::new(move || {
        desk.turns.track();
        let (tenant, id) = (desk.current.slug(), resource.get());
        async move {
            let Some(id) = id else { return Ok(Vec::new()) };
            let all = desk.api.asked_consents(&tenant).await?.items;
            Ok(all.into_iter().filter(|one| one.resource.as_str() == id).collect::<Vec<_>>())
        }
    });
    let made = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let ask = Callback::new(move |()| {
        let Some(id) = resource.get_untracked() else { return };
        busy.set(true);
        failure.set(None);
        let request = CreateConsentRequest {
            resource: ResourceId::new(id),
            expires_in_hours: Some(USUAL_HOURS),
            api: None,
            migration: Some(desk.at().id),
            note: None,
        };
        spawn_local(async move {
            match desk.after(desk.api.ask_consent(&desk.current.slug(), &request)).await {
                Ok(created) => drop(made.try_set(Some(created.url.expose().to_owned()))),
                Err(why) => drop(failure.try_set(Some(why))),
            }
            _ = busy.try_set(false);
        });
    });
    let off = Signal::derive(move || !missing.with(Vec::is_empty) || resource.with(Option::is_none));
    view! {
        <div class="consent-links">
            {move || made.get().map(|url| view! {
                <CodeBlock code=url label=t(txt::CONSENT_LINK_URL) wrap=true testid="consent-url" />
                <p class="muted">{t(txt::CONSENT_LINK_ONCE)}</p>
            })}
            {move || failure.get().map(|failure| view! { <ProblemNote failure /> })}
            <Show when=move || desk.may_write()>
                <div class="form-actions">
                    <Button label=t(txt::ACTION_CONSENT_DO) busy_label=t(txt::ACTION_CONSENT_BUSY) busy=busy disabled=off
                        icon=icondata::LuLink2 on_press=ask testid="make-link" />
                    {move || resource.get().map(|resource| view! {
                        <ToResource desk resource tab="permissions" label=txt::CONSENT_LINK_SELF />
                    })}
                </div>
            </Show>
            <ul class="consent-list">
                {move || asked.value().unwrap_or_default().into_iter().map(|one| view! { <Asked desk one failure /> }).collect_view()}
            </ul>
        </div>
    }
}

#[component]
fn Asked(desk: Desk, one: ConsentRequest, failure: RwSignal<Option<Failure>>) -> impl IntoView {
    let (label, tone) = look(one.state);
    let busy = RwSignal::new(false);
    let id = StoredValue::new(one.id.to_string());
    let decide = move |yes: bool| {
        Callback::new(move |()| {
            busy.set(true);
            spawn_local(async move {
                let answer = desk.after(desk.api.decide_consent(&desk.current.slug(), &id.get_value(), yes)).await;
                drop(failure.try_set(answer.err()));
                _ = busy.try_set(false);
            });
        })
    };
    view! {
        <li class="consent-row" data-testid="consent-request" data-state=one.state.as_str()>
            <Badge label=t(label) tone=tone />
            <span class="muted">{tf(txt::CONSENT_LINK_MADE_BY, vec![("name", one.made_by)])} " " <RelativeTime at=one.made_at /></span>
            {(one.state == ConsentRequestState::Answered && desk.may_write()).then(|| view! {
                <span class="row-actions">
                    <Button label=t(txt::CONSENT_LINK_CONFIRM) busy=busy look=Look::Primary on_press=decide(true) testid="confirm-consent" />
                    <Button label=t(txt::CONSENT_LINK_REJECT) busy=busy on_press=decide(false) testid="reject-consent" />
                </span>
            })}
        </li>
    }
}
