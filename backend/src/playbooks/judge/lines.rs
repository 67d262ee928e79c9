//! On which line of a file something stands.

use std::{collections::BTreeMap, ops::Range};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// The lines of a TOML file, by the path of what stands on them: `steps/2/after/0`.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// Where each line begins, in bytes.
    starts: Vec<usize>,
    at: BTreeMap<String, usize>,
}

impl Lines {
    /// Notes where everything in a file stands.
    pub(super) fn of(text: &str, table: &DeTable<'_>) -> Self {
        let mut lines = Self { starts: starts(text), at: BTreeMap::new() };
        lines.note_table("", table);
        lines
    }

    /// The lines of a file that is not TOML: nothing has a name.
    pub(super) fn unread(text: &str) -> Self {
        Self { starts: starts(text), at: BTreeMap::new() }
    }

    /// The line of a byte, from 1.
    pub(super) fn of_byte(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte)
    }

    /// The line of what a path leads to, else of the nearest thing around it; 0: the file as a whole.
    pub(super) fn at(&self, path: &str) -> usize {
        let mut path = path;
        loop {
            if let Some(line) = self.at.get(path) {
                return *line;
            }
            let Some((around, _)) = path.rsplit_once('/') else { return 0 };
            path = around;
        }
    }

    fn note(&mut self, path: &str, span: &Range<usize>) {
        let line = self.of_byte(span.start);
        self.at.insert(path.to_owned(), line);
    }

    fn note_table(&mut self, prefix: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let path = joined(prefix, key.get_ref());
            self.note(&path, &key.span());
            self.note_value(&path, value);
        }
    }

    fn note_value(&mut self, path: &str, value: &Spanned<DeValue<'_>>) {
        match value.get_ref() {
            DeValue::Table(inner) => self.note_table(path, inner),
            DeValue::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let path = joined(path, &index.to_string());
                    self.note(&path, &item.span());
                    self.note_value(&path, item);
                }
            }
            _ => {}
        }
    }
}

fn joined(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}/{name}") }
}

fn starts(text: &str) -> Vec<usize> {
    let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(index, _)| index + 1);
    std::iter::once(0).chain(ends).collect()
}
