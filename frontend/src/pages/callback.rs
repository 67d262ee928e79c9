//! Where providers send the browser back to. What came with the address leaves it at once; the server decides.

use leptos::prelude::*;
use shared::{
    api::{
        admin_consent::{AdminConsent, CompleteAdminConsent},
        authorization::CompleteAuthorization,
        consent_request::{RefusedConsent, RefusedConsentLink},
    },
    ids::{AdminConsentId, AuthorizationId},
};
use wasm_bindgen::JsValue;

use super::{
    consent_link::result::{LinkRefused, LinkReturn},
    resources::permission_state::CheckSummary,
};
use crate::{
    api::Api,
    components::{
        button::{LinkButton, Look},
        page::BarePage,
        states::{EmptyState, ProblemNote, Skeleton},
    },
    failure::Failure,
    i18n::{Text, t, tf, txt},
    places::Place,
    remote::{Load, Remote},
    session::{Session, Who},
    state::{
        callback::{self, Return},
        way_back,
    },
};

/// The page behind the callback URL `callback`.
#[component]
pub(crate) fn CallbackPage(callback: String) -> impl IntoView {
    let session = Session::of_page();
    let came = match take_query(&callback) {
        // Whoever holds a link is nobody here, and has no session to wait for.
        Some(Return::Link(id, request)) => {
            return view! { <BarePage title=t(txt::CONSENT_PAGE_TITLE)><LinkReturn id request /></BarePage> }
                .into_any();
        }
        came => StoredValue::new(came),
    };
    let back = came.with_value(|came| came.as_ref().and_then(|came| way_back::recall(came.id())));
    let back = StoredValue::new(back.unwrap_or_else(|| Place::Tenants.path()));
    let stage = Memo::new(move |_| match session.0.get() {
        Who::Asking => 0,
        Who::Nobody => 1,
        Who::Somebody(_) | Who::Failed(_) => 2,
    });
    view! {
        <BarePage title=t(txt::RETURN_TITLE)>
            {move || match (stage.get(), came.get_value()) {
                (0, _) => view! { <Skeleton lines=3 /> }.into_any(),
                (stage, Some(Return::Refusal(request))) => view! { <Refusal request stranger={stage == 1} /> }.into_any(),
                (1, Some(Return::Consent(..))) => view! { <Stranger /> }.into_any(),
                (1, _) => view! { <SignedOut /> }.into_any(),
                (_, None) => view! {
                    <EmptyState icon=icondata::LuUnplug title=t(txt::RETURN_EMPTY_TITLE) text=t(txt::RETURN_EMPTY_TEXT)>
                        <LinkButton label=t(txt::NOT_FOUND_BACK) href=Place::Tenants.path() />
                    </EmptyState>
                }.into_any(),
                (_, Some(Return::Authorization(id, request))) => {
                    view! { <Completion id request back=back.get_value() /> }.into_any()
                }
                (_, Some(Return::Consent(id, request))) => {
                    view! { <Consent id request back=back.get_value() /> }.into_any()
                }
                // Shown above, whoever is signed in.
                (_, Some(Return::Link(..))) => ().into_any(),
            }}
        </BarePage>
    }
    .into_any()
}

/// Reads what the provider appended and removes it from the address bar and the history.
fn take_query(callback: &str) -> Option<Return> {
    let search = window().location().search().unwrap_or_default();
    if let Ok(history) = window().history() {
        let bare = Place::Callback(callback.to_owned()).path();
        drop(history.replace_state_with_url(&JsValue::NULL, "", Some(&bare)));
    }
    callback::read(&search, callback)
}

#[component]
fn SignedOut() -> impl IntoView {
    view! {
        <EmptyState icon=icondata::LuLogIn title=t(txt::RETURN_SIGNED_OUT_TITLE) text=t(txt::RETURN_SIGNED_OUT_TEXT)>
            <LinkButton label=t(txt::SIGN_IN_SUBMIT) href=Place::SignIn.path() look=Look::Primary />
        </EmptyState>
    }
}

/// A directory's administrator who was sent the address and has no account here.
#[component]
fn Stranger() -> impl IntoView {
    view! {
        <div data-testid="consent-stranger">
            <EmptyState icon=icondata::LuHeartHandshake title=t(txt::RETURN_STRANGER_TITLE) text=t(txt::RETURN_STRANGER_TEXT)>
                <LinkButton label=t(txt::SIGN_IN_SUBMIT) href=Place::SignIn.path() />
            </EmptyState>
        </div>
    }
}

/// A refusal that does not say what it belongs to; the server may know it by what this browser began.
#[component]
fn Refusal(request: RefusedConsentLink, stranger: bool) -> impl IntoView {
    let api = Api::of_page();
    let error = StoredValue::new(request.error.clone());
    let request = StoredValue::new(request);
    let answer = Remote::new(move || {
        let request = request.get_value();
        async move { api.refused_consent_link(&request).await }
    });
    move || match answer.get() {
        Load::Loading => view! { <Skeleton lines=3 /> }.into_any(),
        Load::Ready(RefusedConsent { link: Some(link) }) => view! { <LinkRefused link /> }.into_any(),
        _ if stranger => view! { <StrayStranger error=error.get_value() /> }.into_any(),
        _ => view! { <Stray error=error.get_value() /> }.into_any(),
    }
}

/// A refusal that belongs to nothing that is known.
#[component]
fn Stray(error: String) -> impl IntoView {
    view! {
        <div data-testid="stray-refusal">
            <EmptyState icon=icondata::LuUnplug title=t(txt::RETURN_STRAY_TITLE) text=tf(txt::RETURN_STRAY_TEXT, vec![("error", error)])>
                <LinkButton label=t(txt::NOT_FOUND_BACK) href=Place::Tenants.path() />
            </EmptyState>
        </div>
    }
}

/// The same to somebody without an account, who was sent an address or a link.
#[component]
fn StrayStranger(error: String) -> impl IntoView {
    let text = tf(txt::RETURN_STRAY_STRANGER, vec![("error", error)]);
    view! {
        <div data-testid="stray-refusal">
            <EmptyState icon=icondata::LuUnplug title=t(txt::RETURN_STRAY_TITLE) text=text />
        </div>
    }
}

#[component]
fn Completion(id: AuthorizationId, request: CompleteAuthorization, back: String) -> impl IntoView {
    let api = Api::of_page();
    // The code is good for one use: asked once, whatever else changes on the page.
    let once = StoredValue::new(Some(request));
    let answer = Remote::new(move || {
        let id = id.clone();
        let request = once.try_update_value(Option::take).flatten().unwrap_or_default();
        async move { api.complete(id.as_str(), &request).await }
    });
    let back = StoredValue::new(back);
    move || match answer.get() {
        Load::Loading => view! { <p class="muted">{t(txt::RETURN_BUSY)}</p> <Skeleton lines=3 /> }.into_any(),
        Load::Ready(_) => view! { <Obtained back=back.get_value() /> }.into_any(),
        Load::Failed(failure) => view! { <Refused text=txt::RETURN_FAILED failure back=back.get_value() /> }.into_any(),
    }
}

#[component]
fn Consent(id: AdminConsentId, request: CompleteAdminConsent, back: String) -> impl IntoView {
    let api = Api::of_page();
    let once = StoredValue::new(Some(request));
    let answer = Remote::new(move || {
        let id = id.clone();
        let request = once.try_update_value(Option::take).flatten().unwrap_or_default();
        async move { api.complete_consent(id.as_str(), &request).await }
    });
    let back = StoredValue::new(back);
    move || match answer.get() {
        Load::Loading => view! { <p class="muted">{t(txt::RETURN_CONSENT_BUSY)}</p> <Skeleton lines=3 /> }.into_any(),
        Load::Ready(consent) => view! { <Consented consent back=back.get_value() /> }.into_any(),
        Load::Failed(failure) => {
            view! { <Refused text=txt::RETURN_CONSENT_FAILED failure back=back.get_value() /> }.into_any()
        }
    }
}

/// What the administrator's yes was worth.
#[component]
fn Consented(consent: AdminConsent, back: String) -> impl IntoView {
    view! {
        <div class="stack" data-testid="consent-complete">
            {match consent.check {
                Some(check) => view! { <CheckSummary check /> }.into_any(),
                None => view! { <p>{t(txt::RETURN_CONSENT_UNPROVEN)}</p> }.into_any(),
            }}
            <div class="form-actions">
                <LinkButton label=t(txt::RETURN_CONSENT_BACK) href=back look=Look::Primary />
            </div>
        </div>
    }
}

/// Where `back` leads to.
fn back_label(back: &str) -> Text {
    if way_back::leads_to_migration(back) {
        txt::RETURN_MIGRATION_BACK
    } else if back == Place::Tenants.path() {
        txt::NOT_FOUND_BACK
    } else {
        txt::RETURN_DONE_BACK
    }
}

#[component]
fn Obtained(back: String) -> impl IntoView {
    let label = back_label(&back);
    view! {
        <div data-testid="authorization-complete">
            <EmptyState icon=icondata::LuCircleCheck title=t(txt::RETURN_DONE_TITLE) text=t(txt::RETURN_DONE_TEXT)>
                <LinkButton label=t(label) href=back look=Look::Primary />
            </EmptyState>
        </div>
    }
}

#[component]
fn Refused(text: Text, failure: Failure, back: String) -> impl IntoView {
    view! {
        <p>{t(text)}</p>
        <ProblemNote failure=failure />
        <div class="form-actions">
            <LinkButton label=t(txt::RETURN_AGAIN) href=back look=Look::Primary />
        </div>
    }
}
