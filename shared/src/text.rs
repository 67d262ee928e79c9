//! Text that data files carry in every language of the product.

use serde::{Deserialize, Serialize};

/// The languages of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// Dutch.
    Nl,
}

impl Locale {
    /// Every language, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::En, Self::Nl];

    /// The language's BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Nl => "nl",
        }
    }

    /// Chooses from an `Accept-Language` value (RFC 9110 §12.5.4): the first tag we speak, else English.
    /// Weights are not sorted by: browsers already send their list in order of preference.
    pub fn negotiate(accept_language: &str) -> Self {
        accept_language
            .split(',')
            .filter_map(|range| range.split([';', '-']).next())
            .find_map(|tag| Self::ALL.into_iter().find(|l| l.tag().eq_ignore_ascii_case(tag.trim())))
            .unwrap_or_default()
    }
}

/// One text in every language.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LocalizedText {
    /// English.
    #[serde(default)]
    pub en: String,
    /// Dutch.
    #[serde(default)]
    pub nl: String,
}

impl LocalizedText {
    /// The text in `locale`; where somebody wrote it in one language only, in that one.
    pub fn get(&self, locale: Locale) -> &str {
        let (wanted, other) = match locale {
            Locale::En => (&self.en, &self.nl),
            Locale::Nl => (&self.nl, &self.en),
        };
        if wanted.is_empty() { other } else { wanted }
    }
}

/// Puts values in the place of their names in braces, in one pass, so that a value that looks like a place is left alone.
/// What is not known stays as it is.
pub fn fill_places<T: AsRef<str>>(text: &str, known: impl Fn(&str) -> Option<T>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let place = after.split_once('}').and_then(|(name, behind)| Some((known(name)?, behind)));
        if let Some((value, behind)) = place {
            filled.push_str(value.as_ref());
            rest = behind;
        } else {
            filled.push('{');
            rest = after;
        }
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_we_speak_wins() {
        assert_eq!(Locale::negotiate("nl-BE,nl;q=0.9,en;q=0.8"), Locale::Nl);
        assert_eq!(Locale::negotiate("fr-BE, NL;q=0.5"), Locale::Nl);
        assert_eq!(Locale::negotiate("fr, de"), Locale::En);
        assert_eq!(Locale::negotiate(""), Locale::En);
    }

    #[test]
    fn places_are_filled_once_and_what_is_not_known_stays() {
        let known = |name: &str| (name == "a").then_some("{a}");
        assert_eq!(fill_places("{a}, {b}, {a", known), "{a}, {b}, {a");
        assert_eq!(fill_places("{{a}", |name| (name == "a").then_some("x")), "{x");
    }
}
