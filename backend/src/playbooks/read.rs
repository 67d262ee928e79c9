//! Reads a playbook's three files without judging them.

use shared::{
    playbook::{Playbook, PlaybookTexts},
    text::{Locale, LocalizedText},
};
use toml::{Table, Value};

/// The name of the file that says everything but the words.
pub const PLAYBOOK: &str = "playbook.toml";

/// The name of the file with the words of a language: `en.toml`.
pub fn text_file(locale: Locale) -> &'static str {
    match locale {
        Locale::En => "en.toml",
        Locale::Nl => "nl.toml",
    }
}

/// What stands in the three files.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// `playbook.toml`.
    pub playbook: String,
    /// `en.toml`.
    pub en: String,
    /// `nl.toml`.
    pub nl: String,
}

/// A file that cannot be read at all.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{file}: {source}")]
pub struct Unreadable {
    /// Which.
    pub file: &'static str,
    source: toml::de::Error,
}

impl Files {
    /// The words of a language.
    pub fn words(&self, locale: Locale) -> &str {
        match locale {
            Locale::En => &self.en,
            Locale::Nl => &self.nl,
        }
    }

    /// Reads them. Texts that are none are left out: the judge names them.
    ///
    /// # Errors
    /// The first file that is not what it should be.
    pub fn read(&self) -> Result<(Playbook, PlaybookTexts), Unreadable> {
        let playbook = toml::from_str(&self.playbook).map_err(|source| Unreadable { file: PLAYBOOK, source })?;
        let mut texts = PlaybookTexts::default();
        for locale in Locale::ALL {
            let file = text_file(locale);
            let table: Table = toml::from_str(self.words(locale)).map_err(|source| Unreadable { file, source })?;
            flatten("", &table, locale, &mut texts);
        }
        Ok((playbook, texts))
    }
}

/// `[step.register] title = "…"` → `step.register.title`.
fn flatten(prefix: &str, table: &Table, locale: Locale, texts: &mut PlaybookTexts) {
    for (name, value) in table {
        let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match value {
            Value::Table(inner) => flatten(&key, inner, locale, texts),
            Value::String(text) => put(texts.0.entry(key).or_default(), locale, text),
            _ => {}
        }
    }
}

fn put(words: &mut LocalizedText, locale: Locale, text: &str) {
    let text = text.trim().to_owned();
    match locale {
        Locale::En => words.en = text,
        Locale::Nl => words.nl = text,
    }
}
