//! The connection strings of an environment.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::{
    api::connection_entry::ConnectionEntry, connection_string::kind::ConnectionKinds, permission::Permission,
};

use super::{
    super::{
        frame::{CurrentEnvironment, Environments},
        variables::keep_in_address,
    },
    crumbs,
    warnings::verdict,
};
use crate::{
    api::Api,
    components::{
        data_table::{Column, DataTable, SortKey, TableRow},
        page::Page,
        relative_time::RelativeTime,
        states::{EmptyState, loaded},
    },
    i18n::{Language, t, txt},
    pages::tenants::{add_link::add_link, frame::CurrentTenant},
    places::SettingsPlace,
    remote::Remote,
    state::{pages::Whole, table::Order},
};

type Listed = (Whole<ConnectionEntry>, Arc<ConnectionKinds>);

/// The page.
#[component]
pub(in crate::pages::settings) fn ConnectionStringsPage() -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentEnvironment::of_page();
    let listed = Remote::new(move || {
        let (tenant, environment) = (current.slug(), here.slug());
        async move {
            let entries = api.connection_entries(&tenant, &environment).await?;
            Ok((entries, Arc::new(api.connection_kinds().await?)))
        }
    });
    view! {
        <Page title=t(txt::NAV_CONNECTION_STRINGS) lead=t(txt::ENTRIES_LEAD) crumbs=crumbs(current) actions=move || add(current, here)>
            <Environments />
            {loaded(listed, 6, move |listed| view! { <List listed current here /> }.into_any())}
        </Page>
    }
}

fn add(current: CurrentTenant, here: CurrentEnvironment) -> impl IntoView {
    add_link(
        current,
        Permission::SettingsWrite,
        txt::ENTRIES_ADD,
        here.path(SettingsPlace::NewConnectionString),
        "add-entry",
    )
}

#[component]
fn List(listed: RwSignal<Listed>, current: CurrentTenant, here: CurrentEnvironment) -> impl IntoView {
    let language = Language::of_page();
    let empty = Memo::new(move |_| listed.with(|(entries, _)| entries.items.is_empty()));
    let sought = RwSignal::new(use_location().query.read_untracked().get("q").unwrap_or_default());
    keep_in_address(sought);
    let rows = Signal::derive(move || {
        let (entries, kinds) = listed.get();
        entries.items.into_iter().map(|entry| row(entry, &kinds, language, here)).collect::<Vec<_>>()
    });
    move || {
        if empty.get() {
            return view! {
                <EmptyState icon=icondata::LuCable title=t(txt::ENTRIES_EMPTY_TITLE) text=t(txt::ENTRIES_EMPTY_TEXT)>
                    {add(current, here)}
                </EmptyState>
            }
            .into_any();
        }
        let columns = vec![
            Column::new(t(txt::ENTRIES_TARGET)),
            Column::new(t(txt::ENTRIES_KIND)).wide_only(),
            Column::new(t(txt::ENTRIES_STATE)),
            Column::new(t(txt::ENTRIES_CHANGED)).wide_only(),
        ];
        let order = Order { column: 0, descending: false };
        view! {
            <div class="entries">
                <DataTable caption=t(txt::NAV_CONNECTION_STRINGS) columns=columns rows=rows order=order search_from=1
                    sought=sought testid="connection-strings" />
            </div>
        }
        .into_any()
    }
}

/// What an entry is called on pages: what it is about, else its kind.
pub(super) fn title(entry: &ConnectionEntry, kind: &str) -> String {
    entry.target.clone().unwrap_or_else(|| kind.to_owned())
}

fn row(entry: ConnectionEntry, kinds: &ConnectionKinds, language: Language, here: CurrentEnvironment) -> TableRow {
    let kind = kinds.find(&entry.kind).map(|kind| kind.name.get(language.get()).to_owned());
    let kind = kind.unwrap_or_else(|| entry.kind.clone());
    let title = title(&entry, &kind);
    let href = here.path(SettingsPlace::ConnectionString(entry.id.to_string()));
    let worst = entry.warnings.iter().map(|warning| warning.level).min();
    // The worst first, then the most.
    let weight = worst.map_or(-1, |worst| i64::try_from(entry.warnings.len()).unwrap_or(0) + 1000 * (2 - worst as i64));
    TableRow {
        key: format!("{} {} {}", entry.id, entry.version, language.get().tag()),
        search: format!("{title} {kind} {} {}", entry.name, entry.text),
        sort: vec![
            SortKey::text(&title),
            SortKey::text(&kind),
            SortKey::Number(weight),
            SortKey::Number(entry.updated_at.as_millis()),
        ],
        cells: Arc::new(move || {
            let levels: Vec<_> = entry.warnings.iter().map(|warning| warning.level).collect();
            vec![
                view! {
                    <span class="entry-name">
                        <a class="row-link" href=href.clone()>{title.clone()}</a>
                        <code class="entry-config" title=entry.name.clone()>{entry.name.clone()}</code>
                    </span>
                }
                .into_any(),
                kind.clone().into_any(),
                verdict(&levels),
                view! { <span class="entry-when">{entry.updated_by.clone()} <span class="muted">" · " <RelativeTime at=entry.updated_at /></span></span> }
                    .into_any(),
            ]
        }),
    }
}
