//! Pages: they render what `state` and the server say, and decide nothing themselves.

mod api_docs;
mod callback;
mod checks;
mod consent_link;
mod identity;
mod migrations;
pub(crate) mod parts;
mod playbooks;
mod portal;
mod resources;
mod settings;
mod tenants;
mod tools;
mod types;
mod ui_kit;

use leptos::prelude::*;

use self::parts::{Part, Parts};
use crate::{
    components::{
        button::{LinkButton, Look},
        page::Page,
        states::EmptyState,
    },
    i18n::{t, txt},
    places::{Place, SettingsPlace, TenantPlace},
};

// An address that changes is seen by the page it leaves, too, for a moment: every room shows nothing for an address of
// another room, whose pages would miss what surrounds them.

/// A page that stands alone.
pub(crate) fn bare(place: &Place) -> AnyView {
    match place {
        Place::Setup => view! { <identity::setup::SetupPage /> }.into_any(),
        Place::Callback(id) => view! { <callback::CallbackPage callback=id.clone() /> }.into_any(),
        Place::Consent(token) => view! { <consent_link::ConsentLinkPage token=token.clone() /> }.into_any(),
        Place::SignIn => view! { <identity::sign_in::SignInPage /> }.into_any(),
        place if place.is_bare() => of_part(place),
        _ => ().into_any(),
    }
}

/// A page inside the shell.
#[component]
pub(crate) fn Inside(place: Memo<Place>) -> impl IntoView {
    let parts = Parts::of_page();
    // On its way while the page's own questions are answered.
    Effect::new(move || place.with(|place| Part::of(place).into_iter().for_each(|part| parts.want(part))));
    let slug = Memo::new(move |_| place.get().tenant().map(str::to_owned));
    move || match slug.get() {
        Some(slug) => view! { <tenants::frame::TenantFrame slug=slug place /> }.into_any(),
        None => (move || match place.get() {
            Place::Home => view! { <GoHome /> }.into_any(),
            place if place.is_bare() || place.tenant().is_some() => ().into_any(),
            place => of_part(&place),
        })
        .into_any(),
    }
}

/// A page of a tenant, inside what surrounds these.
fn of_tenant(place: &Place) -> AnyView {
    if place.tenant().is_some() { of_part(place) } else { ().into_any() }
}

/// A page that is in a part of the application, fetched when it is not here yet.
fn of_part(place: &Place) -> AnyView {
    match Part::of(place) {
        Some(part) => Parts::of_page().page(part, place.clone()),
        None => view! { <NotFoundPage /> }.into_any(),
    }
}

/// The pages of the part `tools`.
fn tool_pages(place: &Place) -> AnyView {
    match place {
        Place::UiKit => view! { <ui_kit::UiKitPage /> }.into_any(),
        Place::ApiDocs => view! { <api_docs::ApiDocsPage /> }.into_any(),
        _ => ().into_any(),
    }
}

/// The pages of the part `portal`.
fn portal_pages(place: &Place) -> AnyView {
    match place {
        Place::Tenants => view! { <tenants::list::TenantsPage /> }.into_any(),
        Place::Tenant(_, TenantPlace::Overview) => view! { <tenants::overview::OverviewPage /> }.into_any(),
        Place::Tenant(_, TenantPlace::People) => view! { <tenants::people::PeoplePage /> }.into_any(),
        Place::Tenant(_, TenantPlace::Audit) => view! { <portal::audit::TenantAuditPage /> }.into_any(),
        Place::Tenant(_, TenantPlace::Types) => view! { <types::TypesPage of_tenant=true /> }.into_any(),
        Place::Tenant(_, TenantPlace::Type(id)) => {
            view! { <types::TypePage id=id.clone() of_tenant=true /> }.into_any()
        }
        Place::Catalog => view! { <types::TypesPage of_tenant=false /> }.into_any(),
        Place::ResourceType(id) => view! { <types::TypePage id=id.clone() of_tenant=false /> }.into_any(),
        Place::Playbooks => view! { <playbooks::list::PlaybooksPage /> }.into_any(),
        Place::UploadPlaybook => view! { <playbooks::upload::UploadPage /> }.into_any(),
        Place::Playbook(id) => view! { <playbooks::detail::PlaybookPage id=id.clone() /> }.into_any(),
        Place::ApiKeys => view! { <portal::api_keys::ApiKeysPage /> }.into_any(),
        Place::Accounts => view! { <portal::accounts::AccountsPage /> }.into_any(),
        Place::Audit => view! { <portal::audit::PortalAuditPage /> }.into_any(),
        Place::Explain => view! { <tools::explain::ExplainPage /> }.into_any(),
        Place::Settings => view! { <portal::settings::SettingsPage /> }.into_any(),
        _ => ().into_any(),
    }
}

/// The pages of the part `resources`, all inside a tenant.
fn resource_pages(place: &Place) -> AnyView {
    let Place::Tenant(_, place) = place else { return ().into_any() };
    match place {
        TenantPlace::Resources => view! { <resources::list::ResourcesPage /> }.into_any(),
        TenantPlace::NewResource => view! { <resources::create::NewResourcePage /> }.into_any(),
        TenantPlace::Resource(id) => view! { <resources::detail::ResourcePage id=id.clone() /> }.into_any(),
        _ => ().into_any(),
    }
}

/// The pages of the part `settings`, all about an environment of a tenant.
fn settings_pages(place: &Place) -> AnyView {
    match place {
        Place::Tenant(_, TenantPlace::Settings(environment, place)) => {
            settings::frame::pages(environment.clone(), place.clone(), settings::page)
        }
        _ => ().into_any(),
    }
}

/// The pages of the part `migrations`, all about an environment of a tenant.
fn migration_pages(place: &Place) -> AnyView {
    match place {
        Place::Tenant(_, TenantPlace::Settings(environment, place)) => {
            let make = if place.list() == SettingsPlace::Checks { checks::page } else { migrations::page };
            settings::frame::pages(environment.clone(), place.clone(), make)
        }
        _ => ().into_any(),
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
