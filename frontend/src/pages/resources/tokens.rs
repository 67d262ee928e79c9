//! The tokens of a resource: how each is doing, what to do about it, and how an application asks for one.

use std::time::Duration;

use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*};
use shared::{
    api::{
        authorization::{SUBJECT, StartAuthorization},
        catalog::Acquisition,
        device_authorization::{DeviceAuthorizationStarted, StartDeviceAuthorization},
        token::{AcquireToken, TokenMetadata},
    },
    permission::Permission,
};

use super::{broker::BrokerCard, detail::CurrentResource, device::Device, token_row::TokenCard};
use crate::{
    api::Api,
    components::{
        badge::Tone,
        button::{Button, LinkButton, Look},
        card::Card,
        dialog::Dialog,
        field::Row,
        field_form::{FieldForm, FormHandle},
        icon::Icon,
        states::{EmptyState, ListEnd, loaded},
    },
    i18n::{Text, t, txt},
    pages::tenants::frame::CurrentTenant,
    places::TenantPlace,
    remote::Remote,
    state::{pages::Whole, way_back},
};

/// The list of tokens, and the way to load it again.
pub(crate) type TokenList = Remote<Whole<TokenMetadata>>;

/// What obtaining a token is called, by what it takes.
fn action_name(acquisition: Acquisition) -> Option<(Text, Text)> {
    match acquisition {
        Acquisition::Browser => Some((txt::TOKENS_AUTHORIZE, txt::TOKENS_AUTHORIZE_BUSY)),
        Acquisition::Device => Some((txt::TOKENS_DEVICE, txt::TOKENS_DEVICE_BUSY)),
        Acquisition::Server => Some((txt::TOKENS_ACQUIRE, txt::TOKENS_ACQUIRE_BUSY)),
        Acquisition::None => None,
    }
}

/// The tokens part of a resource's page.
#[component]
pub(crate) fn Tokens() -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let list: TokenList = Remote::new(move || {
        let (slug, id) = (current.slug(), here.id());
        async move { api.tokens(&slug, &id).await }
    });
    keep_fresh(list);
    let asking = RwSignal::new(false);
    let ask = move || {
        let (label, _) = action_name(here.acquisition())?;
        current.may(Permission::TokenIssue).then(|| view! {
            <Button label=t(label) icon=icondata::LuLogIn look=Look::Primary on_press=Callback::new(move |()| asking.set(true)) testid="obtain-token" />
        })
    };
    let incomplete = move || here.resource.with(|resource| resource.endpoints.token.is_none());
    view! {
        <div class="stack">
            {move || incomplete().then(|| view! { <Incomplete /> })}
            <Card title=t(txt::RESOURCE_TAB_TOKENS) note=t(txt::TOKENS_NOTE) actions=move || ask flush=true testid="tokens">
                {loaded(list, 4, move |tokens| view! { <List tokens list /> }.into_any())}
            </Card>
            <BrokerCard />
        </div>
        <Dialog open=asking title=move || action_name(here.acquisition()).map_or("", |(label, _)| t(label)()) testid="obtain-dialog">
            <Obtain open=asking list />
        </Dialog>
    }
}

/// Tokens change behind the page's back: refreshed, expired. Looked at again twice a minute, while the page is seen.
fn keep_fresh(list: TokenList) {
    let tick = set_interval_with_handle(
        move || {
            if !document().hidden() {
                list.reload();
            }
        },
        Duration::from_secs(30),
    );
    on_cleanup(move || drop(tick.map(|handle| handle.clear())));
}

#[component]
fn Incomplete() -> impl IntoView {
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let href = format!("{}?tab=configuration", current.path(TenantPlace::Resource(here.id())));
    view! {
        <div class=format!("note {}", Tone::Warning.class())>
            <Icon icon=Tone::Warning.icon() />
            <div class="cluster">
                <p>{t(txt::TOKENS_INCOMPLETE)}</p>
                <LinkButton label=t(txt::TOKENS_CONFIGURE) href=href />
            </div>
        </div>
    }
}

#[component]
fn List(tokens: RwSignal<Whole<TokenMetadata>>, list: TokenList) -> impl IntoView {
    let here = CurrentResource::of_page();
    let empty = Memo::new(move |_| tokens.with(|tokens| tokens.items.is_empty()));
    let text = move || match here.acquisition() {
        Acquisition::Browser => txt::TOKENS_EMPTY_BROWSER,
        Acquisition::Device => txt::TOKENS_EMPTY_DEVICE,
        Acquisition::Server => txt::TOKENS_EMPTY_SERVER,
        Acquisition::None => txt::TOKENS_EMPTY_NONE,
    };
    // A token keeps its place, and what is open in it, when it is refreshed: only its values change.
    let card = move |first: TokenMetadata| {
        let id = first.id.clone();
        let token = Memo::new(move |before: Option<&TokenMetadata>| {
            let now = tokens.with(|tokens| tokens.items.iter().find(|token| token.id == id).cloned());
            now.or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
        });
        view! { <TokenCard token list /> }
    };
    let count = Signal::derive(move || tokens.with(Whole::count));
    move || {
        if empty.get() {
            view! { <EmptyState icon=icondata::LuTicket title=t(txt::TOKENS_EMPTY_TITLE) text=move || t(text())() /> }
                .into_any()
        } else {
            view! {
                <ul class="tokens">
                    <For each=move || tokens.get().items key=|token| token.id.clone() children=card />
                </ul>
                <ListEnd count=count />
            }
            .into_any()
        }
    }
}

/// Obtains a token: in the browser at the provider, with a code on any device, or by the server alone.
#[component]
fn Obtain(open: RwSignal<bool>, list: TokenList) -> impl IntoView {
    let started = RwSignal::new(None::<DeviceAuthorizationStarted>);
    move || match started.get() {
        Some(device) => view! { <Device device started open list /> }.into_any(),
        None => view! { <ObtainForm started open list /> }.into_any(),
    }
}

#[component]
fn ObtainForm(
    started: RwSignal<Option<DeviceAuthorizationStarted>>,
    open: RwSignal<bool>,
    list: TokenList,
) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let acquisition = untrack(|| here.acquisition());
    let delegated = untrack(|| here.grant()).is_some_and(|grant| grant.delegated);
    let rows = if delegated {
        vec![Row::new(SUBJECT, txt::TOKENS_SUBJECT).hint(txt::TOKENS_SUBJECT_HINT)]
    } else {
        Vec::new()
    };
    let form = FormHandle::new(&rows);
    let submit = Callback::new(move |()| {
        let subject = form.read(|state| state.given("subject"));
        let (slug, id) = (current.slug(), here.id());
        match acquisition {
            Acquisition::Browser => {
                let work = async move { api.authorize(&slug, &id, &StartAuthorization { subject }).await };
                form.send(work, move |started| {
                    way_back::remember(started.id.as_str(), &current.path(TenantPlace::Resource(here.id())));
                    drop(window().location().assign(&started.authorize_url));
                });
            }
            Acquisition::Device => {
                let work = async move { api.begin_device(&slug, &id, &StartDeviceAuthorization { subject }).await };
                form.send(work, move |device| started.set(Some(device)));
            }
            Acquisition::Server | Acquisition::None => {
                let work = async move { api.acquire(&slug, &id, &AcquireToken { subject }).await };
                form.send(work, move |_| {
                    open.set(false);
                    list.reload();
                });
            }
        }
    });
    let (label, busy) = action_name(acquisition).unwrap_or((txt::TOKENS_ACQUIRE, txt::TOKENS_ACQUIRE_BUSY));
    let text = match acquisition {
        Acquisition::Browser => txt::TOKENS_AUTHORIZE_TEXT,
        Acquisition::Device => txt::TOKENS_DEVICE_TEXT,
        Acquisition::Server | Acquisition::None => txt::TOKENS_ACQUIRE_TEXT,
    };
    view! {
        <p class="muted">{t(text)}</p>
        <FieldForm form rows=rows submit=t(label) busy_label=t(busy) on_submit=submit
            on_cancel=Callback::new(move |()| open.set(false)) testid="obtain-form" />
    }
}
