//! The types that may be used: built-in ones, the portal's, the tenant's, with search and how much each is used.

use std::sync::Arc;

use leptos::prelude::*;
use shared::api::{
    page::Page as Listed,
    resource_type::{ResourceTypeEntry, TypeOrigin},
};

use super::{Types, import::ImportButton, origin_badge};
use crate::{
    api::Api,
    components::{
        data_table::{Column, DataTable, SortKey, TableRow},
        page::Page,
        relative_time::RelativeTime,
        states::loaded,
    },
    i18n::{Language, t, txt},
    remote::Remote,
    state::table::Order,
};

/// The list.
#[component]
pub(crate) fn TypesPage(of_tenant: bool) -> impl IntoView {
    let api = Api::of_page();
    let types = Types::of_page(of_tenant);
    let listed = Remote::new(move || {
        let holder = types.holder();
        async move { api.types(&holder).await }
    });
    let lead = if of_tenant { txt::TYPES_LEAD } else { txt::CATALOG_LEAD };
    let title = if of_tenant { txt::NAV_TYPES } else { txt::NAV_CATALOG };
    let actions = move || view! { {move || types.may_write().then(|| view! { <ImportButton types /> })} };
    view! {
        <Page title=t(title) lead=t(lead) crumbs=types.crumbs() actions=actions>
            {loaded(listed, 8, move |listed| view! { <Table types listed /> }.into_any())}
        </Page>
    }
}

#[component]
fn Table(types: Types, listed: RwSignal<Listed<ResourceTypeEntry>>) -> impl IntoView {
    let language = Language::of_page();
    let rows = Signal::derive(move || {
        listed.with(|page| page.items.iter().map(|entry| row(entry, types, language)).collect::<Vec<_>>())
    });
    let columns = vec![
        Column::new(t(txt::TYPES_NAME)),
        Column::new(t(txt::TYPES_ORIGIN)),
        Column::new(t(txt::TYPES_USED)),
        Column::new(t(txt::COMMON_UPDATED)).wide_only(),
    ];
    let order = Order { column: 1, descending: true };
    view! { <DataTable caption=t(txt::NAV_CATALOG) columns=columns rows=rows order=order search_from=1 testid="types" /> }
}

fn row(entry: &ResourceTypeEntry, types: Types, language: Language) -> TableRow {
    let entry = entry.clone();
    let text = entry.kind.description.get(language.get()).to_owned();
    let rank = match entry.origin {
        TypeOrigin::BuiltIn => 0,
        TypeOrigin::Portal => 1,
        TypeOrigin::Tenant => 2,
    };
    let href = types.type_path(entry.kind.id.as_str());
    TableRow {
        key: format!("{} {}", entry.kind.id, language.get().tag()),
        search: format!("{} {} {text}", entry.kind.name, entry.kind.id),
        sort: vec![
            SortKey::text(&entry.kind.name),
            SortKey::Number(rank),
            entry.resources.map_or(SortKey::Nothing, |n| SortKey::Number(i64::try_from(n).unwrap_or(i64::MAX))),
            entry.updated_at.map_or(SortKey::Nothing, |at| SortKey::Number(at.as_millis())),
        ],
        cells: Arc::new(move || {
            vec![
                view! { <a class="row-link" href=href.clone()>{entry.kind.name.clone()}</a> }.into_any(),
                origin_badge(entry.origin),
                entry.resources.map(|n| view! { <span class="tabular">{n.to_string()}</span> }).into_any(),
                entry.updated_at.map(|at| view! { <RelativeTime at=at /> }).into_any(),
            ]
        }),
    }
}
