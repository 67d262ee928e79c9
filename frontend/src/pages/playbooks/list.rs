//! The list.

use std::sync::Arc;

use leptos::prelude::*;
use shared::api::playbook::{PlaybookKeeping, PlaybookSummary};

use super::origin;
use crate::{
    api::Api,
    components::{
        button::{LinkButton, Look},
        data_table::{Column, DataTable, SortKey, TableRow},
        page::Page,
        relative_time::RelativeTime,
        states::{ListEnd, loaded},
    },
    i18n::{Language, t, tf, txt},
    places::Place,
    remote::Remote,
    state::{pages::Whole, table::Order},
};

/// The page.
#[component]
pub(crate) fn PlaybooksPage() -> impl IntoView {
    let api = Api::of_page();
    let listed = Remote::new(move || async move { api.playbooks().await });
    let actions = move || {
        view! {
            <LinkButton label=t(txt::PLAYBOOKS_UPLOAD) icon=icondata::LuFileUp look=Look::Primary
                href=Place::UploadPlaybook.path() testid="upload-playbook" />
        }
    };
    view! {
        <Page title=t(txt::NAV_PLAYBOOKS) lead=t(txt::PLAYBOOKS_LEAD) actions=actions>
            {loaded(listed, 8, move |listed| view! { <Table listed /> }.into_any())}
        </Page>
    }
}

#[component]
fn Table(listed: RwSignal<Whole<PlaybookSummary>>) -> impl IntoView {
    let language = Language::of_page();
    let rows = Signal::derive(move || {
        listed.with(|listed| listed.items.iter().map(|one| row(one, language)).collect::<Vec<_>>())
    });
    let columns = vec![
        Column::new(t(txt::TYPES_NAME)),
        Column::new(t(txt::PLAYBOOKS_PRODUCT)),
        Column::new(t(txt::PLAYBOOKS_VERSION)),
        Column::new(t(txt::TYPES_ORIGIN)).wide_only(),
        Column::new(t(txt::PLAYBOOKS_UPLOADED)).wide_only(),
        Column::new(t(txt::NAV_MIGRATIONS)),
    ];
    let order = Order { column: 0, descending: false };
    view! {
        <div class="playbook-table">
            <DataTable caption=t(txt::NAV_PLAYBOOKS) columns=columns rows=rows order=order testid="playbooks" />
        </div>
        <ListEnd count=Signal::derive(move || listed.with(Whole::count)) />
    }
}

fn row(one: &PlaybookSummary, language: Language) -> TableRow {
    let locale = language.get();
    let one = one.clone();
    let name = one.name.get(locale).to_owned();
    let kept = one.keeping.clone().unwrap_or_default();
    let href = Place::Playbook(one.id.clone()).path();
    TableRow {
        key: format!("{} {} {} {}", one.id, one.version, kept.migrations, locale.tag()),
        search: format!("{name} {} {}", one.id, one.product),
        sort: vec![
            SortKey::text(&name),
            SortKey::text(&one.product),
            SortKey::Number(one.version.into()),
            SortKey::Number(one.built_in.into()),
            kept.uploaded_at.map_or(SortKey::Nothing, |at| SortKey::Number(at.as_millis())),
            SortKey::Number(kept.migrations),
        ],
        cells: Arc::new(move || {
            vec![
                view! {
                    <span class="playbook-name">
                        <a class="row-link" href=href.clone()>{name.clone()}</a>
                        <code class="muted">{one.id.clone()}</code>
                    </span>
                }
                .into_any(),
                view! { <span>{one.product.clone()}</span> }.into_any(),
                view! { <span class="tabular">{one.version}</span> }.into_any(),
                origin(one.built_in),
                view! { <Uploaded kept=kept.clone() /> }.into_any(),
                view! { <span class="tabular">{kept.migrations}</span> }.into_any(),
            ]
        }),
    }
}

/// Who uploaded the newest version and when, and how many there are.
#[component]
pub(super) fn Uploaded(kept: PlaybookKeeping) -> impl IntoView {
    let PlaybookKeeping { versions, uploaded_at, uploaded_by, .. } = kept;
    let Some((at, by)) = uploaded_at.zip(uploaded_by) else {
        return view! { <span class="muted">{t(txt::COMMON_NONE)}</span> }.into_any();
    };
    let text = if versions == 1 { txt::PLAYBOOKS_VERSIONS_ONE } else { txt::PLAYBOOKS_VERSIONS };
    view! {
        <span class="playbook-uploaded">
            <span><RelativeTime at=at /> " " {tf(txt::CONFIG_FILES_BY, vec![("name", by)])}</span>
            <span class="muted">{tf(text, vec![("n", versions.to_string())])}</span>
        </span>
    }
    .into_any()
}
