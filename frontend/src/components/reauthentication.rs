//! Asks for the password once more when the server wants it, and lets the waiting action go on.

use leptos::{prelude::*, task::spawn_local};
use shared::api::session::{PASSWORD, Reauthentication};

use super::{
    dialog::Dialog,
    field::Row,
    field_form::{FieldForm, FormHandle},
};
use crate::{
    api::Api,
    i18n::{t, txt},
    state::form::FormState,
};

/// The dialog; it stands once on every page.
#[component]
pub(crate) fn ReauthenticationDialog() -> impl IntoView {
    let api = Api::of_page();
    let open = RwSignal::new(false);
    Effect::new(move || {
        if api.password_wanted.with(Option::is_some) {
            open.set(true);
        }
    });
    // Closed without an answer: the action that waits is told so.
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            answer(api, false);
        }
        now
    });
    view! {
        <Dialog open=open title=t(txt::REAUTH_TITLE) testid="reauthentication">
            <Password open />
        </Dialog>
    }
}

fn answer(api: Api, given: bool) {
    let waiting = api.password_wanted.try_update(Option::take).flatten();
    if let Some(waiting) = waiting {
        _ = waiting.send(given);
    }
}

#[component]
fn Password(open: RwSignal<bool>) -> impl IntoView {
    let api = Api::of_page();
    let rows = vec![Row::new(PASSWORD, txt::REAUTH_PASSWORD).autocomplete("current-password")];
    let form = FormHandle::new(&rows);
    let submit = Callback::new(move |()| {
        let request = Reauthentication { password: form.read(|state| state.secret("password")) };
        form.send(async move { api.reauthenticate(&request).await }, move |_| {
            _ = form.state.try_update(|state: &mut FormState| state.clear("password"));
            answer(api, true);
            spawn_local(async move { open.set(false) });
        });
    });
    view! {
        <p>{t(txt::REAUTH_TEXT)}</p>
        <FieldForm form rows=rows submit=t(txt::REAUTH_SUBMIT) busy_label=t(txt::REAUTH_BUSY) on_submit=submit
            on_cancel=Callback::new(move |()| open.set(false)) testid="reauthentication-form" />
    }
}
