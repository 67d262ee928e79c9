//! The three ways to add a credential: type a secret, have a certificate made, bring one along.

use leptos::{prelude::*, task::spawn_local};
use shared::{
    api::credential::{CreateCredential, EXPIRES_AT, Generate, NAME, PASSWORD, PEM, SECRET},
    field::{FieldKind, FieldSpec},
    resource::AssertionAlgorithm,
};
use wasm_bindgen::JsCast;

use super::{credentials::CredentialList, detail::CurrentResource};
use crate::{
    api::Api,
    components::{
        drop_zone::bytes_of,
        field::{Control, Row, fresh_id},
        field_form::{FieldForm, FormHandle},
    },
    i18n::{Text, t, tf, txt},
    pages::tenants::frame::CurrentTenant,
    state::credential::{KeyFile, algorithm, end_of},
};

const ALGORITHM: FieldSpec = FieldSpec::required("algorithm", FieldKind::Text);
const NEW_SECRET: FieldSpec = FieldSpec { required: true, ..SECRET };
const PEM_TEXT: FieldSpec = FieldSpec { kind: FieldKind::MultiLine, ..PEM };

/// Sends what the form holds to the resource of this page.
#[derive(Clone, Copy)]
struct Adding {
    api: Api,
    current: CurrentTenant,
    here: CurrentResource,
    open: RwSignal<bool>,
    list: CredentialList,
}

impl Adding {
    fn to(open: RwSignal<bool>, list: CredentialList) -> Self {
        let (current, here) = (CurrentTenant::of_page(), CurrentResource::of_page());
        Self { api: Api::of_page(), current, here, open, list }
    }

    fn send(self, form: FormHandle, request: CreateCredential) {
        let (slug, id) = (self.current.slug(), self.here.id());
        form.send(async move { self.api.add_credential(&slug, &id, &request, form.once).await }, move |_| {
            self.open.set(false);
            self.list.reload();
        });
    }

    fn cancel(self) -> Callback<()> {
        Callback::new(move |()| self.open.set(false))
    }
}

fn name_row() -> Row {
    Row::new(NAME, txt::FIELD_NAME).hint(txt::CREDENTIAL_NAME_HINT)
}

fn end_row(hint: Text) -> Row {
    Row::new(EXPIRES_AT, txt::CREDENTIAL_ENDS).control(Control::Day).hint(hint)
}

fn algorithm_row() -> Row {
    let choices =
        [(AssertionAlgorithm::Ps256, txt::CREDENTIAL_PS256), (AssertionAlgorithm::Rs256, txt::CREDENTIAL_RS256)];
    let choices = choices.map(|(way, text)| (way.as_str().to_owned(), t(text).into()));
    Row::new(ALGORITHM, txt::CREDENTIAL_ALGORITHM)
        .control(Control::Choice(choices.to_vec()))
        .start(AssertionAlgorithm::default().as_str())
        .hint(txt::CREDENTIAL_ALGORITHM_HINT)
}

/// Adds a client secret.
#[component]
pub(crate) fn SecretForm(open: RwSignal<bool>, list: CredentialList) -> impl IntoView {
    let adding = Adding::to(open, list);
    let rows = vec![
        Row::new(NEW_SECRET, txt::CREDENTIAL_SECRET_VALUE).hint(txt::CREDENTIAL_SECRET_HINT),
        end_row(txt::CREDENTIAL_EXPIRES_HINT),
        name_row(),
    ];
    let form = FormHandle::new(&rows);
    let submit = Callback::new(move |()| {
        let request = form.read(|state| CreateCredential {
            name: state.given("name"),
            secret: Some(state.secret("secret")),
            expires_at: end_of(state.value("expires_at")),
            ..CreateCredential::default()
        });
        adding.send(form, request);
    });
    view! {
        <FieldForm form rows=rows submit=t(txt::CREDENTIALS_ADD_SECRET) busy_label=t(txt::CREDENTIAL_ADD_BUSY) on_submit=submit
            on_cancel=adding.cancel() testid="secret-form" />
    }
}

/// Has a key pair and a certificate made on the server.
#[component]
pub(crate) fn GenerateForm(open: RwSignal<bool>, list: CredentialList) -> impl IntoView {
    let adding = Adding::to(open, list);
    let rows = vec![name_row(), end_row(txt::CREDENTIAL_LIFE_HINT), algorithm_row()];
    let form = FormHandle::new(&rows);
    let submit = Callback::new(move |()| {
        let request = form.read(|state| CreateCredential {
            name: state.given("name"),
            generate: Some(Generate::Certificate),
            expires_at: end_of(state.value("expires_at")),
            algorithm: algorithm(state.value("algorithm")),
            ..CreateCredential::default()
        });
        adding.send(form, request);
    });
    view! {
        <p class="muted">{t(txt::CREDENTIAL_GENERATE_TEXT)}</p>
        <FieldForm form rows=rows submit=t(txt::CREDENTIALS_GENERATE) busy_label=t(txt::CREDENTIAL_GENERATE_BUSY) on_submit=submit
            on_cancel=adding.cancel() testid="generate-form" />
    }
}

/// Brings a key and its certificate along.
#[component]
pub(crate) fn ImportForm(open: RwSignal<bool>, list: CredentialList) -> impl IntoView {
    let adding = Adding::to(open, list);
    let rows = vec![
        Row::new(PASSWORD, txt::CREDENTIAL_PASSWORD),
        Row::new(PEM_TEXT, txt::CREDENTIAL_PEM).control(Control::Lines),
        algorithm_row(),
        name_row(),
    ];
    let form = FormHandle::new(&rows);
    let file = RwSignal::new(None::<KeyFile>);
    let submit = Callback::new(move |()| {
        let request = form.read(|state| {
            let (pem, pfx) = match file.get_untracked() {
                Some(KeyFile::Pfx(pfx)) if state.given("pem").is_none() => (None, Some(pfx)),
                _ => (Some(state.secret("pem")), None),
            };
            CreateCredential {
                name: state.given("name"),
                password: state.given("password").map(|_| state.secret("password")),
                pem,
                pfx,
                algorithm: algorithm(state.value("algorithm")),
                ..CreateCredential::default()
            }
        });
        adding.send(form, request);
    });
    view! {
        <p class="muted">{t(txt::CREDENTIAL_IMPORT_TEXT)}</p>
        <FileChoice form file />
        <FieldForm form rows=rows submit=t(txt::CREDENTIAL_IMPORT_SUBMIT) busy_label=t(txt::CREDENTIAL_ADD_BUSY) on_submit=submit
            on_cancel=adding.cancel() testid="import-form" />
    }
}

/// Reads the file that is chosen: PEM goes into its field, where it can be seen; PFX is kept aside.
#[component]
fn FileChoice(form: FormHandle, file: RwSignal<Option<KeyFile>>) -> impl IntoView {
    let id = fresh_id("file");
    let outcome = RwSignal::new(None::<Result<String, ()>>);
    let chosen = move |event: leptos::ev::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        let Some(picked) = input.and_then(|input| input.files()).and_then(|files| files.get(0)) else { return };
        spawn_local(async move {
            let name = picked.name();
            let known = bytes_of(&picked).await.and_then(|bytes| KeyFile::of(&bytes));
            _ = outcome.try_set(Some(if known.is_some() { Ok(name) } else { Err(()) }));
            let pem = if let Some(KeyFile::Pem(text)) = &known { text.expose().to_owned() } else { String::new() };
            _ = form.state.try_update(|state| state.type_in("pem", pem));
            _ = file.try_set(known);
        });
    };
    view! {
        <div class="file-choice">
            <label for=id.clone()>{t(txt::CREDENTIAL_FILE)}</label>
            <input id=id class="input" type="file" accept=".pfx,.p12,.pem,.crt,.key" on:change=chosen data-testid="credential-file" />
            <p class="field-hint" aria-live="polite">
                {move || outcome.get().map(|outcome| match outcome {
                    Ok(name) => tf(txt::CREDENTIAL_FILE_READ, vec![("name", name)])(),
                    Err(()) => t(txt::CREDENTIAL_FILE_UNREADABLE)().to_owned(),
                })}
            </p>
        </div>
    }
}
