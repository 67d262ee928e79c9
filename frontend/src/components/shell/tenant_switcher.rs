//! From one tenant to another, by name; stays on the same kind of page where the other tenant has it, too.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::AllTenants;
use crate::{
    components::{
        field::fresh_id,
        icon::Icon,
        menu::{Menu, MenuItem},
    },
    i18n::{Language, t, txt},
    places::{Place, TenantPlace},
    state::table::matches,
};

/// The most tenants shown at once; the search narrows them.
const MOST: usize = 50;

/// The switcher.
#[component]
pub(crate) fn TenantSwitcher(place: Memo<Place>) -> impl IntoView {
    let language = Language::of_page();
    let tenants = AllTenants::of_page();
    let here = Memo::new(move |_| place.get().tenant().map(str::to_owned));
    let text = move || match here.get() {
        None => txt::SWITCHER_NONE.get(language.get()).to_owned(),
        Some(slug) => tenants
            .0
            .value()
            .and_then(|all| all.into_iter().find(|tenant| tenant.slug == slug))
            .map_or(slug, |tenant| tenant.name),
    };
    view! {
        <Menu label=t(txt::SWITCHER_LABEL) icon=icondata::LuBuilding2 text=text testid="tenant-switcher">
            <Choices place here />
        </Menu>
    }
}

#[component]
fn Choices(place: Memo<Place>, here: Memo<Option<String>>) -> impl IntoView {
    let tenants = AllTenants::of_page();
    let sought = RwSignal::new(String::new());
    let id = fresh_id("switch");
    let found = move || {
        let mut all = tenants.0.value().unwrap_or_default();
        all.retain(|tenant| matches(&format!("{} {}", tenant.name, tenant.slug), &sought.get()));
        all.truncate(MOST);
        all
    };
    view! {
        <div class="menu-search">
            <div class="search">
                <Icon icon=icondata::LuSearch />
                <label class="visually-hidden" for=id.clone()>{t(txt::SWITCHER_SEARCH)}</label>
                <input
                    id=id type="search" class="input" autocomplete="off" placeholder=t(txt::SWITCHER_SEARCH)
                    prop:value=move || sought.get()
                    on:input=move |event| sought.set(event_target_value(&event))
                />
            </div>
        </div>
        <div class="menu-list">
            {move || {
                found()
                    .into_iter()
                    .map(|tenant| {
                        let navigate = use_navigate();
                        let slug = tenant.slug.clone();
                        let go = Callback::new(move |()| {
                            let target = elsewhere(&place.get_untracked(), &slug);
                            navigate(&target.path(), leptos_router::NavigateOptions::default());
                        });
                        let chosen = here.get().as_deref() == Some(tenant.slug.as_str());
                        view! { <MenuItem label=tenant.name chosen=chosen on_press=go /> }
                    })
                    .collect_view()
            }}
        </div>
    }
}

/// The same kind of page in another tenant; a single thing's page leads to its list.
fn elsewhere(here: &Place, slug: &str) -> Place {
    let place = match here {
        Place::Tenant(_, TenantPlace::Resource(_) | TenantPlace::NewResource) => TenantPlace::Resources,
        Place::Tenant(_, place) => place.clone(),
        _ => TenantPlace::Overview,
    };
    Place::of_tenant(slug, place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switching_keeps_the_kind_of_page() {
        let resource = Place::of_tenant("contoso", TenantPlace::Resource("r1".into()));
        assert_eq!(elsewhere(&resource, "fabrikam"), Place::of_tenant("fabrikam", TenantPlace::Resources));
        assert_eq!(elsewhere(&Place::Catalog, "fabrikam"), Place::of_tenant("fabrikam", TenantPlace::Overview));
    }
}
