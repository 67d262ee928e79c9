//! One credential: what it is, how long it holds, what the provider said of it.

use leptos::prelude::*;
use shared::{
    api::credential::{Credential, CredentialKind, CredentialState},
    permission::Permission,
    routes,
    timestamp::Timestamp,
};

use super::{credentials::CredentialList, detail::CurrentResource};
use crate::{
    api::Api,
    clock::Now,
    components::{
        badge::{Badge, Tone},
        button::{Button, Look},
        confirm::{Confirm, act},
        copy_button::CopyButton,
        icon::Icon,
        life_bar::LifeBar,
        relative_time::RelativeTime,
    },
    i18n::{Language, Text, t, tf, txt},
    pages::tenants::frame::CurrentTenant,
};

/// From so many seconds before its end on, somebody should see to its successor.
const SOON: i64 = 30 * 86_400;

fn state_badge(credential: &Credential, now: Timestamp) -> (Text, Tone) {
    let soon = credential.expires_at.is_some_and(|end| end.seconds_since(now) < SOON);
    match credential.state {
        CredentialState::Valid if soon => (txt::CREDENTIAL_EXPIRING, Tone::Warning),
        CredentialState::Valid => (txt::CREDENTIAL_VALID, Tone::Good),
        CredentialState::NotYetValid => (txt::CREDENTIAL_NOT_YET_VALID, Tone::Neutral),
        CredentialState::Expired => (txt::CREDENTIAL_EXPIRED, Tone::Bad),
        CredentialState::Refused => (txt::CREDENTIAL_REFUSED, Tone::Bad),
    }
}

fn kind_name(kind: CredentialKind) -> (Text, icondata::Icon) {
    match kind {
        CredentialKind::ClientSecret => (txt::CREDENTIAL_SECRET, icondata::LuKeyRound),
        CredentialKind::Certificate => (txt::CREDENTIAL_CERTIFICATE, icondata::LuFileBadge),
    }
}

/// A credential.
#[component]
pub(crate) fn CredentialCard(credential: Credential, list: CredentialList) -> impl IntoView {
    let now = untrack(|| Now::of_page().get());
    let (label, tone) = state_badge(&credential, now);
    let (kind, icon) = kind_name(credential.kind);
    let begin = credential.not_before.unwrap_or(credential.created_at);
    let life = match credential.expires_at {
        Some(end) => view! { <LifeBar begin=begin end=end /> }.into_any(),
        None => view! { <span class="credential-end">{t(txt::CREDENTIAL_NO_END)}</span> }.into_any(),
    };
    let moment = |name: Text, at: Option<Timestamp>| {
        at.map(|at| view! { <div><dt>{t(name)}</dt><dd><RelativeTime at=at /></dd></div> })
    };
    view! {
        <li class="token" data-testid="credential">
            <div class="token-who">
                <p class="token-subject">
                    <Icon icon=icon />
                    {match credential.name.clone() {
                        Some(name) => view! { <strong>{name}</strong> }.into_any(),
                        None => view! { <strong>{t(kind)}</strong> }.into_any(),
                    }}
                    {credential.last4.clone().map(|last4| view! { <code>{format!("••••{last4}")}</code> })}
                </p>
                <Badge label=t(label) tone=tone />
            </div>
            {life}
            <Actions credential=credential.clone() list />
            <dl class="token-facts">
                {fact(txt::CREDENTIAL_SUBJECT, credential.certificate_subject.clone(), false)}
                {fact(txt::CREDENTIAL_THUMBPRINT, credential.thumbprint_sha1.clone(), true)}
                {fact(txt::CREDENTIAL_X5T_S256, credential.x5t_s256.clone(), true)}
                {fact(txt::CREDENTIAL_ALGORITHM, credential.algorithm.map(|way| way.as_str().to_owned()), false)}
                {moment(txt::CREDENTIAL_ENDS, credential.expires_at)}
                {moment(txt::CREDENTIAL_ACCEPTED, credential.accepted_at.filter(|_| credential.refused_at.is_none()))}
                {moment(txt::CREDENTIAL_REFUSED_AT, credential.refused_at)}
                {moment(txt::CREDENTIAL_ADDED, Some(credential.created_at))}
            </dl>
        </li>
    }
}

fn fact(name: Text, value: Option<String>, copies: bool) -> Option<impl IntoView> {
    value.map(|value| {
        let full = value.clone();
        view! {
            <div>
                <dt>{t(name)}</dt>
                <dd><code>{value}</code>{copies.then(|| view! { <CopyButton value=full what=t(name) /> })}</dd>
            </div>
        }
    })
}

#[component]
fn Actions(credential: Credential, list: CredentialList) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let language = Language::of_page();
    let asking = RwSignal::new(false);
    let id = StoredValue::new(credential.id.to_string());
    let name = credential.name.clone();
    let (kind, _) = kind_name(credential.kind);
    let called = move || name.clone().unwrap_or_else(|| kind.get(language.now()).to_owned());
    let file = move |query: &str| {
        format!("{}{query}", routes::credential_certificate(&current.slug(), &here.id(), &id.get_value()))
    };
    let files = (credential.kind == CredentialKind::Certificate).then(|| {
        view! {
            <a class="button" href=file("") download data-testid="download-certificate">
                <Icon icon=icondata::LuDownload /><span>{t(txt::CREDENTIAL_DOWNLOAD)}</span>
            </a>
            <a class="button button-quiet" href=file("?format=pem") download>{t(txt::CREDENTIAL_DOWNLOAD_PEM)}</a>
        }
    });
    let delete = act(move || {
        let (slug, resource, id) = (current.slug(), here.id(), id.get_value());
        async move {
            api.delete_credential(&slug, &resource, &id).await?;
            list.reload();
            Ok(())
        }
    });
    let one = called();
    view! {
        <div class="token-actions">
            {files}
            {move || current.may(Permission::ResourceWrite).then(|| view! {
                <Button label=tf(txt::CREDENTIAL_REMOVE_ONE, vec![("name", one.clone())]) icon=icondata::LuTrash2 look=Look::Quiet compact=true
                    on_press=Callback::new(move |()| asking.set(true)) testid="delete-credential" />
            })}
        </div>
        <Confirm open=asking title=tf(txt::CREDENTIAL_REMOVE_ASK, vec![("name", called())]) text=t(txt::CREDENTIAL_REMOVE_TEXT)
            action=t(txt::CREDENTIAL_REMOVE) busy_label=t(txt::COMMON_DELETING) act=delete />
    }
}
