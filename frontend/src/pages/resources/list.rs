//! A tenant's resources.

use std::sync::Arc;

use leptos::prelude::*;
use shared::{
    api::{catalog::Catalog, resource::Resource},
    permission::Permission,
    resource::LintLevel,
};

use crate::{
    api::Api,
    components::{
        badge::{Badge, Tone},
        data_table::{Column, DataTable, SortKey, TableRow},
        page::Page,
        relative_time::RelativeTime,
        states::{EmptyState, ListEnd, loaded},
    },
    i18n::{Language, t, tf, txt},
    pages::tenants::{add_link::add_link, frame::CurrentTenant},
    places::{Place, TenantPlace},
    remote::Remote,
    state::{pages::Whole, table::Order},
};

type Listed = (Whole<Resource>, Catalog);

/// The list of resources.
#[component]
pub(crate) fn ResourcesPage() -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let listed = Remote::new(move || {
        let slug = current.slug();
        async move { Ok((api.resources(&slug).await?, api.catalog(Some(&slug)).await?)) }
    });
    let crumbs = vec![
        (t(txt::TENANTS_TITLE).into(), Place::Tenants.path()),
        ((move || current.name()).into(), current.path(TenantPlace::Overview)),
    ];
    view! {
        <Page title=t(txt::RESOURCES_TITLE) lead=t(txt::RESOURCES_LEAD) crumbs=crumbs actions=move || add(current)>
            {loaded(listed, 6, move |listed| view! { <List listed /> }.into_any())}
        </Page>
    }
}

fn add(current: CurrentTenant) -> impl IntoView {
    add_link(
        current,
        Permission::ResourceWrite,
        txt::RESOURCES_ADD,
        current.path(TenantPlace::NewResource),
        "add-resource",
    )
}

#[component]
fn List(listed: RwSignal<Listed>) -> impl IntoView {
    let current = CurrentTenant::of_page();
    let language = Language::of_page();
    let rows = Signal::derive(move || {
        let (resources, catalog) = listed.get();
        resources
            .items
            .into_iter()
            .map(|resource| row(resource, &catalog, language, &current.slug()))
            .collect::<Vec<_>>()
    });
    let empty = Memo::new(move |_| listed.with(|(resources, _)| resources.items.is_empty()));
    move || {
        if empty.get() {
            return view! {
                <EmptyState icon=icondata::LuKeySquare title=t(txt::RESOURCES_EMPTY_TITLE) text=t(txt::RESOURCES_EMPTY_TEXT)>
                    {add(current)}
                </EmptyState>
            }
            .into_any();
        }
        let columns = vec![
            Column::new(t(txt::RESOURCES_NAME)),
            Column::new(t(txt::RESOURCES_TYPE)),
            Column::new(t(txt::RESOURCES_GRANT)).wide_only(),
            Column::new(t(txt::RESOURCES_STATE)),
            Column::new(t(txt::COMMON_UPDATED)).wide_only(),
        ];
        let order = Order { column: 0, descending: false };
        let count = Signal::derive(move || listed.with(|(resources, _)| resources.count()));
        view! {
            <DataTable caption=t(txt::RESOURCES_TITLE) columns=columns rows=rows order=order testid="resources" />
            <ListEnd count=count />
        }
        .into_any()
    }
}

fn row(resource: Resource, catalog: &Catalog, language: Language, slug: &str) -> TableRow {
    let kind = catalog.resource_types.iter().find(|kind| kind.id == resource.kind);
    let kind = kind.map_or_else(|| resource.kind.to_string(), |kind| kind.name.clone());
    let grant = catalog.grants.iter().find(|grant| grant.id == resource.grant);
    let grant = grant.map_or_else(|| resource.grant.clone(), |grant| grant.name.get(language.get()).to_owned());
    let place = TenantPlace::Resource(resource.id.to_string());
    let href = Place::of_tenant(slug, place).path();
    TableRow {
        key: format!("{} {} {}", resource.id, resource.updated_at.as_millis(), language.get().tag()),
        search: format!("{} {kind} {grant}", resource.name),
        sort: vec![
            SortKey::text(&resource.name),
            SortKey::text(&kind),
            SortKey::text(&grant),
            SortKey::Number(i64::try_from(pressing(&resource)).unwrap_or(i64::MAX)),
            SortKey::Number(resource.updated_at.as_millis()),
        ],
        cells: Arc::new(move || {
            vec![
                view! { <a class="row-link" href=href.clone()>{resource.name.clone()}</a> }.into_any(),
                kind.clone().into_any(),
                grant.clone().into_any(),
                condition(&resource),
                view! { <RelativeTime at=resource.updated_at /> }.into_any(),
            ]
        }),
    }
}

/// How many findings want somebody to act.
fn pressing(resource: &Resource) -> usize {
    resource.findings.iter().filter(|finding| finding.level != LintLevel::Note).count()
}

/// Whether the resource has what a token takes.
pub(crate) fn condition(resource: &Resource) -> AnyView {
    if resource.endpoints.token.is_none() {
        return view! { <Badge label=t(txt::RESOURCES_NO_ENDPOINTS) tone=Tone::Warning /> }.into_any();
    }
    let pressing = pressing(resource);
    if pressing == 0 {
        return view! { <Badge label=t(txt::RESOURCES_COMPLETE) tone=Tone::Good /> }.into_any();
    }
    let count = pressing.to_string();
    view! { <Badge label=tf(txt::RESOURCES_WARNINGS, vec![("n", count)]) tone=Tone::Warning /> }.into_any()
}
