//! The consents that were asked for, and what became of each.

use leptos::prelude::*;
use shared::api::admin_consent::{AdminConsent, AdminConsentState};

use super::{permission_state::state_badge, token_error::LastError};
use crate::{
    components::{
        badge::{Badge, Tone},
        card::Card,
        relative_time::RelativeTime,
        states::{EmptyState, loaded},
    },
    i18n::{Text, t, tf, txt},
    remote::Remote,
};

/// The consents of this page, and the way to load them again.
pub(crate) type Consents = Remote<Vec<AdminConsent>>;

fn consent_badge(state: AdminConsentState) -> (Text, Tone) {
    match state {
        AdminConsentState::Pending => (txt::CONSENT_PENDING, Tone::Accent),
        AdminConsentState::Completed => (txt::CONSENT_COMPLETED, Tone::Good),
        AdminConsentState::Refused => (txt::CONSENT_REFUSED, Tone::Warning),
        AdminConsentState::WrongDirectory => (txt::CONSENT_WRONG_DIRECTORY, Tone::Bad),
        AdminConsentState::Expired => (txt::CONSENT_EXPIRED, Tone::Neutral),
    }
}

/// The list, the newest first.
#[component]
pub(crate) fn ConsentHistory(consents: Consents) -> impl IntoView {
    view! {
        <Card title=t(txt::CONSENT_HISTORY) note=t(txt::CONSENT_HISTORY_NOTE) flush=true testid="consents">
            {loaded(consents, 2, move |shown| view! {
                {move || if shown.with(Vec::is_empty) {
                    view! { <EmptyState icon=icondata::LuHeartHandshake title=t(txt::CONSENT_EMPTY_TITLE) text=t(txt::CONSENT_EMPTY_TEXT) /> }.into_any()
                } else {
                    view! { <ul class="tokens">{shown.get().into_iter().map(|consent| view! { <Row consent /> }).collect_view()}</ul> }.into_any()
                }}
            }.into_any())}
        </Card>
    }
}

#[component]
fn Row(consent: AdminConsent) -> impl IntoView {
    let (label, tone) = consent_badge(consent.state);
    let proof = consent.check.as_ref().map(|check| state_badge(check.state));
    let wrong = (consent.state == AdminConsentState::WrongDirectory).then(|| {
        let places = vec![("found", consent.answered_by.unwrap_or_default()), ("expected", consent.directory_id)];
        view! { <p class="proof-fact">{tf(txt::CONSENT_DIRECTORIES, places)}</p> }
    });
    view! {
        <li class="consent" data-testid="consent" data-state=consent.state.as_str()>
            <p class="consent-line">
                <Badge label=t(label) tone=tone />
                {proof.map(|(label, tone)| view! { <Badge label=t(label) tone=tone /> })}
                <span class="muted">{tf(txt::CONSENT_BY, vec![("name", consent.begun_by)])} " " <RelativeTime at=consent.begun_at /></span>
            </p>
            {(consent.state == AdminConsentState::Pending).then(|| view! {
                <p class="proof-fact">{t(txt::CONSENT_ENDS)} " " <RelativeTime at=consent.expires_at /></p>
            })}
            {(consent.state == AdminConsentState::Expired).then(|| view! { <p class="proof-fact">{t(txt::CONSENT_EXPIRED_TEXT)}</p> })}
            {wrong}
            {consent.problem.map(|error| view! { <LastError error /> })}
        </li>
    }
}
