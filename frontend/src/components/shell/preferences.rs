//! Language and theme, chosen from the bar.

use leptos::prelude::*;
use shared::text::Locale;

use crate::{
    components::menu::{Menu, MenuItem},
    i18n::{Language, Text, t, txt},
    preferences::{Appearance, Theme},
};

/// A language's own name for itself.
pub(crate) fn own_name(locale: Locale) -> &'static str {
    match locale {
        Locale::En => "English",
        Locale::Nl => "Nederlands",
    }
}

/// A theme's name.
pub(crate) fn theme_name(theme: Theme) -> Text {
    match theme {
        Theme::System => txt::THEME_SYSTEM,
        Theme::Light => txt::THEME_LIGHT,
        Theme::Dark => txt::THEME_DARK,
    }
}

/// Chooses the language.
#[component]
pub(crate) fn LanguageMenu() -> impl IntoView {
    let language = Language::of_page();
    view! {
        <Menu label=t(txt::SHELL_LANGUAGE) icon=icondata::LuLanguages testid="language">
            {Locale::ALL
                .into_iter()
                .map(|locale| {
                    view! {
                        <MenuItem
                            label=own_name(locale)
                            chosen=Signal::derive(move || Some(language.get() == locale))
                            on_press=Callback::new(move |()| language.choose(locale))
                        />
                    }
                })
                .collect_view()}
        </Menu>
    }
}

/// Chooses the theme.
#[component]
pub(crate) fn ThemeMenu() -> impl IntoView {
    let appearance: Appearance = expect_context();
    let icon = |theme| match theme {
        Theme::System => icondata::LuMonitor,
        Theme::Light => icondata::LuSun,
        Theme::Dark => icondata::LuMoon,
    };
    view! {
        <Menu label=t(txt::SHELL_THEME) icon=icondata::LuSunMoon testid="theme">
            {Theme::ALL
                .into_iter()
                .map(|theme| {
                    view! {
                        <MenuItem
                            label=t(theme_name(theme))
                            icon=icon(theme)
                            chosen=Signal::derive(move || Some(appearance.0.get() == theme))
                            on_press=Callback::new(move |()| appearance.choose(theme))
                        />
                    }
                })
                .collect_view()}
        </Menu>
    }
}
