//! The language of the pages: every text is a constant made from `locales/`, read in the language of the moment.

use leptos::prelude::*;
use shared::text::Locale;

/// One text in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Text {
    en: &'static str,
    nl: &'static str,
}

impl Text {
    /// The text in `locale`.
    pub(crate) fn get(self, locale: Locale) -> &'static str {
        match locale {
            Locale::En => self.en,
            Locale::Nl => self.nl,
        }
    }

    /// The text in `locale` with its `{places}` filled.
    pub(crate) fn fill(self, locale: Locale, places: &[(&str, &str)]) -> String {
        places
            .iter()
            .fold(self.get(locale).to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }
}

/// Every text, named after its key: `tenants.title` is `txt::TENANTS_TITLE`.
pub(crate) mod txt {
    use super::Text;
    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}

/// The language of the moment.
#[derive(Clone, Copy)]
pub(crate) struct Language(pub RwSignal<Locale>);

impl Language {
    /// The language of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    /// Follows the language.
    pub(crate) fn get(self) -> Locale {
        self.0.get()
    }

    /// The language right now, without following it.
    pub(crate) fn now(self) -> Locale {
        self.0.get_untracked()
    }
}

/// A text that follows the language.
pub(crate) fn t(text: Text) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
    let language = Language::of_page();
    move || text.get(language.get())
}

/// A text with places that follows the language.
pub(crate) fn tf(
    text: Text,
    places: Vec<(&'static str, String)>,
) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    let language = Language::of_page();
    move || {
        let places: Vec<(&str, &str)> = places.iter().map(|(name, value)| (*name, value.as_str())).collect();
        text.fill(language.get(), &places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_in_both_languages() {
        let text = Text { en: "Delete {name}", nl: "{name} verwijderen" };
        assert_eq!(text.fill(Locale::En, &[("name", "Contoso")]), "Delete Contoso");
        assert_eq!(text.fill(Locale::Nl, &[("name", "Contoso")]), "Contoso verwijderen");
    }
}
