//! The exact requests that follow from the grid, changes included; secrets are starred.

use leptos::prelude::*;
use shared::{api::catalog::Acquisition, resource::Phase};

use super::detail::CurrentResource;
use crate::{
    components::{card::Card, code_block::CodeBlock},
    i18n::{t, txt},
    state::parameters::Grid,
};

/// The requests.
#[component]
pub(crate) fn Requests(grid: RwSignal<Grid>) -> impl IntoView {
    let here = CurrentResource::of_page();
    let acquisition = Memo::new(move |_| here.acquisition());
    let authorization = move || grid.with(Grid::authorization_preview);
    let body = move |phase| grid.with(|grid| grid.body_preview(phase, acquisition.get()));
    let text = move |preview: Option<String>| preview.unwrap_or_default();
    let there = move |preview: Option<String>| preview.is_some();
    view! {
        <Card title=t(txt::PREVIEW_TITLE) note=t(txt::PREVIEW_NOTE) testid="requests">
            <div class="stack-sm">
                <Show when=move || acquisition.get() == Acquisition::Browser && there(authorization())>
                    <CodeBlock code=move || text(authorization()) label=t(txt::PHASE_AUTHORIZATION) wrap=true />
                </Show>
                <Show when=move || there(body(Phase::Token))>
                    <CodeBlock code=move || text(body(Phase::Token)) label=t(txt::PHASE_TOKEN) wrap=true />
                </Show>
                <Show when=move || acquisition.get() != Acquisition::Server && there(body(Phase::Refresh))>
                    <CodeBlock code=move || text(body(Phase::Refresh)) label=t(txt::PHASE_REFRESH) wrap=true />
                </Show>
                <Show when=move || !there(body(Phase::Token)) && !there(authorization())>
                    <p class="muted">{t(txt::PREVIEW_NONE)}</p>
                </Show>
            </div>
        </Card>
    }
}
