//! The command palette: any tenant, page or action by a few letters, without the mouse.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::text::Locale;

use super::{
    AllTenants, ShellDialogs,
    preferences::{own_name, theme_name},
};
use crate::{
    components::{dialog::Dialog, field::fresh_id, icon::Icon},
    i18n::{Language, Text, t, txt},
    places::{Place, SettingsPlace, TenantPlace},
    preferences::{Appearance, Theme},
    session::Session,
    state::table::matches,
};

/// The most lines shown at once.
const MOST: usize = 40;

/// What a line of the palette does.
#[derive(Clone)]
enum Deed {
    Go(String),
    Language(Locale),
    Theme(Theme),
    Shortcuts,
}

/// A line of the palette.
#[derive(Clone)]
struct Entry {
    name: String,
    group: Text,
    icon: icondata::Icon,
    deed: Deed,
}

/// The palette; it opens with Ctrl K or ⌘ K.
#[component]
pub(crate) fn Palette(place: Memo<Place>) -> impl IntoView {
    let dialogs = ShellDialogs::of_page();
    view! {
        <Dialog open=dialogs.palette title=t(txt::PALETTE_TITLE) testid="palette">
            <Search place />
        </Dialog>
    }
}

#[component]
fn Search(place: Memo<Place>) -> impl IntoView {
    let language = Language::of_page();
    let tenants = AllTenants::of_page();
    let session = Session::of_page();
    let sought = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let id = fresh_id("palette");
    let list = fresh_id("palette-list");
    let found = Memo::new_with_compare(
        move |_| {
            let mut entries = pages(language.get(), &place.get(), session.administrator());
            entries.extend(tenants.0.value().unwrap_or_default().into_iter().map(|tenant| Entry {
                name: tenant.name,
                group: txt::PALETTE_TENANTS,
                icon: icondata::LuBuilding2,
                deed: Deed::Go(Place::of_tenant(&tenant.slug, TenantPlace::Overview).path()),
            }));
            entries.extend(actions(language.get()));
            entries
                .retain(|entry| matches(&format!("{} {}", entry.name, entry.group.get(language.get())), &sought.get()));
            entries.truncate(MOST);
            entries
        },
        |_, _| true,
    );
    let run = doer();
    let press = move |event: web_sys::KeyboardEvent| {
        let count = found.with(Vec::len).max(1);
        match event.key().as_str() {
            "ArrowDown" => chosen.update(|n| *n = (*n + 1) % count),
            "ArrowUp" => chosen.update(|n| *n = (*n + count - 1) % count),
            "Enter" => {
                if let Some(entry) = found.with(|entries| entries.get(chosen.get_untracked()).cloned()) {
                    run.run(entry.deed);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let option_id = {
        let list = list.clone();
        move |index: usize| format!("{list}-{index}")
    };
    let active = {
        let option_id = option_id.clone();
        move || option_id(chosen.get())
    };
    view! {
        <div class="search palette-search">
            <Icon icon=icondata::LuSearch />
            <label class="visually-hidden" for=id.clone()>{t(txt::PALETTE_TITLE)}</label>
            <input
                id=id class="input" type="text" role="combobox" aria-expanded="true" aria-autocomplete="list" autofocus=true
                aria-controls=list.clone() aria-activedescendant=active autocomplete="off" spellcheck="false"
                placeholder=t(txt::PALETTE_HINT)
                prop:value=move || sought.get()
                on:input=move |event| { sought.set(event_target_value(&event)); chosen.set(0); }
                on:keydown=press
            />
        </div>
        <div class="palette-list" id=list role="listbox" aria-label=t(txt::PALETTE_TITLE)>
            {move || {
                found.get().into_iter().enumerate().map(|(index, entry)| {
                    entry_view(index, entry, option_id(index), chosen, run)
                }).collect_view()
            }}
        </div>
        <Show when=move || found.with(Vec::is_empty)>
            <p class="muted palette-none">{t(txt::TABLE_NONE)}</p>
        </Show>
    }
}

fn entry_view(index: usize, entry: Entry, id: String, chosen: RwSignal<usize>, run: Callback<Deed>) -> impl IntoView {
    let Entry { name, group, icon, deed } = entry;
    view! {
        <div
            id=id
            class="palette-entry"
            role="option"
            aria-selected=move || (chosen.get() == index).to_string()
            on:mousemove=move |_| if chosen.get_untracked() != index { chosen.set(index) }
            on:click=move |_| run.run(deed.clone())
        >
            <Icon icon=icon />
            <span class="palette-name">{name}</span>
            <span class="muted">{t(group)}</span>
        </div>
    }
}

/// Does what a line says, and closes the palette.
fn doer() -> Callback<Deed> {
    let dialogs = ShellDialogs::of_page();
    let language = Language::of_page();
    let appearance: Appearance = expect_context();
    let navigate = use_navigate();
    Callback::new(move |deed| {
        dialogs.palette.set(false);
        match deed {
            Deed::Go(path) => navigate(&path, leptos_router::NavigateOptions::default()),
            Deed::Language(locale) => language.choose(locale),
            Deed::Theme(theme) => appearance.choose(theme),
            Deed::Shortcuts => dialogs.shortcuts.set(true),
        }
    })
}

fn pages(locale: Locale, here: &Place, administrator: bool) -> Vec<Entry> {
    let page = |text: Text, icon, place: &Place| Entry {
        name: text.get(locale).to_owned(),
        group: txt::PALETTE_PAGES,
        icon,
        deed: Deed::Go(place.path()),
    };
    let mut entries = Vec::new();
    if let Some(slug) = here.tenant() {
        let at = |place| Place::of_tenant(slug, place);
        entries.push(page(txt::NAV_OVERVIEW, icondata::LuLayoutDashboard, &at(TenantPlace::Overview)));
        let set = |place| at(TenantPlace::Settings(None, place));
        entries.push(page(txt::NAV_MIGRATIONS, icondata::LuRoute, &set(SettingsPlace::Migrations)));
        entries.push(page(txt::MIGRATIONS_ADD, icondata::LuPlus, &set(SettingsPlace::NewMigration)));
        entries.push(page(txt::NAV_CHECKS, icondata::LuStethoscope, &set(SettingsPlace::Checks)));
        entries.push(page(txt::NAV_RESOURCES, icondata::LuKeySquare, &at(TenantPlace::Resources)));
        entries.push(page(txt::RESOURCES_ADD, icondata::LuPlus, &at(TenantPlace::NewResource)));
        entries.push(page(txt::NAV_CONNECTION_STRINGS, icondata::LuCable, &set(SettingsPlace::ConnectionStrings)));
        entries.push(page(txt::NAV_VARIABLES, icondata::LuTable2, &set(SettingsPlace::Variables)));
        entries.push(page(txt::NAV_CONFIG_FILES, icondata::LuFileCode2, &set(SettingsPlace::ConfigFiles)));
        entries.push(page(txt::NAV_PEOPLE, icondata::LuUsers, &at(TenantPlace::People)));
        entries.push(page(txt::NAV_AUDIT, icondata::LuScrollText, &at(TenantPlace::Audit)));
    }
    entries.push(page(txt::NAV_TENANTS, icondata::LuBuilding2, &Place::Tenants));
    entries.push(page(txt::NAV_CATALOG, icondata::LuLibrary, &Place::Catalog));
    entries.push(page(txt::NAV_API_KEYS, icondata::LuKeyRound, &Place::ApiKeys));
    if administrator {
        entries.push(page(txt::NAV_PLAYBOOKS, icondata::LuBookOpenCheck, &Place::Playbooks));
        entries.push(page(txt::PLAYBOOKS_UPLOAD, icondata::LuFileUp, &Place::UploadPlaybook));
        entries.push(page(txt::NAV_ACCOUNTS, icondata::LuUserCog, &Place::Accounts));
        entries.push(page(txt::NAV_PORTAL_AUDIT, icondata::LuScrollText, &Place::Audit));
    }
    entries.push(page(txt::EXPLAIN_TITLE, icondata::LuMessageCircleQuestion, &Place::Explain));
    entries.push(page(txt::NAV_SETTINGS, icondata::LuSettings, &Place::Settings));
    entries.push(page(txt::NAV_API_DOCS, icondata::LuBookOpen, &Place::ApiDocs));
    entries
}

fn actions(locale: Locale) -> Vec<Entry> {
    let action = |name: String, icon, deed| Entry { name, group: txt::PALETTE_ACTIONS, icon, deed };
    let themes = Theme::ALL.into_iter().map(|theme| {
        let name = format!("{}: {}", txt::SHELL_THEME.get(locale), theme_name(theme).get(locale));
        action(name, icondata::LuSunMoon, Deed::Theme(theme))
    });
    let languages = Locale::ALL.into_iter().map(|chosen| {
        let name = format!("{}: {}", txt::SHELL_LANGUAGE.get(locale), own_name(chosen));
        action(name, icondata::LuLanguages, Deed::Language(chosen))
    });
    let help = action(txt::SHORTCUTS_TITLE.get(locale).to_owned(), icondata::LuKeyboard, Deed::Shortcuts);
    themes.chain(languages).chain([help]).collect()
}
