//! Theme, language, and which deadlines were put aside for a while: the only things kept in the browser's storage.

use leptos::prelude::*;
use shared::{text::Locale, timestamp::Timestamp};

use crate::{i18n::Language, state::deadlines::Aside};

const THEME_KEY: &str = "consentry.theme";
const LOCALE_KEY: &str = "consentry.locale";
const ASIDE_KEY: &str = "consentry.deadlines-aside";

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system says.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All, in the order in which they are offered.
    pub(crate) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The name in storage and in the page's `data-theme`.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads a stored name; anything unknown means the system's.
    pub(crate) fn parse(name: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.as_str() == name).unwrap_or(Self::System)
    }
}

/// The theme of the moment.
#[derive(Clone, Copy)]
pub(crate) struct Appearance(pub RwSignal<Theme>);

/// Reads what is stored, hands theme and language to everything below, and keeps page and storage in step.
pub(crate) fn provide() -> Language {
    let language = Language(RwSignal::new(stored(LOCALE_KEY).map_or_else(from_browser, |tag| Locale::negotiate(&tag))));
    let appearance = Appearance(RwSignal::new(stored(THEME_KEY).map_or(Theme::System, |name| Theme::parse(&name))));
    provide_context(language);
    provide_context(appearance);
    Effect::new(move || {
        let tag = language.get().tag();
        mark_page("lang", tag);
    });
    Effect::new(move || mark_page("data-theme", appearance.0.get().as_str()));
    language
}

impl Appearance {
    /// Changes the theme and remembers it.
    pub(crate) fn choose(self, theme: Theme) {
        self.0.set(theme);
        store(THEME_KEY, theme.as_str());
    }
}

impl Language {
    /// Changes the language and remembers it.
    pub(crate) fn choose(self, locale: Locale) {
        self.0.set(locale);
        store(LOCALE_KEY, locale.tag());
    }

    /// Takes the account's language over, unless this browser has one of its own.
    pub(crate) fn suggest(self, locale: Locale) {
        if stored(LOCALE_KEY).is_none() {
            self.0.set(locale);
        }
    }
}

/// The deadlines that were put aside in this browser.
pub(crate) fn aside() -> Aside {
    stored(ASIDE_KEY).map_or_else(Aside::default, |kept| Aside::read(&kept))
}

/// Remembers them.
pub(crate) fn keep_aside(aside: &Aside, now: Timestamp) {
    store(ASIDE_KEY, &aside.write(now));
}

fn from_browser() -> Locale {
    let languages: Vec<String> =
        window().navigator().languages().iter().filter_map(|language| language.as_string()).collect();
    Locale::negotiate(&languages.join(","))
}

fn mark_page(attribute: &str, value: &str) {
    if let Some(root) = document().document_element() {
        drop(root.set_attribute(attribute, value));
    }
}

fn stored(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

fn store(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        drop(storage.set_item(key, value));
    }
}
