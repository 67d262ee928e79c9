//! Every tenant the reader may see.

use std::sync::Arc;

use leptos::prelude::*;
use shared::api::tenant::Tenant;

use super::create::CreateTenantDialog;
use crate::{
    components::{
        badge::Tag,
        button::{Button, Look},
        data_table::{Column, DataTable, SortKey, TableRow},
        page::Page,
        relative_time::RelativeTime,
        shell::AllTenants,
        states::{EmptyState, loaded},
    },
    i18n::{t, txt},
    places::{Place, TenantPlace},
    session::Session,
    state::table::Order,
};

/// The list of tenants.
#[component]
pub(crate) fn TenantsPage() -> impl IntoView {
    let session = Session::of_page();
    let tenants = AllTenants::of_page();
    let creating = RwSignal::new(false);
    let add = move || {
        session.administrator().then(|| {
            let open = Callback::new(move |()| creating.set(true));
            view! { <Button label=t(txt::TENANTS_ADD) icon=icondata::LuPlus look=Look::Primary on_press=open testid="add-tenant" /> }
        })
    };
    view! {
        <Page title=t(txt::TENANTS_TITLE) lead=t(txt::TENANTS_LEAD) actions=move || add>
            {loaded(tenants.0, 8, move |tenants| view! { <List tenants creating /> }.into_any())}
            <CreateTenantDialog open=creating />
        </Page>
    }
}

#[component]
fn List(tenants: RwSignal<Vec<Tenant>>, creating: RwSignal<bool>) -> impl IntoView {
    let session = Session::of_page();
    let rows = Signal::derive(move || tenants.get().iter().map(row).collect::<Vec<_>>());
    let empty = Memo::new(move |_| tenants.with(Vec::is_empty));
    move || {
        if empty.get() {
            let text = if session.administrator() { txt::TENANTS_EMPTY_TEXT } else { txt::TENANTS_EMPTY_GUEST };
            view! {
                <EmptyState icon=icondata::LuBuilding2 title=t(txt::TENANTS_EMPTY_TITLE) text=t(text)>
                    {move || session.administrator().then(|| view! {
                        <Button label=t(txt::TENANTS_EMPTY_ADD) icon=icondata::LuPlus look=Look::Primary on_press=Callback::new(move |()| creating.set(true)) />
                    })}
                </EmptyState>
            }
            .into_any()
        } else {
            let columns = vec![
                Column::new(t(txt::TENANTS_NAME)),
                Column::new(t(txt::TENANTS_SLUG)),
                Column::new(t(txt::TENANTS_DOMAINS)).wide_only(),
                Column::new(t(txt::TENANTS_TAGS)).wide_only(),
                Column::new(t(txt::COMMON_UPDATED)),
            ];
            let by_name = Order { column: 0, descending: false };
            view! { <DataTable caption=t(txt::TENANTS_TITLE) columns=columns rows=rows order=by_name testid="tenants" /> }.into_any()
        }
    }
}

fn row(tenant: &Tenant) -> TableRow {
    let shown = tenant.clone();
    TableRow {
        key: format!("{} {}", tenant.id, tenant.updated_at.as_millis()),
        search: format!("{} {} {} {}", tenant.name, tenant.slug, tenant.domains.join(" "), tenant.tags.join(" ")),
        sort: vec![
            SortKey::text(&tenant.name),
            SortKey::text(&tenant.slug),
            SortKey::text(&tenant.domains.join(" ")),
            SortKey::text(&tenant.tags.join(" ")),
            SortKey::Number(tenant.updated_at.as_millis()),
        ],
        cells: Arc::new(move || cells(&shown)),
    }
}

fn cells(tenant: &Tenant) -> Vec<AnyView> {
    let href = Place::of_tenant(&tenant.slug, TenantPlace::Overview).path();
    let tags = tenant.tags.iter().map(|tag| view! { <Tag label=tag.clone() /> }).collect_view();
    vec![
        view! { <a class="row-link" href=href>{tenant.name.clone()}</a> }.into_any(),
        view! { <code>{tenant.slug.clone()}</code> }.into_any(),
        tenant.domains.join(", ").into_any(),
        view! { <span class="tags">{tags}</span> }.into_any(),
        view! { <RelativeTime at=tenant.updated_at /> }.into_any(),
    ]
}
