//! Signing in, and back to where one was.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate};
use shared::{
    api::session::{EMAIL, PASSWORD, SignIn},
    field::{FieldKind, FieldSpec},
};

use crate::{
    api::Api,
    app::ask_who,
    components::{
        field::Row,
        field_form::{FieldForm, FormHandle},
        page::BarePage,
    },
    i18n::{Language, t, txt},
    pages::parts::{Part, Parts},
    places::safe_return,
    session::{Session, Who},
    state::form::FormState,
};

/// The sign-in page.
#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    let api = Api::of_page();
    let session = Session::of_page();
    let language = Language::of_page();
    let query = use_location().query;
    // As the server does: a malformed address is an unknown account, not a hint.
    let email = FieldSpec { kind: FieldKind::Text, ..EMAIL };
    let rows = vec![
        Row::new(email, txt::FIELD_EMAIL).autocomplete("username"),
        Row::new(PASSWORD, txt::FIELD_PASSWORD).autocomplete("current-password"),
    ];
    let form = FormHandle::new(&rows);
    let navigate = use_navigate();
    // Whoever is signed in already, or becomes so, goes on to where they wanted to be.
    Effect::new(move || {
        if matches!(session.0.get(), Who::Somebody(_)) {
            let target = safe_return(query.get_untracked().get("return").as_deref());
            let replace = leptos_router::NavigateOptions { replace: true, ..leptos_router::NavigateOptions::default() };
            navigate(&target, replace);
        }
    });
    let parts = Parts::of_page();
    let submit = Callback::new(move |()| {
        // On its way while the password is being checked: the first page inside needs it.
        parts.want(Part::Portal);
        let request = form
            .read(|state| SignIn { email: state.value("email").trim().to_owned(), password: state.secret("password") });
        form.send(async move { api.sign_in(&request).await }, move |_| {
            _ = form.state.try_update(|state: &mut FormState| state.clear("password"));
            ask_who(api, session, language);
        });
    });
    view! {
        <BarePage title=t(txt::SIGN_IN_TITLE)>
            <p class="muted">{t(txt::SIGN_IN_LEAD)}</p>
            <FieldForm form rows=rows submit=t(txt::SIGN_IN_SUBMIT) busy_label=t(txt::SIGN_IN_BUSY) on_submit=submit testid="sign-in-form" />
        </BarePage>
    }
}
