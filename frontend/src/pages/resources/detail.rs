//! One resource: its tokens first, its configuration beside them.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::{
    api::{
        catalog::{Acquisition, Catalog, GrantDescriptor},
        resource::Resource,
    },
    problem::ProblemCode,
};

use super::{configuration::Configuration, list::condition, permissions::Permissions, tokens::Tokens};
use crate::{
    api::{Answer, Api},
    components::{
        button::LinkButton,
        page::Page,
        states::{EmptyState, loaded},
        tabs::{Tab, Tabs},
    },
    i18n::{t, txt},
    pages::tenants::frame::CurrentTenant,
    places::{Place, TenantPlace},
    remote::{Load, Remote},
    state::version::{Seen, Version},
};

/// The resource of this page, and what the server says about its kind.
#[derive(Clone, Copy)]
pub(crate) struct CurrentResource {
    /// The resource; follows changes.
    pub(crate) resource: RwSignal<Seen<Resource>>,
    /// Types, grants, client authentication.
    pub(crate) catalog: StoredValue<Catalog>,
}

impl CurrentResource {
    /// The resource of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    /// Its id.
    pub(crate) fn id(self) -> String {
        self.resource.with_untracked(|resource| resource.id.to_string())
    }

    /// Takes over what the server stored.
    pub(crate) fn stored(self, resource: Seen<Resource>) {
        _ = self.resource.try_set(resource);
    }

    /// Its version, right now.
    pub(crate) fn version(self) -> Option<Version> {
        self.resource.with_untracked(|resource| resource.version.clone())
    }

    /// Reads it again, and shows it.
    pub(crate) async fn read_again(self, api: Api, tenant: &str) -> Answer<Seen<Resource>> {
        let resource = api.resource(tenant, &self.id()).await?;
        self.stored(resource.clone());
        Ok(resource)
    }

    /// Its grant; follows changes.
    pub(crate) fn grant(self) -> Option<GrantDescriptor> {
        let id = self.resource.with(|resource| resource.grant.clone());
        self.catalog.with_value(|catalog| catalog.grants.iter().find(|grant| grant.id == id).cloned())
    }

    /// What obtaining a token takes; follows changes.
    pub(crate) fn acquisition(self) -> Acquisition {
        self.grant().map_or(Acquisition::None, |grant| grant.acquisition)
    }
}

/// The page of the resource `id`.
#[component]
pub(crate) fn ResourcePage(id: String) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let remote = Remote::new(move || {
        let (slug, id) = (current.slug(), id.clone());
        async move { Ok((api.resource(&slug, &id).await?, api.catalog(Some(&slug)).await?)) }
    });
    let missing =
        Memo::new(move |_| matches!(remote.get(), Load::Failed(failure) if failure.is(ProblemCode::NotFound)));
    move || {
        if missing.get() {
            return view! { <NoSuchResource /> }.into_any();
        }
        loaded(remote, 8, move |loaded| {
            let (resource, catalog) = loaded.get_untracked();
            let here = CurrentResource { resource: RwSignal::new(resource), catalog: StoredValue::new(catalog) };
            Effect::new(move || here.resource.set(loaded.get().0));
            provide_context(here);
            view! { <Parts /> }.into_any()
        })
        .into_any()
    }
}

#[component]
fn Parts() -> impl IntoView {
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    // Of the whole address: what a route alone knows does not follow from page to page.
    let query = use_location().query;
    let tab = Memo::new(move |_| match query.get().get("tab").as_deref() {
        Some(part @ ("configuration" | "permissions")) => part.to_owned(),
        _ => "tokens".to_owned(),
    });
    let crumbs = vec![
        (t(txt::TENANTS_TITLE).into(), Place::Tenants.path()),
        ((move || current.name()).into(), current.path(TenantPlace::Overview)),
        (t(txt::RESOURCES_TITLE).into(), current.path(TenantPlace::Resources)),
    ];
    let tabs = vec![
        Tab { id: "tokens", label: t(txt::RESOURCE_TAB_TOKENS).into(), icon: icondata::LuTicketCheck },
        Tab { id: "permissions", label: t(txt::RESOURCE_TAB_PERMISSIONS).into(), icon: icondata::LuShieldCheck },
        Tab {
            id: "configuration",
            label: t(txt::RESOURCE_TAB_CONFIGURATION).into(),
            icon: icondata::LuSlidersHorizontal,
        },
    ];
    let path = current.path(TenantPlace::Resource(here.id()));
    let name = move || here.resource.with(|resource| resource.name.clone());
    view! {
        <Page title=name crumbs=crumbs badges=move || view! { {move || condition(&here.resource.get())} }>
            <Tabs tabs=tabs path=path current=tab label=t(txt::RESOURCE_TABS) />
            {move || match tab.get().as_str() {
                "configuration" => view! { <Configuration /> }.into_any(),
                "permissions" => view! { <Permissions /> }.into_any(),
                _ => view! { <Tokens /> }.into_any(),
            }}
        </Page>
    }
}

#[component]
fn NoSuchResource() -> impl IntoView {
    let current = CurrentTenant::of_page();
    view! {
        <Page title=t(txt::RESOURCE_MISSING_TITLE)>
            <EmptyState icon=icondata::LuKeySquare title=t(txt::RESOURCE_MISSING_HEADING) text=t(txt::RESOURCE_MISSING_TEXT)>
                <LinkButton label=t(txt::RESOURCE_MISSING_BACK) href=current.path(TenantPlace::Resources) />
            </EmptyState>
        </Page>
    }
}
