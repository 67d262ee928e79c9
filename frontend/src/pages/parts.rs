//! The application comes in parts: what is needed to sign in and to stand in the shell is in the main file, the pages
//! are in files of their own that are fetched when the first of their pages is opened.
//!
//! A part is a function that is marked for the bundler and gives the function that builds its pages. Nothing but that
//! mark may name the pages of a part, or they are in the main file after all. Few parts: code that two of them share,
//! and the main file does not have, becomes one more file for that combination.

use leptos::{prelude::*, task::spawn_local, wasm_split::SplitLoaderError};

use super::{migration_pages, portal_pages, resource_pages, settings_pages, tool_pages};
use crate::{
    components::{
        button::{Button, Look},
        page::{BarePage, Page},
        states::{EmptyState, Skeleton},
    },
    i18n::{t, txt},
    places::{Place, TenantPlace},
};

/// Builds the page of an address.
pub(crate) type Pages = fn(&Place) -> AnyView;

/// A file of its own, with the pages that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Tenants and the portal as a whole.
    Portal,
    /// Resources and their tokens.
    Resources,
    /// What is set in an environment.
    Settings,
    /// Migrations and their checks.
    Migrations,
    /// What builders of pages and of clients look at.
    Tools,
}

/// Each of these functions moves what only it can reach into the file that is named after the part. Its answer exists
/// when that file is there.
mod files {
    #![expect(clippy::unnecessary_wraps, reason = "the mark makes of it what fetches the file, and that can fail")]

    use leptos::wasm_split::{SplitLoaderError, wasm_split};

    use super::{Pages, migration_pages, portal_pages, resource_pages, settings_pages, tool_pages};

    type Answer = Result<Pages, SplitLoaderError>;

    #[wasm_split(portal, wasm_split_path = leptos::wasm_split, fallible)]
    pub(super) fn portal() -> Answer {
        Ok(portal_pages)
    }

    #[wasm_split(resources, wasm_split_path = leptos::wasm_split, fallible)]
    pub(super) fn resources() -> Answer {
        Ok(resource_pages)
    }

    #[wasm_split(settings, wasm_split_path = leptos::wasm_split, fallible)]
    pub(super) fn settings() -> Answer {
        Ok(settings_pages)
    }

    #[wasm_split(migrations, wasm_split_path = leptos::wasm_split, fallible)]
    pub(super) fn migrations() -> Answer {
        Ok(migration_pages)
    }

    #[wasm_split(tools, wasm_split_path = leptos::wasm_split, fallible)]
    pub(super) fn tools() -> Answer {
        Ok(tool_pages)
    }
}

impl Part {
    /// The part that the page of `place` is in; nothing: it is in the main file.
    pub(crate) fn of(place: &Place) -> Option<Self> {
        match place {
            Place::Tenant(_, TenantPlace::Resources | TenantPlace::NewResource | TenantPlace::Resource(_)) => {
                Some(Self::Resources)
            }
            Place::Tenant(_, TenantPlace::Settings(_, place)) if place.of_migrations() => Some(Self::Migrations),
            Place::Tenant(_, TenantPlace::Settings(..)) => Some(Self::Settings),
            Place::UiKit | Place::ApiDocs => Some(Self::Tools),
            Place::Setup | Place::SignIn | Place::Callback(_) | Place::Consent(_) | Place::Home | Place::Unknown => {
                None
            }
            _ => Some(Self::Portal),
        }
    }

    async fn fetch(self) -> Result<Pages, SplitLoaderError> {
        match self {
            Self::Portal => files::portal().await,
            Self::Resources => files::resources().await,
            Self::Settings => files::settings().await,
            Self::Migrations => files::migrations().await,
            Self::Tools => files::tools().await,
        }
    }
}

#[derive(Clone, Copy)]
enum Stage {
    Away,
    Coming,
    Here(Pages),
    Failed,
}

/// Which parts are here.
#[derive(Clone, Copy)]
pub(crate) struct Parts([RwSignal<Stage>; 5]);

impl Parts {
    /// For everything below: none of them is here.
    pub(crate) fn provide() {
        provide_context(Self([(); 5].map(|()| RwSignal::new(Stage::Away))));
    }

    /// The parts of this application.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    fn stage(self, part: Part) -> RwSignal<Stage> {
        let [portal, resources, settings, migrations, tools] = self.0;
        match part {
            Part::Portal => portal,
            Part::Resources => resources,
            Part::Settings => settings,
            Part::Migrations => migrations,
            Part::Tools => tools,
        }
    }

    /// Fetches `part` unless it is here or on its way; one that failed is tried again.
    pub(crate) fn want(self, part: Part) {
        let stage = self.stage(part);
        if matches!(stage.get_untracked(), Stage::Coming | Stage::Here(_)) {
            return;
        }
        stage.set(Stage::Coming);
        spawn_local(async move { stage.set(part.fetch().await.map_or(Stage::Failed, Stage::Here)) });
    }

    /// The page of `place`, which is in `part`: grey lines while the part is on its way, and why it did not come if it
    /// did not.
    pub(crate) fn page(self, part: Part, place: Place) -> AnyView {
        self.want(part);
        let stage = self.stage(part);
        let bare = place.is_bare();
        (move || match stage.get() {
            Stage::Here(pages) => pages(&place),
            Stage::Away | Stage::Coming if bare => view! { <main class="page"><Skeleton lines=6 /></main> }.into_any(),
            Stage::Away | Stage::Coming => view! { <div class="page"><Skeleton lines=6 /></div> }.into_any(),
            Stage::Failed if bare => view! { <BarePage title=t(txt::PART_TITLE)><Missing /></BarePage> }.into_any(),
            Stage::Failed => view! { <Page title=t(txt::PART_TITLE)><Missing /></Page> }.into_any(),
        })
        .into_any()
    }
}

/// The part did not come: mostly because the server has another version by now, whose files have other names.
#[component]
fn Missing() -> impl IntoView {
    let reload = Callback::new(|()| _ = window().location().reload());
    view! {
        <EmptyState icon=icondata::LuUnplug title=t(txt::PART_HEADING) text=t(txt::PART_TEXT)>
            <Button label=t(txt::PART_RELOAD) icon=icondata::LuRotateCw look=Look::Primary on_press=reload testid="reload" />
        </EmptyState>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_needs_no_part() {
        for place in [Place::SignIn, Place::Setup, Place::Callback("c1".into()), Place::Home, Place::Unknown] {
            assert_eq!(Part::of(&place), None, "{place:?}");
        }
    }

    #[test]
    fn a_tenant_and_its_resources_are_in_different_parts() {
        let tenant = |place| Part::of(&Place::of_tenant("contoso", place));
        assert_eq!(tenant(TenantPlace::Overview), Some(Part::Portal));
        assert_eq!(tenant(TenantPlace::Resource("r1".into())), Some(Part::Resources));
        let variables = TenantPlace::Settings(None, crate::places::SettingsPlace::Variables);
        assert_eq!(tenant(variables), Some(Part::Settings));
        let migrations = TenantPlace::Settings(None, crate::places::SettingsPlace::Migrations);
        assert_eq!(tenant(migrations), Some(Part::Migrations));
        assert_eq!(Part::of(&Place::Catalog), Some(Part::Portal));
        assert_eq!(Part::of(&Place::ApiDocs), Some(Part::Tools));
    }
}
