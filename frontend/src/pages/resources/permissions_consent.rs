//! The address at which a directory's administrator grants consent: to open here, or to send to somebody.

use leptos::{prelude::*, task::spawn_local};
use shared::api::admin_consent::AdminConsentStarted;

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
    i18n::{t, txt},
    pages::tenants::frame::CurrentTenant,
    places::TenantPlace,
    state::way_back,
};

/// Makes the address, then shows it.
#[component]
pub(crate) fn Consent(open: RwSignal<bool>, consents: Consents) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let started = RwSignal::new(None::<AdminConsentStarted>);
    let failure = RwSignal::new(None::<Failure>);
    let busy = RwSignal::new(false);
    let begin = Callback::new(move |()| {
        let (slug, id) = (current.slug(), here.id());
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = api.begin_consent(&slug, &id).await;
            _ = busy.try_set(false);
            match answer {
                Ok(begun) => drop(started.try_set(Some(begun))),
                Err(why) => drop(failure.try_set(Some(why))),
            }
            consents.reload();
        });
    });
    view! {
        <div class="stack">
            {move || match started.get() {
                Some(started) => view! { <Address started /> }.into_any(),
                None => view! {
                    <p>{t(txt::CONSENT_TEXT)}</p>
                    <p class="muted">{t(txt::CONSENT_PROOF_TEXT)}</p>
                    {move || failure.get().map(|failure| view! { <ProblemNote failure=failure /> })}
                    <div class="form-actions">
                        <Button label=t(txt::CONSENT_BEGIN) busy_label=t(txt::CONSENT_BEGIN_BUSY) busy=busy look=Look::Primary
                            on_press=begin testid="begin-consent" />
                        <Button label=t(txt::COMMON_CANCEL) on_press=Callback::new(move |()| open.set(false)) />
                    </div>
                }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Address(started: AdminConsentStarted) -> impl IntoView {
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let (id, address) = (started.id.to_string(), started.consent_url.clone());
    let leave = Callback::new(move |()| {
        let path = format!("{}?tab=permissions", current.path(TenantPlace::Resource(here.id())));
        way_back::remember(&id, &path);
        drop(window().location().assign(&address));
    });
    view! {
        <p>{t(txt::CONSENT_READY)}</p>
        <CodeBlock code=started.consent_url label=t(txt::CONSENT_ADDRESS) wrap=true testid="consent-address" />
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
        <p class="muted">{t(txt::CONSENT_SEND_TEXT)}</p>
        <div class="form-actions">
            <Button label=t(txt::CONSENT_OPEN) icon=icondata::LuExternalLink look=Look::Primary on_press=leave testid="open-consent" />
        </div>
    }
}
