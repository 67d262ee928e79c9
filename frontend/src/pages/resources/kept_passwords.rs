//! Passwords that somebody asked to keep: whose, since when, and whether the provider still takes them.

use leptos::prelude::*;
use shared::{api::kept_password::KeptPassword, permission::Permission};

use super::{detail::CurrentResource, token_error::LastError, tokens::TokenList};
use crate::{
    api::Api,
    components::{
        badge::{Badge, Tone},
        button::{Button, Look},
        card::Card,
        confirm::{Confirm, act},
        icon::Icon,
        relative_time::RelativeTime,
        states::loaded,
    },
    i18n::{t, txt},
    pages::tenants::frame::CurrentTenant,
    remote::Remote,
};

/// The kept passwords of the resource; nothing where there is none.
#[component]
pub(crate) fn KeptPasswords(tokens: TokenList) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let kept = Remote::new(move || {
        // Read again with the tokens: what brought them may have changed.
        let _ = tokens.value();
        let (slug, id) = (current.slug(), here.id());
        async move { Ok(api.kept_passwords(&slug, &id).await?.items) }
    });
    let some = Memo::new(move |_| kept.value().is_some_and(|kept| !kept.is_empty()));
    move || {
        some.get().then(|| {
            view! {
                <Card title=t(txt::KEPT_TITLE) note=t(txt::KEPT_NOTE) flush=true testid="kept-passwords">
                    {loaded(kept, 1, move |kept_list| view! {
                        <ul class="kept">
                            {move || kept_list.get().into_iter().map(|password| view! { <Row password kept /> }).collect_view()}
                        </ul>
                    }.into_any())}
                </Card>
            }
        })
    }
}

#[component]
fn Row(password: KeptPassword, kept: Remote<Vec<KeptPassword>>) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let asking = RwSignal::new(false);
    let id = StoredValue::new(password.id.to_string());
    let forget = act(move || {
        let (slug, resource, id) = (current.slug(), here.id(), id.get_value());
        async move {
            api.forget_password(&slug, &resource, &id).await?;
            kept.reload();
            Ok(())
        }
    });
    let (label, tone) = match password.refused {
        None => (txt::KEPT_GOOD, Tone::Good),
        Some(_) => (txt::KEPT_REFUSED, Tone::Bad),
    };
    let username = (password.username != password.subject).then(|| password.username.clone());
    view! {
        <li class="kept-row">
            <div class="token-who">
                <p class="token-subject">
                    <Icon icon=icondata::LuKeyRound />
                    <strong>{password.subject}</strong>
                    {username.map(|name| view! { <span class="muted">{name}</span> })}
                </p>
                <Badge label=t(label) tone=tone />
                <span class="kept-since">{t(txt::KEPT_SINCE)} " " <RelativeTime at=password.kept_at /></span>
            </div>
            {move || current.may(Permission::TokenIssue).then(|| view! {
                <Button label=t(txt::KEPT_FORGET) icon=icondata::LuTrash2 look=Look::Quiet compact=true
                    on_press=Callback::new(move |()| asking.set(true)) />
            })}
            {password.refused.map(|error| view! { <LastError error /> })}
            <Confirm open=asking title=t(txt::KEPT_FORGET_ASK) text=t(txt::KEPT_FORGET_TEXT)
                action=t(txt::KEPT_FORGET) busy_label=t(txt::COMMON_DELETING) act=forget />
        </li>
    }
}
