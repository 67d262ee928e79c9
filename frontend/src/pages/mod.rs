//! Pages: they render what `state` and the server say, and decide nothing themselves.

mod api_docs;
mod callback;
mod identity;
mod portal;
mod resources;
mod tenants;
mod ui_kit;

use leptos::prelude::*;

use crate::{
    components::{
        button::{LinkButton, Look},
        page::Page,
        states::EmptyState,
    },
    i18n::{t, txt},
    places::Place,
};

/// A page that stands alone.
pub(crate) fn bare(place: &Place) -> AnyView {
    match place {
        Place::Setup => view! { <identity::setup::SetupPage /> }.into_any(),
        Place::UiKit => view! { <ui_kit::UiKitPage /> }.into_any(),
        Place::Callback(id) => view! { <callback::CallbackPage callback=id.clone() /> }.into_any(),
        Place::ApiDocs => view! { <api_docs::ApiDocsPage /> }.into_any(),
        _ => view! { <identity::sign_in::SignInPage /> }.into_any(),
    }
}

/// A page inside the shell.
#[component]
pub(crate) fn Inside(place: Memo<Place>) -> impl IntoView {
    let slug = Memo::new(move |_| place.get().tenant().map(str::to_owned));
    move || match slug.get() {
        Some(slug) => view! { <tenants::frame::TenantFrame slug=slug place /> }.into_any(),
        None => (move || of_portal(&place.get())).into_any(),
    }
}

fn of_portal(place: &Place) -> AnyView {
    match place {
        Place::Home => view! { <GoHome /> }.into_any(),
        Place::Tenants => view! { <tenants::list::TenantsPage /> }.into_any(),
        Place::Catalog => view! { <portal::catalog::CatalogPage /> }.into_any(),
        Place::ApiKeys => view! { <portal::api_keys::ApiKeysPage /> }.into_any(),
        Place::Accounts => view! { <portal::accounts::AccountsPage /> }.into_any(),
        Place::Audit => view! { <portal::audit::PortalAuditPage /> }.into_any(),
        Place::Settings => view! { <portal::settings::SettingsPage /> }.into_any(),
        _ => view! { <NotFoundPage /> }.into_any(),
    }
}

/// The portal's root leads to the tenants.
#[component]
fn GoHome() -> impl IntoView {
    let navigate = leptos_router::hooks::use_navigate();
    Effect::new(move || {
        let replace = leptos_router::NavigateOptions { replace: true, ..leptos_router::NavigateOptions::default() };
        navigate(&Place::Tenants.path(), replace);
    });
}

/// No page has this address.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    view! {
        <Page title=t(txt::NOT_FOUND_TITLE)>
            <EmptyState icon=icondata::LuCompass title=t(txt::NOT_FOUND_HEADING) text=t(txt::NOT_FOUND_TEXT)>
                <LinkButton label=t(txt::NOT_FOUND_BACK) href=Place::Tenants.path() look=Look::Primary />
            </EmptyState>
        </Page>
    }
}
