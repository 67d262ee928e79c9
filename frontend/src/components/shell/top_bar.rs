//! The bar at the top: brand, tenant, palette, language, theme, account.

use leptos::prelude::*;

use super::{
    ShellDialogs,
    account_menu::AccountMenu,
    preferences::{LanguageMenu, ThemeMenu},
    tenant_switcher::TenantSwitcher,
};
use crate::{
    components::icon::Icon,
    i18n::{t, txt},
    places::Place,
};

/// The bar.
#[component]
pub(crate) fn TopBar(place: Memo<Place>) -> impl IntoView {
    let dialogs = ShellDialogs::of_page();
    view! {
        <header class="top-bar">
            <button
                type="button"
                class="button button-quiet is-compact rail-button"
                popovertarget="rail"
                aria-label=t(txt::NAV_LABEL)
            >
                <Icon icon=icondata::LuMenu />
            </button>
            <a class="brand" href=Place::Tenants.path()>
                <span class="brand-mark" aria-hidden="true"></span>
                <span class="brand-name">"Consentry"</span>
            </a>
            <TenantSwitcher place />
            <button
                type="button"
                class="palette-button"
                data-testid="palette-button"
                on:click=move |_| dialogs.palette.set(true)
            >
                <Icon icon=icondata::LuSearch />
                <span class="palette-button-text">{t(txt::PALETTE_OPEN)}</span>
                <kbd class="palette-button-keys">"Ctrl K"</kbd>
            </button>
            <div class="top-tools">
                <LanguageMenu />
                <ThemeMenu />
                <AccountMenu />
            </div>
        </header>
    }
}
