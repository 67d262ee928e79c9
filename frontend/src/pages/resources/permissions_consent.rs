//! The address at which a directory's administrator grants consent: to open here, or to send to somebody.

use leptos::{prelude::*, task::spawn_local, text_prop::TextProp};
use shared::api::{admin_consent::AdminConsentStarted, permission::ResourcePermissions};

use super::{detail::CurrentResource, permissions_history::Consents};
use crate::{
    api::Api,
    components::{
        button::{Button, Look},
        code_block::CodeBlock,
        key_values::{KeyValue, KeyValues},
        relative_time::RelativeTime,
        states::ProblemNote,
    },
    failure::Failure,
    i18n::{t, tf, txt},
    pages::tenants::frame::CurrentTenant,
    places::TenantPlace,
    state::way_back,
};

/// Makes the address, then shows it; where the provider's page takes one API at a time, one address after the other.
#[component]
pub(crate) fn Consent(open: RwSignal<bool>, shown: RwSignal<ResourcePermissions>, consents: Consents) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let started = RwSignal::new(Vec::<AdminConsentStarted>::new());
    let failure = RwSignal::new(None::<Failure>);
    let busy = RwSignal::new(false);
    let begin = Callback::new(move |of: Option<String>| {
        let (slug, id) = (current.slug(), here.id());
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = api.begin_consent(&slug, &id, of).await;
            _ = busy.try_set(false);
            match answer {
                Ok(under_way) => drop(started.try_update(|all| all.push(under_way))),
                Err(why) => drop(failure.try_set(Some(why))),
            }
            consents.reload();
        });
    });
    let under_way = Memo::new(move |_| started.with(|all| !all.is_empty()));
    view! {
        <div class="stack">
            {move || if under_way.get() {
                view! { <Addresses started shown busy begin /> }.into_any()
            } else {
                view! {
                    <p>{t(txt::CONSENT_TEXT)}</p>
                    <p class="muted">{t(txt::CONSENT_PROOF_TEXT)}</p>
                    <div class="form-actions">
                        <Button label=t(txt::CONSENT_BEGIN) busy_label=t(txt::CONSENT_BEGIN_BUSY) busy=busy look=Look::Primary
                            on_press=Callback::new(move |()| begin.run(None)) testid="begin-consent" />
                        <Button label=t(txt::COMMON_CANCEL) on_press=Callback::new(move |()| open.set(false)) />
                    </div>
                }.into_any()
            }}
            {move || failure.get().map(|failure| view! { <ProblemNote failure=failure /> })}
        </div>
    }
}

/// The name of `api`, as the list of what is needed has it.
fn name_of(shown: RwSignal<ResourcePermissions>, api: &str) -> String {
    shown.with(|shown| {
        shown.apis.iter().find(|one| one.api == api).map_or_else(|| api.to_owned(), |one| one.name.clone())
    })
}

/// Every address made so far, and the button that makes the next.
#[component]
fn Addresses(
    started: RwSignal<Vec<AdminConsentStarted>>,
    shown: RwSignal<ResourcePermissions>,
    busy: RwSignal<bool>,
    begin: Callback<Option<String>>,
) -> impl IntoView {
    // The first one says which APIs want a page of their own; those that have one by now are no longer to come.
    let to_come = Memo::new(move |_| {
        started.with(|all| {
            let then = all.first().map_or(&[][..], |first| &first.then);
            let has_one = |api: &&String| all.iter().any(|one| one.api.as_ref() == Some(*api));
            then.iter().filter(|api| !has_one(api)).cloned().collect::<Vec<String>>()
        })
    });
    let several = Memo::new(move |_| started.with(|all| all.first().is_some_and(|first| !first.then.is_empty())));
    view! {
        <p>{move || t(if several.get() { txt::CONSENT_READY_SEVERAL } else { txt::CONSENT_READY })}</p>
        <For each=move || started.get() key=|one| one.id.to_string() let:one>
            <Address started=one shown several=several />
        </For>
        {move || to_come.get().first().cloned().map(|next| {
            let name = name_of(shown, &next);
            view! {
                <div class="consent-next" data-testid="next-consent">
                    <p>{tf(txt::CONSENT_NEXT_TEXT, vec![("api", name.clone())])}</p>
                    <Button label=tf(txt::CONSENT_NEXT, vec![("api", name)]) busy_label=t(txt::CONSENT_BEGIN_BUSY) busy=busy
                        on_press=Callback::new(move |()| begin.run(Some(next.clone()))) testid="begin-next-consent" />
                </div>
            }
        })}
        <p class="muted">{t(txt::CONSENT_SEND_TEXT)}</p>
    }
}

#[component]
fn Address(started: AdminConsentStarted, shown: RwSignal<ResourcePermissions>, several: Memo<bool>) -> impl IntoView {
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let (id, address) = (started.id.to_string(), started.consent_url.clone());
    let leave = Callback::new(move |()| {
        let path = format!("{}?tab=permissions", current.path(TenantPlace::Resource(here.id())));
        way_back::remember(&id, &path);
        drop(window().location().assign(&address));
    });
    let heading = started.api.clone().map(|api| name_of(shown, &api));
    let label: TextProp = match &heading {
        Some(name) => tf(txt::CONSENT_ADDRESS_OF, vec![("api", name.clone())]).into(),
        None => t(txt::CONSENT_ADDRESS).into(),
    };
    view! {
        <section class="stack" data-testid="consent-of" data-api=started.api>
            {move || several.get().then(|| heading.clone().map(|name| view! { <h3>{name}</h3> }))}
            <CodeBlock code=started.consent_url label=label wrap=true testid="consent-address" />
            <KeyValues>
                <KeyValue name=t(txt::PERMISSIONS_DIRECTORY)><code>{started.directory_id}</code></KeyValue>
                <KeyValue name=t(txt::FIELD_SCOPE)>
                    {match started.scope {
                        Some(scope) => view! { <code>{scope}</code> }.into_any(),
                        None => view! { {t(txt::CONSENT_EVERYTHING)} }.into_any(),
                    }}
                </KeyValue>
                <KeyValue name=t(txt::CONSENT_ENDS)><RelativeTime at=started.expires_at /></KeyValue>
            </KeyValues>
            <div class="form-actions">
                <Button label=t(txt::CONSENT_OPEN) icon=icondata::LuExternalLink look=Look::Primary on_press=leave testid="open-consent" />
            </div>
        </section>
    }
}
