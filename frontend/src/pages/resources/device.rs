//! A device authorization: the code to enter at the provider, the time it has left, and how far it has come.

use std::time::Duration;

use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*};
use shared::api::device_authorization::{DeviceAuthorizationStarted, DeviceAuthorizationState as State};

use super::{detail::CurrentResource, token_error::LastError, tokens::TokenList};
use crate::{
    api::Api,
    components::{
        badge::{Badge, Tone},
        button::{Button, Look},
        copy_button::CopyButton,
        icon::Icon,
        life_bar::LifeBar,
    },
    i18n::{Text, t, txt},
    pages::tenants::frame::CurrentTenant,
    remote::Remote,
};

fn state_badge(state: State) -> (Text, Tone) {
    match state {
        State::Pending => (txt::DEVICE_PENDING, Tone::Accent),
        State::Completed => (txt::DEVICE_COMPLETED, Tone::Good),
        State::Declined => (txt::DEVICE_DECLINED, Tone::Warning),
        State::Expired => (txt::DEVICE_EXPIRED, Tone::Warning),
        State::Failed => (txt::DEVICE_FAILED, Tone::Bad),
    }
}

/// Looks at `device` every two seconds until it has ended. The server asks the provider, watched or not.
#[component]
pub(crate) fn Device(
    device: DeviceAuthorizationStarted,
    started: RwSignal<Option<DeviceAuthorizationStarted>>,
    open: RwSignal<bool>,
    list: TokenList,
) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let id = device.id.to_string();
    let seen = Remote::new(move || {
        let (slug, resource, id) = (current.slug(), here.id(), id.clone());
        async move { api.device(&slug, &resource, &id).await }
    });
    let state = Memo::new(move |_| seen.value().map_or(State::Pending, |seen| seen.state));
    let look = move || {
        if state.try_get_untracked() == Some(State::Pending) && !document().hidden() {
            seen.reload();
        }
    };
    let tick = set_interval_with_handle(look, Duration::from_secs(2));
    on_cleanup(move || drop(tick.map(|handle| handle.clear())));
    Effect::new(move || {
        if state.get() == State::Completed {
            list.reload();
        }
    });
    view! {
        <div class="device" data-testid="device">
            {
                let device = device.clone();
                move || (state.get() == State::Pending).then(|| view! { <Code device=device.clone() /> })
            }
            <div class="device-state" role="status" data-testid="device-state">
                {move || {
                    let (label, tone) = state_badge(state.get());
                    view! { <Badge label=t(label) tone=tone /> }
                }}
            </div>
            {move || seen.value().and_then(|seen| seen.problem).map(|error| view! { <LastError error /> })}
            <div class="form-actions">
                {move || matches!(state.get(), State::Declined | State::Expired | State::Failed).then(|| view! {
                    <Button label=t(txt::DEVICE_AGAIN) look=Look::Primary on_press=Callback::new(move |()| started.set(None)) />
                })}
                <Button label=t(txt::COMMON_CLOSE) on_press=Callback::new(move |()| open.set(false)) />
            </div>
        </div>
    }
}

/// What to do, while there is something to do.
#[component]
fn Code(device: DeviceAuthorizationStarted) -> impl IntoView {
    let page = device.verification_uri.clone();
    view! {
        <p class="muted">{t(txt::DEVICE_TEXT)}</p>
        <div class="device-code">
            <code data-testid="user-code">{device.user_code.clone()}</code>
            <CopyButton value=device.user_code what=t(txt::DEVICE_CODE) />
        </div>
        <a class=Look::Primary.class() href=page.clone() target="_blank" rel="noopener noreferrer" data-testid="verification-link">
            <Icon icon=icondata::LuExternalLink />
            <span>{t(txt::DEVICE_OPEN)}</span>
            <span class="visually-hidden">{t(txt::DEVICE_NEW_TAB)}</span>
        </a>
        <p class="device-page"><code>{page}</code></p>
        <LifeBar begin=device.begun_at end=device.expires_at />
        <p class="device-care">{t(txt::DEVICE_CARE)}</p>
    }
}
