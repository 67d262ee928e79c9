//! The navigation at the left. A page that does not exist has no line here; a new one joins with one line.

use leptos::prelude::*;
use shared::permission::Permission;

use super::{AllTenants, notices::UnreadCount};
use crate::{
    components::icon::Icon,
    i18n::{Text, t, txt},
    places::{Place, SettingsPlace, TenantPlace},
    session::Session,
};

/// A line of the navigation.
struct Line {
    text: Text,
    icon: icondata::Icon,
    place: Place,
}

fn line(text: Text, icon: icondata::Icon, place: Place) -> Line {
    Line { text, icon, place }
}

/// The lines inside a tenant, for a reader who may see people and audit, or may not.
fn tenant_lines(slug: &str, manages: bool) -> Vec<Line> {
    let at = |place| Place::of_tenant(slug, place);
    let set = |place| at(TenantPlace::Settings(None, place));
    let mut lines = vec![
        line(txt::NAV_OVERVIEW, icondata::LuLayoutDashboard, at(TenantPlace::Overview)),
        line(txt::NAV_MIGRATIONS, icondata::LuRoute, set(SettingsPlace::Migrations)),
        line(txt::NAV_RESOURCES, icondata::LuKeySquare, at(TenantPlace::Resources)),
        line(txt::NAV_TYPES, icondata::LuLibrary, at(TenantPlace::Types)),
        line(txt::NAV_CONNECTION_STRINGS, icondata::LuCable, set(SettingsPlace::ConnectionStrings)),
        line(txt::NAV_VARIABLES, icondata::LuTable2, set(SettingsPlace::Variables)),
        line(txt::NAV_CONFIG_FILES, icondata::LuFileCode2, set(SettingsPlace::ConfigFiles)),
        line(txt::NAV_CHECKS, icondata::LuStethoscope, set(SettingsPlace::Checks)),
    ];
    if manages {
        lines.push(line(txt::NAV_PEOPLE, icondata::LuUsers, at(TenantPlace::People)));
        lines.push(line(txt::NAV_AUDIT, icondata::LuScrollText, at(TenantPlace::Audit)));
    }
    lines
}

/// The lines about the portal as a whole.
fn portal_lines(administrator: bool) -> Vec<Line> {
    let mut lines = vec![
        line(txt::NAV_CATALOG, icondata::LuLibrary, Place::Catalog),
        line(txt::NAV_API_KEYS, icondata::LuKeyRound, Place::ApiKeys),
    ];
    if administrator {
        lines.insert(1, line(txt::NAV_PLAYBOOKS, icondata::LuBookOpenCheck, Place::Playbooks));
        lines.push(line(txt::NAV_ACCOUNTS, icondata::LuUserCog, Place::Accounts));
        lines.push(line(txt::NAV_PORTAL_AUDIT, icondata::LuScrollText, Place::Audit));
    }
    lines.push(line(txt::NAV_SETTINGS, icondata::LuSettings, Place::Settings));
    lines
}

/// The lines of tools that belong to no tenant.
fn tool_lines() -> Vec<Line> {
    vec![line(txt::EXPLAIN_TITLE, icondata::LuMessageCircleQuestion, Place::Explain)]
}

/// The navigation.
#[component]
pub(crate) fn Rail(place: Memo<Place>) -> impl IntoView {
    let session = Session::of_page();
    let tenants = AllTenants::of_page();
    let slug = Memo::new(move |_| place.get().tenant().map(str::to_owned));
    let known = move |slug: &str| tenants.0.value().and_then(|all| all.into_iter().find(|tenant| tenant.slug == slug));
    let inside = move || {
        let slug = slug.get()?;
        let tenant = known(&slug);
        let manages = session.may(tenant.as_ref().and_then(|tenant| tenant.role), Permission::PeopleManage);
        let name = tenant.map_or_else(|| slug.clone(), |tenant| tenant.name);
        Some(view! {
            <div class="rail-group">
                <p class="rail-heading" title=name.clone()>{name.clone()}</p>
                {lines_view(tenant_lines(&slug, manages), place)}
            </div>
        })
    };
    view! {
        <nav class="rail" id="rail" popover="auto" aria-label=t(txt::NAV_LABEL)>
            <div class="rail-group">
                {lines_view(vec![line(txt::NAV_TENANTS, icondata::LuBuilding2, Place::Tenants)], place)}
            </div>
            {inside}
            <div class="rail-group">
                <p class="rail-heading">{t(txt::NAV_TOOLS)}</p>
                {lines_view(tool_lines(), place)}
            </div>
            <div class="rail-group">
                <p class="rail-heading">{t(txt::NAV_PORTAL)}</p>
                {move || lines_view(portal_lines(session.administrator()), place)}
            </div>
            <div class="rail-foot">
                <a class="rail-line" href=Place::ApiDocs.path()>
                    <Icon icon=icondata::LuBookOpen />
                    <span>{t(txt::NAV_API_DOCS)}</span>
                </a>
            </div>
        </nav>
    }
}

fn lines_view(lines: Vec<Line>, here: Memo<Place>) -> impl IntoView {
    lines
        .into_iter()
        .map(|Line { text, icon, place }| {
            let href = place.path();
            let counts = matches!(place, Place::Tenant(_, TenantPlace::Settings(None, SettingsPlace::Checks)));
            let current = move || is_current(&here.get(), &place).then_some("page");
            view! {
                <a class="rail-line" href=href aria-current=current on:click=|_| close()>
                    <Icon icon=icon />
                    <span>{t(text)}</span>
                    {counts.then(|| view! { <UnreadCount /> })}
                </a>
            }
        })
        .collect_view()
}

/// Whether the reader is on `place` or below it.
fn is_current(here: &Place, place: &Place) -> bool {
    if here == place {
        return true;
    }
    match (here, place) {
        (
            Place::Tenant(at, TenantPlace::NewResource | TenantPlace::Resource(_)),
            Place::Tenant(of, TenantPlace::Resources),
        )
        | (Place::Tenant(at, TenantPlace::Type(_)), Place::Tenant(of, TenantPlace::Types)) => at == of,
        (Place::Tenant(at, TenantPlace::Settings(_, here)), Place::Tenant(of, TenantPlace::Settings(None, line))) => {
            at == of && here.list() == *line
        }
        (Place::ResourceType(_), Place::Catalog) | (Place::UploadPlaybook | Place::Playbook(_), Place::Playbooks) => {
            true
        }
        _ => false,
    }
}

/// In a narrow window the rail lies over the page; following a link puts it away.
fn close() {
    use wasm_bindgen::JsCast;
    let rail = document().get_element_by_id("rail").and_then(|rail| rail.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(rail) = rail {
        drop(rail.hide_popover());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_lights_up_the_resources_line() {
        let at = |place| Place::of_tenant("contoso", place);
        assert!(is_current(&at(TenantPlace::Resource("r".into())), &at(TenantPlace::Resources)));
        assert!(!is_current(&at(TenantPlace::Resources), &at(TenantPlace::Overview)));
        let variables = |environment: Option<&str>| {
            at(TenantPlace::Settings(environment.map(str::to_owned), SettingsPlace::Variables))
        };
        assert!(is_current(&variables(Some("test")), &variables(None)));
        let set = |place| at(TenantPlace::Settings(None, place));
        assert!(is_current(&set(SettingsPlace::NewConnectionString), &set(SettingsPlace::ConnectionStrings)));
        let step = SettingsPlace::MigrationStep("m".into(), "s".into());
        assert!(is_current(&set(step), &set(SettingsPlace::Migrations)));
        assert!(!is_current(&set(SettingsPlace::ConfigFile("f".into())), &set(SettingsPlace::ConnectionStrings)));
        assert!(!is_current(&Place::of_tenant("fabrikam", TenantPlace::NewResource), &at(TenantPlace::Resources)));
    }
}
