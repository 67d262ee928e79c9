//! What surrounds every page once somebody is signed in: the rail at the left, the bar at the top, the palette.

pub(crate) mod account_menu;
pub(crate) mod notices;
pub(crate) mod palette;
pub(crate) mod preferences;
pub(crate) mod rail;
pub(crate) mod shortcuts;
pub(crate) mod tenant_switcher;
pub(crate) mod top_bar;

use leptos::prelude::*;
use shared::api::tenant::Tenant;

use self::{notices::UnreadNotices, palette::Palette, rail::Rail, shortcuts::Shortcuts, top_bar::TopBar};
use crate::{
    api::Api,
    i18n::{t, txt},
    places::Place,
    remote::Remote,
};

/// Every tenant the reader may see: for the list, the switcher and the palette.
#[derive(Clone, Copy)]
pub(crate) struct AllTenants(pub Remote<Vec<Tenant>>);

impl AllTenants {
    /// The tenants of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }
}

/// Which of the shell's dialogs are open.
#[derive(Clone, Copy)]
pub(crate) struct ShellDialogs {
    /// The command palette.
    pub palette: RwSignal<bool>,
    /// The list of shortcuts.
    pub shortcuts: RwSignal<bool>,
}

impl ShellDialogs {
    /// The dialogs of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }
}

/// The shell around `children`, the page at `place`.
#[component]
pub(crate) fn Shell(place: Memo<Place>, children: Children) -> impl IntoView {
    let api = Api::of_page();
    let tenants = AllTenants(Remote::new(move || api.all_tenants()));
    provide_context(tenants);
    UnreadNotices::provide(place, tenants);
    let dialogs = ShellDialogs { palette: RwSignal::new(false), shortcuts: RwSignal::new(false) };
    provide_context(dialogs);
    shortcuts::listen(dialogs);
    view! {
        <a class="skip-link" href="#content" rel="external">{t(txt::SHELL_SKIP)}</a>
        <div class="shell">
            <TopBar place />
            <Rail place />
            <main id="content" class="content" tabindex="-1">{children()}</main>
        </div>
        <Palette place />
        <Shortcuts />
    }
}
