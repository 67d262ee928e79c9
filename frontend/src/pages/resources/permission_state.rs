//! What a check found, in words: one line for all of it, and what keeps it from proving anything.

use leptos::prelude::*;
use shared::api::permission::{ApiProof, PermissionCheck, PermissionState};

use super::token_error::LastError;
use crate::{
    components::{
        badge::{Badge, Tone},
        icon::Icon,
        relative_time::RelativeTime,
    },
    i18n::{Text, t, tf, txt},
};

/// How a state is shown.
pub(crate) fn state_badge(state: PermissionState) -> (Text, Tone) {
    match state {
        PermissionState::Granted => (txt::PERMISSIONS_GRANTED, Tone::Good),
        PermissionState::Partly => (txt::PERMISSIONS_PARTLY, Tone::Warning),
        PermissionState::Missing => (txt::PERMISSIONS_MISSING, Tone::Bad),
        PermissionState::Waiting => (txt::PERMISSIONS_WAITING, Tone::Neutral),
        PermissionState::Unreadable => (txt::PERMISSIONS_UNREADABLE, Tone::Neutral),
        PermissionState::OtherApi => (txt::PERMISSIONS_OTHER_API, Tone::Bad),
        PermissionState::OtherDirectory => (txt::PERMISSIONS_OTHER_DIRECTORY, Tone::Bad),
        PermissionState::NoToken => (txt::PERMISSIONS_NO_TOKEN, Tone::Bad),
    }
}

fn sentence(state: PermissionState) -> Text {
    match state {
        PermissionState::Granted => txt::PERMISSIONS_GRANTED_TEXT,
        PermissionState::Partly => txt::PERMISSIONS_PARTLY_TEXT,
        PermissionState::Missing => txt::PERMISSIONS_MISSING_TEXT,
        PermissionState::Waiting => txt::PERMISSIONS_WAITING_TEXT,
        PermissionState::Unreadable => txt::PERMISSIONS_UNREADABLE_TEXT,
        PermissionState::OtherApi => txt::PERMISSIONS_OTHER_API_TEXT,
        PermissionState::OtherDirectory => txt::PERMISSIONS_OTHER_DIRECTORY_TEXT,
        PermissionState::NoToken => txt::PERMISSIONS_NO_TOKEN_TEXT,
    }
}

/// The whole of a check: the state, what it means, what is granted and missing, and why there is no proof.
#[component]
pub(crate) fn CheckSummary(check: PermissionCheck) -> impl IntoView {
    view! {
        <CheckState check=check.clone() />
        {check.apis.into_iter().map(|proof| view! { <Names proof /> }).collect_view()}
    }
}

/// The state of a check, what it means, and who looked when.
#[component]
pub(crate) fn CheckState(check: PermissionCheck) -> impl IntoView {
    let (label, tone) = state_badge(check.state);
    let reasons =
        check.apis.iter().cloned().map(|proof| view! { <Reason proof expected=check.directory_id.clone() /> });
    let reasons = reasons.collect_view();
    view! {
        <div class="proof" data-testid="permission-state" data-state=check.state.as_str()>
            <p class="proof-line">
                <Badge label=t(label) tone=tone />
                <span class="muted proof-when">
                    {tf(txt::PERMISSIONS_CHECKED_BY, vec![("name", check.checked_by)])} " " <RelativeTime at=check.checked_at />
                </span>
            </p>
            <p>{t(sentence(check.state))}</p>
            {check.again_at.is_some().then(|| view! {
                <div class=format!("note {}", Tone::Accent.class()) data-testid="on-its-way">
                    <Icon icon=icondata::LuHourglass />
                    <p>{t(txt::PERMISSIONS_ON_ITS_WAY)}</p>
                </div>
            })}
            {reasons}
        </div>
    }
}

/// Why the token of an API proves nothing, where it does not.
#[component]
fn Reason(proof: ApiProof, expected: Option<String>) -> impl IntoView {
    let fact = |text: Text, places: Vec<(&'static str, String)>| {
        view! { <p class="proof-fact">{tf(text, places)}</p> }.into_any()
    };
    match (proof.state, proof.problem) {
        (_, Some(problem)) => view! { <LastError error=problem /> }.into_any(),
        (PermissionState::OtherDirectory, _) => {
            let found = proof.directory_id.unwrap_or_default();
            fact(txt::PERMISSIONS_DIRECTORIES, vec![("found", found), ("expected", expected.unwrap_or_default())])
        }
        (PermissionState::OtherApi, _) => {
            fact(txt::PERMISSIONS_AUDIENCE, vec![("found", proof.audience.unwrap_or_default()), ("api", proof.name)])
        }
        _ => ().into_any(),
    }
}

/// Names granted, missing, and who can grant those.
#[component]
fn Names(proof: ApiProof) -> impl IntoView {
    let list = |text: Text, names: Vec<String>| {
        (!names.is_empty()).then(|| view! {
            <div><dt>{t(text)}</dt><dd>{names.into_iter().map(|name| view! { <code>{name}</code> " " }).collect_view()}</dd></div>
        })
    };
    let grantors = proof.grantors.join(", ");
    view! {
        <dl class="token-facts">
            {list(txt::PERMISSIONS_GRANTED, proof.granted)}
            {list(txt::PERMISSIONS_MISSING, proof.missing)}
            {(!grantors.is_empty()).then(|| view! { <div><dt>{t(txt::PERMISSIONS_GRANTORS)}</dt><dd>{grantors}</dd></div> })}
        </dl>
    }
}
