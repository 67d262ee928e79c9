//! The first administrator. The one-time token comes in the address's fragment and leaves it at once.

use leptos::{ev, prelude::*};
use leptos_router::hooks::use_navigate;
use shared::{
    api::{
        session::{EMAIL, NAME, NEW_PASSWORD, SignIn},
        setup::SetupRequest,
    },
    secret::SecretText,
};
use wasm_bindgen::JsValue;

use crate::{
    api::Api,
    app::ask_who,
    components::{
        button::{LinkButton, Look},
        field::Row,
        field_form::{FieldForm, FormHandle},
        page::BarePage,
        states::{EmptyState, loaded},
    },
    i18n::{Language, t, txt},
    places::Place,
    remote::Remote,
    session::Session,
};

/// The page of the set-up link.
#[component]
pub(crate) fn SetupPage() -> impl IntoView {
    let api = Api::of_page();
    let token = StoredValue::new(take_fragment());
    let state = Remote::new(move || api.setup_state());
    // The whole link pasted over a broken one changes the fragment only, and the page stays.
    let again = window_event_listener(ev::hashchange, move |_| {
        let pasted = take_fragment();
        if !pasted.is_empty() {
            token.set_value(pasted);
            state.reload();
        }
    });
    on_cleanup(move || again.remove());
    view! {
        <BarePage title=t(txt::SETUP_TITLE)>
            {loaded(state, 4, move |state| {
                let needed = state.get_untracked().needed;
                if !needed {
                    view! { <SetupDone /> }.into_any()
                } else if token.with_value(SecretText::is_empty) {
                    view! {
                        <EmptyState icon=icondata::LuLink title=t(txt::SETUP_NO_TOKEN_TITLE) text=t(txt::SETUP_NO_TOKEN_TEXT) />
                    }.into_any()
                } else {
                    view! { <SetupForm token /> }.into_any()
                }
            })}
        </BarePage>
    }
}

#[component]
fn SetupDone() -> impl IntoView {
    view! {
        <EmptyState icon=icondata::LuCircleCheck title=t(txt::SETUP_DONE_TITLE) text=t(txt::SETUP_DONE_TEXT)>
            <LinkButton label=t(txt::SIGN_IN_SUBMIT) href=Place::SignIn.path() look=Look::Primary />
        </EmptyState>
    }
}

#[component]
fn SetupForm(token: StoredValue<SecretText>) -> impl IntoView {
    let api = Api::of_page();
    let session = Session::of_page();
    let language = Language::of_page();
    let rows = vec![
        Row::new(NAME, txt::FIELD_NAME).autocomplete("name"),
        Row::new(EMAIL, txt::FIELD_EMAIL).autocomplete("username"),
        Row::new(NEW_PASSWORD, txt::FIELD_PASSWORD).hint(txt::FIELD_PASSWORD_HINT).autocomplete("new-password"),
    ];
    let form = FormHandle::new(&rows);
    let navigate = use_navigate();
    let submit = Callback::new(move |()| {
        let request = form.read(|state| SetupRequest {
            token: token.get_value(),
            email: state.value("email").trim().to_owned(),
            name: state.value("name").trim().to_owned(),
            password: state.secret("password"),
            locale: language.now(),
        });
        let navigate = navigate.clone();
        let work = async move {
            api.set_up(&request).await?;
            // A server that already began a session ignores this one; otherwise the new account signs in at once.
            api.sign_in(&SignIn { email: request.email.clone(), password: request.password.clone() }).await
        };
        form.send(work, move |_| {
            ask_who(api, session, language);
            navigate(&Place::Tenants.path(), leptos_router::NavigateOptions::default());
        });
    });
    view! {
        <p class="muted">{t(txt::SETUP_LEAD)}</p>
        <FieldForm form rows=rows submit=t(txt::SETUP_SUBMIT) busy_label=t(txt::SETUP_BUSY) on_submit=submit testid="setup-form" />
    }
}

/// Reads the fragment and removes it from the address bar and the history.
fn take_fragment() -> SecretText {
    let location = window().location();
    let fragment = location.hash().unwrap_or_default();
    if !fragment.is_empty()
        && let Ok(history) = window().history()
    {
        drop(history.replace_state_with_url(&JsValue::NULL, "", Some(&Place::Setup.path())));
    }
    SecretText::new(fragment.trim_start_matches('#'))
}
