//! The tokens of a resource: how each is doing, what to do about it, and how an application asks for one.

use std::time::Duration;

use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*};
use shared::{
    api::{catalog::Acquisition, token::TokenMetadata},
    permission::Permission,
};

use super::{
    broker::BrokerCard,
    detail::CurrentResource,
    grant_warning::GrantWarning,
    kept_passwords::KeptPasswords,
    obtain::{Obtain, action_name},
    token_row::TokenCard,
};
use crate::{
    api::Api,
    components::{
        badge::Tone,
        button::{Button, LinkButton, Look},
        card::Card,
        dialog::Dialog,
        icon::Icon,
        states::{EmptyState, ListEnd, loaded},
    },
    i18n::{t, txt},
    pages::tenants::frame::CurrentTenant,
    places::TenantPlace,
    remote::Remote,
    state::pages::Whole,
};

/// The list of tokens, and the way to load it again.
pub(crate) type TokenList = Remote<Whole<TokenMetadata>>;

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
            {move || here.grant().map(|grant| view! { <GrantWarning grant /> })}
            <Card title=t(txt::RESOURCE_TAB_TOKENS) note=t(txt::TOKENS_NOTE) actions=move || ask flush=true testid="tokens">
                {loaded(list, 4, move |tokens| view! { <List tokens list /> }.into_any())}
            </Card>
            <KeptPasswords tokens=list />
            <BrokerCard />
        </div>
        <Dialog open=asking title=move || action_name(here.acquisition()).map_or("", |(label, _)| t(label)()) testid="obtain-dialog">
            <Obtain open=asking list subject=String::new() />
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

/// One after the other for each mailbox: its own token first, then those for other services.
fn by_subject(mut items: Vec<TokenMetadata>) -> Vec<TokenMetadata> {
    let order = |token: &TokenMetadata| (token.subject.clone(), token.audience.clone(), token.id.to_string());
    items.sort_by_cached_key(order);
    items
}

#[component]
fn List(tokens: RwSignal<Whole<TokenMetadata>>, list: TokenList) -> impl IntoView {
    let here = CurrentResource::of_page();
    let empty = Memo::new(move |_| tokens.with(|tokens| tokens.items.is_empty()));
    let text = move || match here.acquisition() {
        Acquisition::Browser => txt::TOKENS_EMPTY_BROWSER,
        Acquisition::Device => txt::TOKENS_EMPTY_DEVICE,
        Acquisition::Server => txt::TOKENS_EMPTY_SERVER,
        Acquisition::Password => txt::TOKENS_EMPTY_PASSWORD,
        Acquisition::HandedIn => txt::TOKENS_EMPTY_HAND_IN,
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
                    <For each=move || by_subject(tokens.get().items) key=|token| token.id.clone() children=card />
                </ul>
                <ListEnd count=count />
            }
            .into_any()
        }
    }
}
