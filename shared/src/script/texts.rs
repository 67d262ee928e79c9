//! The words of the scripts: data, one file a language. Places are `{0}`, `{1}`, …

use std::{collections::BTreeMap, sync::OnceLock};

use crate::text::Locale;

type Texts = BTreeMap<String, String>;

/// Every text of one language.
pub(super) fn all(locale: Locale) -> &'static Texts {
    static EN: OnceLock<Texts> = OnceLock::new();
    static NL: OnceLock<Texts> = OnceLock::new();
    let (kept, file) = match locale {
        Locale::En => (&EN, include_str!("texts/en.json")),
        Locale::Nl => (&NL, include_str!("texts/nl.json")),
    };
    // A test reads both files; one that does not parse never leaves the house.
    kept.get_or_init(|| serde_json::from_str(file).unwrap_or_default())
}

/// The text of that key.
pub(super) fn of(locale: Locale, key: &str) -> &'static str {
    all(locale).get(key).map_or("", String::as_str)
}

/// Comment lines of at most 110 characters.
pub(super) fn comment(text: &str) -> String {
    let mut lines = String::new();
    let mut line = String::from("#");
    for word in text.split_whitespace() {
        if line.len() > 1 && line.chars().count() + 1 + word.chars().count() > 110 {
            lines.push_str(&line);
            lines.push('\n');
            line = String::from("#");
        }
        line.push(' ');
        line.push_str(word);
    }
    lines + &line + "\n"
}

/// The messages that a script says, by the names under which its parts know them.
pub(super) fn said<'a>(
    locale: Locale,
    parts: &'a [&'static str],
    prefix: &'static str,
) -> impl Iterator<Item = (&'static str, &'static str)> + 'a {
    all(locale)
        .iter()
        .filter_map(|(key, text)| Some((key.strip_prefix("say.")?, text.as_str())))
        .filter(move |(key, _)| mentions(parts, &format!("{prefix}{key}")))
}

/// Whether a part uses the name, as a whole word.
pub(super) fn mentions(parts: &[&str], name: &str) -> bool {
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    parts.iter().any(|part| part.match_indices(name).any(|(at, _)| ends(&part[at + name.len()..])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_the_same_things_with_the_same_places() {
        let [en, nl] = Locale::ALL.map(all);
        assert!(!en.is_empty());
        assert_eq!(en.keys().collect::<Vec<_>>(), nl.keys().collect::<Vec<_>>());
        let places = |text: &str| ["{0}", "{1}", "{2}"].map(|place| text.matches(place).count());
        for (key, text) in en {
            assert_eq!(places(text), places(&nl[key]), "{key}");
            for text in [text, &nl[key]] {
                assert!(text.len() > 3 && !text.contains(['\n', '\r', '\\']), "{key}");
            }
        }
    }

    #[test]
    fn long_comments_go_on_in_a_line_of_their_own() {
        let long = comment(&"word ".repeat(40));
        assert!(long.lines().count() > 1 && long.lines().all(|line| line.starts_with("# word") && line.len() <= 110));
        assert_eq!(comment("one"), "# one\n");
    }
}
