//! The words of what is recognised: data, one file a language, the same in the browser and on the server.

use std::{collections::BTreeMap, sync::OnceLock};

use crate::text::Locale;

type Texts = BTreeMap<String, String>;

fn all(locale: Locale) -> &'static Texts {
    static TEXTS: OnceLock<[Texts; 2]> = OnceLock::new();
    let read = |file| serde_json::from_str(file).unwrap_or_default();
    // A test reads both files.
    let texts = TEXTS.get_or_init(|| [read(include_str!("texts/en.json")), read(include_str!("texts/nl.json"))]);
    match locale {
        Locale::En => &texts[0],
        Locale::Nl => &texts[1],
    }
}

/// The words of that code.
pub(super) fn of(locale: Locale, code: &str) -> &'static str {
    all(locale).get(code).map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pasted::PasteFault;

    #[test]
    fn every_code_has_words_in_both_languages_and_no_words_are_left_over() {
        for locale in Locale::ALL {
            // And the two words that stand before ids.
            assert_eq!(all(locale).len(), PasteFault::ALL.len() + 2);
            for fault in PasteFault::ALL {
                let words = fault.words(locale);
                assert!(words.len() > 20 && words.ends_with('.'), "{}: {words}", fault.code());
            }
        }
    }
}
