//! Words about files of settings: `catalog/settings_files.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;
use shared::{
    settings_file::SheetTexts,
    text::{Locale, LocalizedText},
};

use super::{CatalogError, read};

const FILE: &str = "settings_files.toml";

/// What is said about files of settings.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingsFileWords {
    expected: BTreeMap<String, LocalizedText>,
    refused: BTreeMap<String, LocalizedText>,
    sheet: Sheet,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    name: LocalizedText,
    value: LocalizedText,
    place: LocalizedText,
    description: LocalizedText,
    variable: LocalizedText,
    connection_string: LocalizedText,
    left_out: LocalizedText,
}

impl SettingsFileWords {
    /// What would have made sense, by the code of a [`shared::settings_file::Expected`].
    pub fn expected(&self, code: &str) -> LocalizedText {
        self.expected.get(code).cloned().unwrap_or_default()
    }

    /// Why a name is not taken over.
    pub fn refused(&self, code: &str, locale: Locale) -> String {
        self.refused.get(code).map_or(code, |text| text.get(locale)).to_owned()
    }

    /// What a sheet of values says.
    pub fn sheet(&self, locale: Locale) -> SheetTexts {
        let text = |text: &LocalizedText| text.get(locale).to_owned();
        let Sheet { name, value, place, description, variable, connection_string, left_out } = &self.sheet;
        SheetTexts {
            name: text(name),
            value: text(value),
            place: text(place),
            description: text(description),
            variable: text(variable),
            connection_string: text(connection_string),
            left_out: text(left_out),
        }
    }
}

pub(super) fn load() -> Result<SettingsFileWords, CatalogError> {
    read(FILE)
}

#[cfg(test)]
mod tests {
    use shared::{
        secret::SecretText,
        settings_file::{Expected, Format, Setting, SettingKind, SkipReason, Writer, read, write},
    };

    use super::*;

    #[test]
    fn every_code_has_words_in_every_language() {
        let words = load().expect("the data file is sound");
        let expected = Expected::ALL.iter().map(|expected| (expected.code(), words.expected.get(expected.code())));
        let skipped = SkipReason::ALL.iter().map(|reason| (reason.code(), words.refused.get(reason.code())));
        for (code, text) in expected.chain(skipped) {
            let text = text.unwrap_or_else(|| panic!("no words for {code}"));
            assert!(!text.en.is_empty() && !text.nl.is_empty() && text.en != text.nl, "{code}");
        }
        assert!(words.expected.keys().all(|code| Expected::ALL.iter().any(|expected| expected.code() == code)));
    }

    #[test]
    fn a_sheet_in_any_language_is_read_back() {
        let words = load().expect("the data file is sound");
        for locale in Locale::ALL {
            let settings = [SettingKind::Variable, SettingKind::ConnectionString].map(|kind| Setting {
                kind,
                name: format!("The {}", kind.as_str()),
                value: Some(SecretText::new("=1")),
                description: "x;y".to_owned(),
            });
            let text = write(&settings, Writer::Csv(&words.sheet(locale))).expect("written");
            let contents = read(&text, Format::Auto).expect("read");
            let found: Vec<_> = contents.entries.iter().map(|e| (e.kind, e.name.clone(), e.value.expose())).collect();
            assert_eq!(found, settings.each_ref().map(|s| (s.kind, s.name.clone(), "=1")), "{text}");
        }
    }
}
