//! States, badges, life bars, moments.

use leptos::prelude::*;
use shared::problem::Problem;

use super::{Shelf, Specimen};
use crate::{
    clock::Now,
    components::{
        badge::{Badge, Tag, Tone},
        button::{Button, Look},
        life_bar::LifeBar,
        progress::Progress,
        relative_time::RelativeTime,
        states::{EmptyState, ProblemNote, Skeleton},
    },
    failure::Failure,
    i18n::{t, txt},
};

/// Everything that tells.
#[component]
pub(crate) fn Feedback() -> impl IntoView {
    let now = untrack(|| Now::of_page().get());
    view! {
        <Shelf title=t(txt::KIT_BADGES)>
            <Specimen of="badge">
                <div class="cluster">
                    <Badge label=t(txt::TOKEN_VALID) tone=Tone::Good />
                    <Badge label=t(txt::TOKEN_CONSENT) tone=Tone::Warning />
                    <Badge label=t(txt::TOKEN_CONFIGURATION) tone=Tone::Bad />
                    <Badge label=t(txt::ENVIRONMENTS_DEFAULT) tone=Tone::Accent />
                    <Badge label=t(txt::TOKEN_EXPIRED) />
                    <Tag label="contoso.com" />
                </div>
            </Specimen>
            <Specimen of="life_bar">
                <div class="kit-lives">
                    <LifeBar begin=now.plus_seconds(-600) end=now.plus_seconds(3000) />
                    <LifeBar begin=now.plus_seconds(-3300) end=now.plus_seconds(300) />
                    <LifeBar begin=now.plus_seconds(-7200) end=now.plus_seconds(-3600) />
                </div>
            </Specimen>
            <Specimen of="progress">
                <div class="kit-lives"><Progress done=3 total=30 /><Progress done=30 total=30 /></div>
            </Specimen>
            <Specimen of="relative_time">
                <div class="cluster">
                    <RelativeTime at=now />
                    <RelativeTime at=now.plus_seconds(-7200) />
                    <RelativeTime at=now.plus_seconds(86_400 * 40) />
                </div>
            </Specimen>
        </Shelf>
        <Shelf title=t(txt::KIT_STATES)>
            <Specimen of="states">
                <Skeleton lines=4 />
                <EmptyState icon=icondata::LuBuilding2 title=t(txt::TENANTS_EMPTY_TITLE) text=t(txt::TENANTS_EMPTY_TEXT)>
                    <Button label=t(txt::TENANTS_EMPTY_ADD) icon=icondata::LuPlus look=Look::Primary />
                </EmptyState>
                <ProblemNote failure=Failure::Network retry=Callback::new(|()| ()) />
                <ProblemNote failure=Failure::Problem(Box::new(sample())) />
            </Specimen>
        </Shelf>
    }
}

/// A problem as the server words it.
fn sample() -> Problem {
    Problem {
        kind: "urn:consentry:problem:oauth.invalid_client".to_owned(),
        title: "The provider does not accept the client".to_owned(),
        status: 409,
        detail: "The client secret of this resource has expired.".to_owned(),
        code: "oauth.invalid_client".to_owned(),
        request_id: "0192f3a1-77aa-7c3e-9f00-5c0e4f1d2a3b".to_owned(),
        remedy: Some("Create a new client secret at the provider and put its value here.".to_owned()),
        errors: Vec::new(),
        index: None,
        dependents: Vec::new(),
        conflicts: Vec::new(),
        step: None,
        provider_code: Some("AADSTS7000222".to_owned()),
        correlation_id: None,
        class: Some(shared::provider_error::ErrorClass::Configuration),
        who: Some(shared::provider_error::WhoActs::ApplicationOwner),
    }
}
