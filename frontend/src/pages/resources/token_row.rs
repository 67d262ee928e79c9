//! One token: whose it is, how long it lives, what is wrong with it, what happened to it.

use leptos::{prelude::*, task::spawn_local};
use shared::{
    api::{
        catalog::Acquisition,
        token::{RefreshToken, TokenEvent, TokenMetadata, TokenState},
    },
    permission::Permission,
};

use super::{
    another_audience::{AnotherAudience, audience_name, own_audience},
    broker::call_for,
    claims::Claims,
    detail::CurrentResource,
    token_error::LastError,
    tokens::TokenList,
};
use crate::{
    api::Api,
    components::{
        badge::{Badge, Tone},
        button::{Button, Look},
        code_block::CodeBlock,
        confirm::{Confirm, act},
        dialog::Dialog,
        icon::Icon,
        life_bar::LifeBar,
        meaning::Meaning,
        relative_time::RelativeTime,
        states::{ProblemNote, loaded},
    },
    failure::Failure,
    i18n::{Text, t, txt},
    pages::tenants::frame::CurrentTenant,
    remote::Remote,
};

/// How a state is shown.
pub(crate) fn state_badge(state: TokenState) -> (Text, Tone) {
    match state {
        TokenState::Valid => (txt::TOKEN_VALID, Tone::Good),
        TokenState::Expired => (txt::TOKEN_EXPIRED, Tone::Neutral),
        TokenState::Refreshing => (txt::TOKEN_REFRESHING, Tone::Accent),
        TokenState::InteractionRequired => (txt::TOKEN_INTERACTION, Tone::Warning),
        TokenState::ConsentRequired => (txt::TOKEN_CONSENT, Tone::Warning),
        TokenState::ConfigurationError => (txt::TOKEN_CONFIGURATION, Tone::Bad),
        TokenState::Quarantined => (txt::TOKEN_QUARANTINED, Tone::Bad),
    }
}

fn event_name(kind: &str) -> (Text, Tone) {
    match kind {
        "acquired" => (txt::EVENT_ACQUIRED, Tone::Accent),
        "refreshed" => (txt::EVENT_REFRESHED, Tone::Good),
        "quarantined" => (txt::EVENT_QUARANTINED, Tone::Bad),
        "insisted" => (txt::EVENT_INSISTED, Tone::Accent),
        _ => (txt::EVENT_REFRESH_FAILED, Tone::Bad),
    }
}

/// A token. What is open in it stays open while its values change.
#[component]
pub(crate) fn TokenCard(token: Memo<TokenMetadata>, list: TokenList) -> impl IntoView {
    let history = RwSignal::new(false);
    let inside = RwSignal::new(false);
    let calling = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    view! {
        <li class="token" class:is-branch=move || token.with(|token| token.audience.is_some()) data-testid="token">
            {move || view! { <Who token=token.get() /> }}
            {move || token.with(|token| view! { <LifeBar begin=token.obtained_at end=token.expires_at /> })}
            <Actions token list panels=Panels { history, inside, calling } failure />
            {move || view! { <Facts token=token.get() /> }}
            {move || token.with(|token| token.last_error.clone()).map(|error| view! { <LastError error /> })}
            {move || failure.get().map(|failure| view! { <ProblemNote failure=failure /> })}
            <Show when=move || calling.get()>
                <div class="timeline" data-testid="token-call">
                    <h3>{t(txt::TOKEN_CALL)}</h3>
                    {move || token.with(|token| view! { <CodeBlock code=call_for(token) label="curl" /> })}
                </div>
            </Show>
            <Show when=move || inside.get()>
                <Claims token />
            </Show>
            <Show when=move || history.get()>
                <Timeline token />
            </Show>
        </li>
    }
}

/// Whose it is, and how it is doing.
#[component]
fn Who(token: TokenMetadata) -> impl IntoView {
    let here = CurrentResource::of_page();
    let (label, tone) = state_badge(token.state);
    let delegated = untrack(|| here.grant()).is_none_or(|grant| grant.delegated);
    let audience = match token.audience.as_deref() {
        Some(address) => {
            let name = here.catalog.with_value(|catalog| audience_name(&catalog.audiences, address));
            Some(name.unwrap_or_else(|| address.to_owned()))
        }
        None => untrack(|| own_audience(here)),
    };
    let nobody = if delegated { txt::TOKEN_SIGNED_IN } else { txt::TOKEN_APPLICATION };
    view! {
        <div class="token-who">
            <p class="token-subject">
                <Icon icon=if delegated { icondata::LuMail } else { icondata::LuBot } />
                {audience.map(|name| view! { <strong class="token-audience">{name}</strong> <span class="muted">"·"</span> })}
                {match token.subject {
                    Some(subject) => view! { <strong>{subject}</strong> }.into_any(),
                    None => view! { <strong>{t(nobody)}</strong> }.into_any(),
                }}
            </p>
            <Badge label=t(label) tone=tone />
        </div>
    }
}

#[component]
fn Facts(token: TokenMetadata) -> impl IntoView {
    let here = CurrentResource::of_page();
    let renewal = match (token.refreshable, untrack(|| here.acquisition())) {
        (true, _) => txt::TOKEN_RENEWS,
        (false, Acquisition::Server) => txt::TOKEN_RENEWS_ITSELF,
        (false, _) => txt::TOKEN_RENEWS_NOT,
    };
    // The end of a refresh token that is not there is nobody's concern.
    let end = token.refresh_expires_at.filter(|_| token.refreshable);
    view! {
        <dl class="token-facts">
            {fact(txt::TOKEN_AUDIENCE, token.audience)}
            {fact(txt::FIELD_SCOPE, token.scope)}
            <div><dt>{t(txt::TOKEN_OBTAINED)}</dt><dd><RelativeTime at=token.obtained_at /></dd></div>
            <div>
                <dt>{t(txt::TOKEN_RENEWAL)}</dt>
                <dd>
                    {t(renewal)}
                    {end.map(|end| view! { ". " {t(txt::TOKEN_UNUSED_UNTIL)} " " <RelativeTime at=end /> })}
                </dd>
            </div>
        </dl>
    }
}

fn fact(name: Text, value: Option<String>) -> Option<impl IntoView> {
    value.map(|value| view! { <div><dt>{t(name)}</dt><dd><code>{value}</code></dd></div> })
}

/// What can be opened below a token.
#[derive(Clone, Copy)]
struct Panels {
    history: RwSignal<bool>,
    inside: RwSignal<bool>,
    calling: RwSignal<bool>,
}

#[component]
fn Actions(
    token: Memo<TokenMetadata>,
    list: TokenList,
    panels: Panels,
    failure: RwSignal<Option<Failure>>,
) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let busy = RwSignal::new(false);
    let asking = RwSignal::new(false);
    let other = RwSignal::new(false);
    let id = StoredValue::new(token.with_untracked(|token| token.id.to_string()));
    let refreshable = Memo::new(move |_| token.with(|token| token.refreshable));
    let set_aside = Memo::new(move |_| token.with(|token| token.state == TokenState::Quarantined));
    let refresh = Callback::new(move |()| {
        let (slug, resource, token) = (current.slug(), here.id(), id.get_value());
        // The button says so: pressing it is insisting.
        let request = RefreshToken { insist: set_aside.get_untracked() };
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = api.refresh_token(&slug, &resource, &token, request).await;
            _ = busy.try_set(false);
            if let Err(why) = answer {
                _ = failure.try_set(Some(why));
            }
            list.reload();
        });
    });
    let delete = act(move || {
        let (slug, resource, token) = (current.slug(), here.id(), id.get_value());
        async move {
            api.delete_token(&slug, &resource, &token).await?;
            list.reload();
            Ok(())
        }
    });
    let may = move || current.may(Permission::TokenIssue);
    view! {
        <div class="token-actions">
            {move || (refreshable.get() && may()).then(|| {
                let (label, busy_label) = if set_aside.get() {
                    (txt::TOKEN_INSIST, txt::TOKEN_INSIST_BUSY)
                } else {
                    (txt::TOKEN_REFRESH, txt::TOKEN_REFRESH_BUSY)
                };
                view! { <Button label=t(label) busy_label=t(busy_label) busy=busy icon=icondata::LuRefreshCw on_press=refresh /> }
            })}
            <Button label=t(txt::CLAIMS_SHOW) icon=icondata::LuSearch look=Look::Quiet compact=true
                on_press=Callback::new(move |()| panels.inside.update(|open| *open = !*open)) testid="look-inside" />
            <Button label=t(txt::TOKEN_CALL) icon=icondata::LuTerminal look=Look::Quiet compact=true
                on_press=Callback::new(move |()| panels.calling.update(|open| *open = !*open)) testid="show-call" />
            {move || may().then(|| view! {
                <Button label=t(txt::AUDIENCE_TITLE) icon=icondata::LuCopyPlus look=Look::Quiet compact=true
                    on_press=Callback::new(move |()| other.set(true)) testid="another-audience" />
            })}
            <Button label=t(txt::TOKEN_HISTORY) icon=icondata::LuHistory look=Look::Quiet compact=true
                on_press=Callback::new(move |()| panels.history.update(|open| *open = !*open)) />
            {move || may().then(|| view! {
                <Button label=t(txt::TOKEN_DELETE) icon=icondata::LuTrash2 look=Look::Quiet compact=true
                    on_press=Callback::new(move |()| asking.set(true)) />
            })}
        </div>
        <Dialog open=other title=t(txt::AUDIENCE_TITLE) testid="audience-dialog">
            <AnotherAudience token open=other list />
        </Dialog>
        <Confirm open=asking title=t(txt::TOKEN_DELETE_ASK) text=t(txt::TOKEN_DELETE_TEXT)
            action=t(txt::TOKEN_DELETE) busy_label=t(txt::COMMON_DELETING) act=delete />
    }
}

/// What happened to the token, newest first.
#[component]
fn Timeline(token: Memo<TokenMetadata>) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let events = Remote::new(move || {
        // Read again whenever the token changes: something happened to it.
        let token = token.with(|token| token.id.to_string());
        let (slug, resource) = (current.slug(), here.id());
        async move { Ok(api.token_events(&slug, &resource, &token).await?.items) }
    });
    let row = |event: TokenEvent| {
        let (label, tone) = event_name(&event.kind);
        let correlation = event.error.as_ref().and_then(|error| error.correlation_id.clone());
        let codes: Vec<String> = [event.code, event.provider_code, correlation].into_iter().flatten().collect();
        view! {
            <li class="event" data-testid="event">
                <div class="event-head"><Badge label=t(label) tone=tone /><RelativeTime at=event.at /></div>
                <div class="event-words">
                    {event.error.map(|error| view! {
                        <p>{error.detail}</p>
                        {error.remedy.map(|remedy| view! { <p class="event-remedy">{remedy}</p> })}
                        {error.class.zip(error.who).map(|(class, who)| view! { <Meaning class who /> })}
                    })}
                    {(!codes.is_empty()).then(|| view! {
                        <p class="problem-facts">{codes.into_iter().map(|code| view! { <code>{code}</code> }).collect_view()}</p>
                    })}
                </div>
            </li>
        }
    };
    view! {
        <div class="timeline">
            <h3>{t(txt::TOKEN_HISTORY)}</h3>
            {loaded(events, 3, move |events| view! {
                <ol>{move || events.get().into_iter().map(row).collect_view()}</ol>
            }.into_any())}
        </div>
    }
}
