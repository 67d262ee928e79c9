//! Links for a directory's administrator without an account: made, sent, and their answers confirmed or not.

use leptos::prelude::*;
use shared::{
    api::{
        consent_request::{
            ConsentRequest, ConsentRequestCreated, ConsentRequestState as State, CreateConsentRequest, NOTE,
            USUAL_HOURS,
        },
        permission::ResourcePermissions,
    },
    field::{FieldKind, FieldSpec},
    ids::ResourceId,
    permission::Permission,
};

use super::{
    detail::CurrentResource, permission_state::state_badge, permissions::CurrentPermissions, token_error::LastError,
};
use crate::{
    api::Api,
    components::{
        badge::{Badge, Tone},
        button::{Button, Look},
        card::Card,
        code_block::CodeBlock,
        confirm::{Act, Confirm, act},
        dialog::Dialog,
        field::{Control, Row},
        field_form::{FieldForm, FormHandle},
        icon::Icon,
        relative_time::RelativeTime,
        states::{EmptyState, loaded},
    },
    i18n::{Text, t, tf, txt},
    pages::tenants::frame::CurrentTenant,
    remote::Remote,
};

/// The links of this page, and the way to load them again.
pub(crate) type Links = Remote<Vec<ConsentRequest>>;

const HOURS: FieldSpec = FieldSpec::required("expires_in_hours", FieldKind::Text);

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

/// The card: what links are for, the button that makes one, and the list.
#[component]
pub(crate) fn ConsentLinks(permissions: CurrentPermissions) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let links: Links = Remote::new(move || {
        let (slug, id) = (current.slug(), here.id());
        async move { Ok(api.consent_requests(&slug, &id).await?.items) }
    });
    let making = RwSignal::new(false);
    let possible = Memo::new(move |_| {
        permissions.value().is_some_and(|shown: ResourcePermissions| shown.consent)
            && current.may(Permission::TokenIssue)
    });
    let actions = move || {
        (move || {
            possible.get().then(|| {
                view! {
                    <Button label=t(txt::CONSENT_REQUEST_MAKE) icon=icondata::LuLink
                        on_press=Callback::new(move |()| making.set(true)) testid="make-link" />
                }
            })
        })
        .into_any()
    };
    view! {
        <Card title=t(txt::CONSENT_REQUEST_TITLE) note=t(txt::CONSENT_REQUEST_NOTE) actions=actions flush=true testid="consent-links">
            {loaded(links, 2, move |shown| view! {
                {move || if shown.with(Vec::is_empty) {
                    view! { <EmptyState icon=icondata::LuMailQuestion title=t(txt::CONSENT_REQUEST_EMPTY_TITLE) text=t(txt::CONSENT_REQUEST_EMPTY_TEXT) /> }.into_any()
                } else {
                    view! { <ul class="tokens">{shown.get().into_iter().map(|request| view! { <Link request links permissions /> }).collect_view()}</ul> }.into_any()
                }}
            }.into_any())}
        </Card>
        <Dialog open=making title=t(txt::CONSENT_REQUEST_MAKE) wide=true testid="link-dialog">
            <Make open=making links />
        </Dialog>
    }
}

/// Makes a link, then shows it, this once.
#[component]
fn Make(open: RwSignal<bool>, links: Links) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let made = RwSignal::new(None::<ConsentRequestCreated>);
    let lives = [
        ("4", txt::CONSENT_REQUEST_4),
        ("24", txt::CONSENT_REQUEST_24),
        ("72", txt::CONSENT_REQUEST_72),
        ("168", txt::CONSENT_REQUEST_168),
    ];
    let lives = lives.into_iter().map(|(hours, name)| (hours.to_owned(), t(name).into())).collect();
    let rows = vec![
        Row::new(HOURS, txt::CONSENT_REQUEST_LIFE).control(Control::Choice(lives)).start(USUAL_HOURS.to_string()),
        Row::new(NOTE, txt::CONSENT_REQUEST_WORDS).control(Control::Lines).hint(txt::CONSENT_REQUEST_WORDS_HINT),
    ];
    let form = FormHandle::new(&rows);
    let submit = Callback::new(move |()| {
        let request = CreateConsentRequest {
            resource: ResourceId::new(here.id()),
            expires_in_hours: form.read(|state| state.value(HOURS.name).parse().ok()),
            api: None,
            migration: None,
            note: form.read(|state| state.given(NOTE.name)),
        };
        let slug = current.slug();
        form.send(async move { api.make_consent_link(&slug, &request).await }, move |created| {
            drop(made.try_set(Some(created)));
            links.reload();
        });
    });
    let rows = StoredValue::new(rows);
    move || {
        match made.get() {
        Some(created) => view! { <Made created open /> }.into_any(),
        None => view! {
            <p class="muted">{t(txt::CONSENT_REQUEST_TEXT)}</p>
            <FieldForm form rows=rows.get_value() submit=t(txt::CONSENT_REQUEST_MAKE) busy_label=t(txt::CONSENT_REQUEST_MAKING)
                on_submit=submit on_cancel=Callback::new(move |()| open.set(false)) testid="link-form" />
        }
        .into_any(),
    }
    }
}

#[component]
fn Made(created: ConsentRequestCreated, open: RwSignal<bool>) -> impl IntoView {
    let then =
        (!created.then.is_empty()).then(|| tf(txt::CONSENT_REQUEST_THEN, vec![("apis", created.then.join(", "))]));
    view! {
        <div class="stack" data-testid="link-made">
            <CodeBlock code=created.url.expose().to_owned() label=t(txt::CONSENT_REQUEST_URL) wrap=true testid="link-url" />
            <div class=format!("note {}", Tone::Warning.class())>
                <Icon icon=Tone::Warning.icon() />
                <p>{t(txt::CONSENT_REQUEST_ONCE)} " " {t(txt::CONSENT_ENDS)} " " <RelativeTime at=created.details.expires_at /></p>
            </div>
            <p class="muted">{t(txt::CONSENT_REQUEST_SEND)}</p>
            {then.map(|then| view! { <p>{then}</p> })}
            <div class="form-actions">
                <Button label=t(txt::CONSENT_REQUEST_DONE) look=Look::Primary on_press=Callback::new(move |()| open.set(false)) testid="link-done" />
            </div>
        </div>
    }
}

#[component]
fn Link(request: ConsentRequest, links: Links, permissions: CurrentPermissions) -> impl IntoView {
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
            <Decide state=request.state id=request.id.to_string() links permissions />
        </li>
    }
}

/// What can still be done with a link.
#[component]
fn Decide(state: State, id: String, links: Links, permissions: CurrentPermissions) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let id = StoredValue::new(id);
    let [confirming, rejecting, revoking] = [(); 3].map(|()| RwSignal::new(false));
    let confirm = act(move || {
        let (slug, id) = (current.slug(), id.get_value());
        async move {
            api.confirm_consent(&slug, &id).await?;
            permissions.reload();
            links.reload();
            Ok(())
        }
    });
    let reject = act(move || {
        let (slug, id) = (current.slug(), id.get_value());
        async move {
            api.reject_consent(&slug, &id).await?;
            links.reload();
            Ok(())
        }
    });
    let revoke = act(move || {
        let (slug, id) = (current.slug(), id.get_value());
        async move {
            api.revoke_consent_link(&slug, &id).await?;
            links.reload();
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
