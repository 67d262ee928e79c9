//! The page behind a consent link: who asks a directory's administrator for what, one button, and then what became of
//! it. Nobody is signed in here.

pub(crate) mod result;

use leptos::{prelude::*, task::spawn_local};
use shared::{
    api::{
        consent_request::{ConsentLink, ConsentRequestState},
        permission::NeededApi,
    },
    resource::PermissionKind,
};

use self::result::{DeadLink, LinkResult};
use crate::{
    api::Api,
    components::{
        badge::Tone,
        button::{Button, Look},
        icon::Icon,
        key_values::{KeyValue, KeyValues},
        page::BarePage,
        relative_time::RelativeTime,
        states::{ProblemNote, Skeleton},
    },
    failure::Failure,
    i18n::{Language, t, tf, txt},
    remote::{Load, Remote},
};

/// The page of the link `token`.
#[component]
pub(crate) fn ConsentLinkPage(token: String) -> impl IntoView {
    let api = Api::of_page();
    let language = Language::of_page();
    let token = StoredValue::new(token);
    let link = Remote::new(move || {
        // The server words the permissions.
        language.get();
        let token = token.get_value();
        async move { api.consent_link(&token).await }
    });
    let suggested = StoredValue::new(false);
    Effect::new(move || {
        let Some(link) = link.value() else { return };
        if !suggested.get_value() {
            suggested.set_value(true);
            if link.locale != language.now() {
                language.suggest(link.locale);
            }
        }
    });
    view! {
        <BarePage title=t(txt::CONSENT_PAGE_TITLE) wide=true>
            {move || match link.get() {
                Load::Loading => view! { <Skeleton lines=8 /> }.into_any(),
                Load::Failed(failure) => {
                    view! { <DeadLink failure retry=Callback::new(move |()| link.retry()) /> }.into_any()
                }
                Load::Ready(link) => match link.state {
                    ConsentRequestState::Open | ConsentRequestState::Started => view! { <Asked link token /> }.into_any(),
                    _ => view! { <LinkResult link /> }.into_any(),
                },
            }}
        </BarePage>
    }
}

/// What is asked, and the button.
#[component]
fn Asked(link: ConsentLink, token: StoredValue<String>) -> impl IntoView {
    let who = || vec![("name", link.asked_by.clone()), ("tenant", link.tenant.clone())];
    let kind = match link.kind {
        PermissionKind::Application => txt::CONSENT_PAGE_APPLICATION,
        PermissionKind::Delegated => txt::CONSENT_PAGE_DELEGATED,
    };
    let mut grantors: Vec<String> = link.apis.iter().flat_map(|api| api.grantors.clone()).collect();
    grantors.dedup();
    let grantors = grantors.join(", ");
    view! {
        <div class="stack consent-page" data-testid="consent-asked">
            <p>{tf(txt::CONSENT_PAGE_LEAD, who())}</p>
            {link.note.clone().map(|note| view! {
                <figure class="consent-words">
                    <blockquote>{note}</blockquote>
                    <figcaption class="muted">{link.asked_by.clone()}</figcaption>
                </figure>
            })}
            <Facts link=link.clone() />
            <section class="stack">
                <h2>{t(txt::CONSENT_PAGE_MAY)}</h2>
                <p class="muted">{t(kind)}</p>
                {link.apis.iter().cloned().map(|api| view! { <MayDo api /> }).collect_view()}
                {link.apis.is_empty().then(|| view! { <p>{t(txt::CONSENT_PAGE_UNNAMED)}</p> })}
                {link.everything.then(|| view! { <p class="muted">{t(txt::CONSENT_PAGE_EVERYTHING)}</p> })}
                {(!grantors.is_empty()).then(|| view! { <p class="muted">{tf(txt::CONSENT_PAGE_WHO, vec![("roles", grantors)])}</p> })}
            </section>
            <section class="stack">
                <h2>{t(txt::CONSENT_PAGE_NEXT)}</h2>
                <ol class="consent-steps">
                    <li>{t(txt::CONSENT_PAGE_NEXT_LEAVE)}</li>
                    <li>{t(txt::CONSENT_PAGE_NEXT_DECIDE)}</li>
                    <li>{tf(txt::CONSENT_PAGE_NEXT_BACK, who())}</li>
                </ol>
            </section>
            <Go link token />
        </div>
    }
}

/// The application, the directory and the link, as facts.
#[component]
pub(crate) fn Facts(link: ConsentLink) -> impl IntoView {
    let open = matches!(link.state, ConsentRequestState::Open | ConsentRequestState::Started);
    view! {
        <KeyValues>
            <KeyValue name=t(txt::CONSENT_PAGE_NAME)>{link.application}</KeyValue>
            <KeyValue name=t(txt::CONSENT_PAGE_CLIENT)><code>{link.client_id}</code></KeyValue>
            <KeyValue name=t(txt::CONSENT_PAGE_TENANT)>{link.tenant}</KeyValue>
            <KeyValue name=t(txt::CONSENT_PAGE_DIRECTORY)><code>{link.directory_id}</code></KeyValue>
            {open.then(|| view! {
                <KeyValue name=t(txt::CONSENT_PAGE_ENDS)><RelativeTime at=link.expires_at /></KeyValue>
            })}
        </KeyValues>
    }
}

#[component]
fn MayDo(api: NeededApi) -> impl IntoView {
    let rows = api.permissions.into_iter().map(|permission| {
        let words = permission.why.map(|why| view! { <span>{why}</span> });
        view! { <li data-testid="may">{words} <code class="muted">{permission.name}</code></li> }
    });
    view! {
        <div class="consent-api">
            <h3>{api.name}</h3>
            <ul class="consent-may">{rows.collect_view()}</ul>
        </div>
    }
}

#[component]
fn Go(link: ConsentLink, token: StoredValue<String>) -> impl IntoView {
    let api = Api::of_page();
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let shown = link.shown;
    let go = Callback::new(move |()| {
        busy.set(true);
        failure.set(None);
        let token = token.get_value();
        spawn_local(async move {
            match api.start_consent_link(&token, shown).await {
                // Stays busy: the page is being left.
                Ok(started) => drop(window().location().assign(&started.consent_url)),
                Err(why) => {
                    _ = busy.try_set(false);
                    drop(failure.try_set(Some(why)));
                }
            }
        });
    });
    view! {
        {(link.state == ConsentRequestState::Started).then(|| view! {
            <div class=format!("note {}", Tone::Accent.class()) data-testid="consent-again">
                <Icon icon=icondata::LuInfo />
                <p>{t(txt::CONSENT_PAGE_AGAIN)}</p>
            </div>
        })}
        {move || failure.get().map(|failure| view! { <ProblemNote failure /> })}
        <div class="form-actions">
            <Button label=t(txt::CONSENT_PAGE_GO) busy_label=t(txt::CONSENT_PAGE_GO_BUSY) busy=busy icon=icondata::LuExternalLink
                look=Look::Primary on_press=go testid="consent-go" />
        </div>
    }
}
