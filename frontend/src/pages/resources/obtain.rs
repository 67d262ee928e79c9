//! Obtaining a token: in the browser at the provider, with a code on any device, with a password, with a refresh token
//! that is handed in, or by the server alone. Which of them is the grant's to say.

use leptos::prelude::*;
use shared::{
    api::{
        authorization::{SUBJECT, StartAuthorization},
        catalog::Acquisition,
        device_authorization::{DeviceAuthorizationStarted, StartDeviceAuthorization},
        token::{AcquireToken, PASSWORD, REFRESH_TOKEN, USERNAME},
    },
    field::{FieldKind, FieldSpec},
    secret::SecretText,
};

use super::{detail::CurrentResource, device::Device, tokens::TokenList};
use crate::{
    api::Api,
    components::{
        field::{Control, Row},
        field_form::{FieldForm, FormHandle},
    },
    i18n::{Text, t, txt},
    pages::tenants::frame::CurrentTenant,
    places::TenantPlace,
    state::{form::FormState, way_back},
};

const KEEP: FieldSpec = FieldSpec::optional("keep", FieldKind::Text);

/// What obtaining a token is called, by what it takes.
pub(crate) fn action_name(acquisition: Acquisition) -> Option<(Text, Text)> {
    match acquisition {
        Acquisition::Browser => Some((txt::TOKENS_AUTHORIZE, txt::TOKENS_AUTHORIZE_BUSY)),
        Acquisition::Device => Some((txt::TOKENS_DEVICE, txt::TOKENS_DEVICE_BUSY)),
        Acquisition::Server => Some((txt::TOKENS_ACQUIRE, txt::TOKENS_ACQUIRE_BUSY)),
        Acquisition::Password => Some((txt::TOKENS_PASSWORD, txt::TOKENS_PASSWORD_BUSY)),
        Acquisition::HandedIn => Some((txt::TOKENS_HAND_IN, txt::TOKENS_HAND_IN_BUSY)),
        Acquisition::None => None,
    }
}

/// What happens when one begins.
fn what_happens(acquisition: Acquisition) -> Text {
    match acquisition {
        Acquisition::Browser => txt::TOKENS_AUTHORIZE_TEXT,
        Acquisition::Device => txt::TOKENS_DEVICE_TEXT,
        Acquisition::Password => txt::TOKENS_PASSWORD_TEXT,
        Acquisition::HandedIn => txt::TOKENS_HAND_IN_TEXT,
        Acquisition::Server | Acquisition::None => txt::TOKENS_ACQUIRE_TEXT,
    }
}

/// What has to be told, besides what the resource knows.
fn rows(acquisition: Acquisition, delegated: bool, subject: &str) -> Vec<Row> {
    let mailbox = || Row::new(SUBJECT, txt::TOKENS_SUBJECT).hint(txt::TOKENS_SUBJECT_HINT).start(subject);
    match acquisition {
        Acquisition::Password => vec![
            Row::new(FieldSpec { required: true, ..USERNAME }, txt::TOKENS_USERNAME)
                .hint(txt::TOKENS_USERNAME_HINT)
                .start(subject),
            Row::new(FieldSpec { required: true, ..PASSWORD }, txt::TOKENS_PASSWORD_FIELD),
            Row::new(KEEP, txt::TOKENS_KEEP).hint(txt::TOKENS_KEEP_HINT).control(Control::Check),
        ],
        Acquisition::HandedIn => vec![
            Row::new(FieldSpec { required: true, ..REFRESH_TOKEN }, txt::TOKENS_REFRESH_TOKEN)
                .hint(txt::TOKENS_REFRESH_TOKEN_HINT),
            mailbox(),
        ],
        _ if delegated => vec![mailbox()],
        _ => Vec::new(),
    }
}

/// What the server is asked for.
fn request(state: &FormState) -> AcquireToken {
    let secret = |text: &str| Some(text).filter(|text| !text.is_empty()).map(SecretText::new);
    AcquireToken {
        subject: state.given("subject"),
        username: state.given("username"),
        // A password may begin or end with a space; nothing else may.
        password: secret(state.value("password")),
        keep: state.value("keep") == "true",
        audience: None,
        refresh_token: secret(state.value("refresh_token").trim()),
    }
}

/// The dialog's contents: the form, then for a device its code.
#[component]
pub(crate) fn Obtain(open: RwSignal<bool>, list: TokenList, #[prop(into)] subject: Signal<String>) -> impl IntoView {
    let started = RwSignal::new(None::<DeviceAuthorizationStarted>);
    move || match started.get() {
        Some(device) => view! { <Device device started open list /> }.into_any(),
        None => view! { <ObtainForm started open list subject=subject.get_untracked() /> }.into_any(),
    }
}

#[component]
fn ObtainForm(
    started: RwSignal<Option<DeviceAuthorizationStarted>>,
    open: RwSignal<bool>,
    list: TokenList,
    subject: String,
) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let grant = untrack(|| here.grant());
    let acquisition = grant.as_ref().map_or(Acquisition::None, |grant| grant.acquisition);
    let rows = rows(acquisition, grant.as_ref().is_some_and(|grant| grant.delegated), &subject);
    let form = FormHandle::new(&rows);
    let submit = Callback::new(move |()| {
        let (slug, id) = (current.slug(), here.id());
        let request = form.read(request);
        match acquisition {
            Acquisition::Browser => {
                let start = StartAuthorization { subject: request.subject };
                form.send(async move { api.authorize(&slug, &id, &start).await }, move |started| {
                    way_back::remember(started.id.as_str(), &current.path(TenantPlace::Resource(here.id())));
                    drop(window().location().assign(&started.authorize_url));
                });
            }
            Acquisition::Device => {
                let start = StartDeviceAuthorization { subject: request.subject };
                form.send(async move { api.begin_device(&slug, &id, &start).await }, move |device| {
                    started.set(Some(device));
                });
            }
            _ => form.send(async move { api.acquire(&slug, &id, &request).await }, move |_| {
                open.set(false);
                list.reload();
            }),
        }
    });
    let (label, busy) = action_name(acquisition).unwrap_or((txt::TOKENS_ACQUIRE, txt::TOKENS_ACQUIRE_BUSY));
    // What opened the dialog is not what its button does.
    let label = match acquisition {
        Acquisition::Password | Acquisition::HandedIn => txt::AUDIENCE_OBTAIN,
        _ => label,
    };
    view! {
        <p class="muted">{t(what_happens(acquisition))}</p>
        <FieldForm form rows=rows submit=t(label) busy_label=t(busy) on_submit=submit
            on_cancel=Callback::new(move |()| open.set(false)) testid="obtain-form" />
    }
}
