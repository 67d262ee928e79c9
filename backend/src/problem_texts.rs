//! The words of every problem and every field fault, in every language: `catalog/problems/{en,nl}.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;
use shared::{field::FieldFault, problem::ProblemCode, text::Locale};

/// Every text, by code and language.
#[derive(Debug)]
pub struct ProblemTexts {
    en: Texts,
    nl: Texts,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    problem: BTreeMap<String, ProblemText>,
    field: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProblemText {
    title: String,
    detail: String,
    remedy: String,
}

/// A problem in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// What went wrong, in a few words.
    pub title: String,
    /// What happened this time.
    pub detail: String,
    /// What to do about it.
    pub remedy: String,
}

/// Named values for the places in a text: `("limit", "256")` fills `{limit}`.
pub type Args = [(&'static str, String)];

impl ProblemTexts {
    /// The texts that come with the program.
    pub fn embedded() -> Result<Self, toml::de::Error> {
        Ok(Self {
            en: toml::from_str(include_str!("../catalog/problems/en.toml"))?,
            nl: toml::from_str(include_str!("../catalog/problems/nl.toml"))?,
        })
    }

    fn of(&self, locale: Locale) -> &Texts {
        match locale {
            Locale::En => &self.en,
            Locale::Nl => &self.nl,
        }
    }

    /// A problem in words.
    pub fn problem(&self, code: ProblemCode, locale: Locale, args: &Args) -> Wording {
        match self.of(locale).problem.get(code.as_str()) {
            Some(text) => Wording {
                title: fill(&text.title, args),
                detail: fill(&text.detail, args),
                remedy: fill(&text.remedy, args),
            },
            // The tests keep this from happening; a code is still better than nothing.
            None => Wording { title: code.as_str().to_owned(), detail: String::new(), remedy: String::new() },
        }
    }

    /// What is wrong with a field, in words.
    pub fn field(&self, fault: FieldFault, locale: Locale) -> String {
        let args = match fault {
            FieldFault::TooShort(limit) | FieldFault::TooLong(limit) | FieldFault::OutOfRange(limit) => {
                vec![("limit", limit.to_string())]
            }
            _ => Vec::new(),
        };
        self.of(locale).field.get(fault.code()).map_or_else(|| fault.code().to_owned(), |text| fill(text, &args))
    }
}

/// Fills `{named}` places; one without a value becomes an ellipsis.
fn fill(text: &str, args: &Args) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(before);
        filled.push_str(args.iter().find(|(known, _)| *known == name).map_or("…", |(_, value)| value));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn places(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
    }

    #[test]
    fn every_code_has_words_in_every_language_and_the_places_agree() {
        let texts = ProblemTexts::embedded().expect("both files are read");
        for code in ProblemCode::ALL {
            let [en, nl] = [&texts.en, &texts.nl]
                .map(|t| t.problem.get(code.as_str()).unwrap_or_else(|| panic!("no text for {}", code.as_str())));
            for text in [en, nl] {
                assert!(
                    ![&text.title, &text.detail, &text.remedy].iter().any(|t| t.trim().is_empty()),
                    "{}",
                    code.as_str()
                );
            }
            assert_eq!(places(&en.detail), places(&nl.detail), "{}", code.as_str());
            assert_eq!(places(&en.remedy), places(&nl.remedy), "{}", code.as_str());
            assert_ne!(en.detail, nl.detail, "{} is not translated", code.as_str());
        }
        for fault in FieldFault::ALL {
            let [en, nl] = [&texts.en, &texts.nl]
                .map(|t| t.field.get(fault.code()).unwrap_or_else(|| panic!("no text for {}", fault.code())));
            assert_eq!(places(en), places(nl), "{}", fault.code());
            assert_ne!(en, nl, "{} is not translated", fault.code());
        }
    }

    #[test]
    fn no_text_is_left_over() {
        let texts = ProblemTexts::embedded().expect("both files are read");
        for texts in [texts.en, texts.nl] {
            assert!(texts.problem.keys().all(|code| ProblemCode::parse(code).is_some()));
            assert!(texts.field.keys().all(|code| FieldFault::ALL.iter().any(|fault| fault.code() == code)));
        }
    }

    #[test]
    fn places_are_filled() {
        assert_eq!(fill("at most {limit} of {what}.", &[("limit", "3".to_owned())]), "at most 3 of ….");
    }
}
