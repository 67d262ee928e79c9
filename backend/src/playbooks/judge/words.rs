//! A file of words, key by key, with its lines.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use super::{Fault, lines::Lines, shape};

/// The words of one language.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) file: &'static str,
    /// Texts by key (`step.register.title`), and where they stand.
    pub(super) texts: BTreeMap<String, (String, usize)>,
    lines: Lines,
}

impl Words {
    /// Reads a file; `None`: it is not TOML.
    pub(super) fn read(file: &'static str, text: &str, faults: &mut Vec<Fault>) -> Option<Self> {
        let table = shape::table(file, text, faults)?;
        let mut words = Self { file, texts: BTreeMap::new(), lines: Lines::of(text, table.get_ref()) };
        words.flatten("", table.get_ref(), faults);
        Some(words)
    }

    fn flatten(&mut self, prefix: &str, table: &DeTable<'_>, faults: &mut Vec<Fault>) {
        for (name, value) in table {
            let name = name.get_ref();
            let key = if prefix.is_empty() { name.to_string() } else { format!("{prefix}.{name}") };
            match value.get_ref() {
                DeValue::Table(inner) => self.flatten(&key, inner, faults),
                DeValue::String(text) => {
                    let line = self.line(&key);
                    self.texts.insert(key, (text.trim().to_owned(), line));
                }
                _ => faults.push(Fault::new(self.file, self.line(&key), "not_a_text", &[("name", &key)])),
            }
        }
    }

    /// The text under a key; an empty one is none.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(|(text, _)| text.as_str()).filter(|text| !text.is_empty())
    }

    /// Where a key stands, or would stand.
    pub(super) fn line(&self, key: &str) -> usize {
        self.lines.at(&key.replace('.', "/"))
    }
}
