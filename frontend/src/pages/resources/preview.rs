//! The exact requests that follow from the grid, changes included; secrets are starred.

use leptos::prelude::*;
use shared::resource::RequestKind;

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
    let request = move |which| grid.with(|grid| grid.preview(which, acquisition.get()));
    let labelled = [
        (RequestKind::Authorization, txt::PHASE_AUTHORIZATION),
        (RequestKind::DeviceAuthorization, txt::PHASE_DEVICE),
        (RequestKind::Token, txt::PHASE_TOKEN),
        (RequestKind::Refresh, txt::PHASE_REFRESH),
    ];
    let block = move |(which, label)| {
        view! {
            <Show when=move || request(which).is_some()>
                <CodeBlock code=move || request(which).unwrap_or_default() label=t(label) wrap=true />
            </Show>
        }
    };
    let none = move || RequestKind::ALL.into_iter().all(|which| request(which).is_none());
    view! {
        <Card title=t(txt::PREVIEW_TITLE) note=t(txt::PREVIEW_NOTE) testid="requests">
            <div class="stack-sm">
                {labelled.map(block).collect_view()}
                <Show when=none>
                    <p class="muted">{t(txt::PREVIEW_NONE)}</p>
                </Show>
            </div>
        </Card>
    }
}
