//! Walking through a text with an eye on line and column, and gathering what is found.

use std::collections::HashMap;

use super::{Entry, Expected, Fault, SettingKind, SkipReason, Skipped};
use crate::secret::SecretText;

/// Where lines begin, so that a place is found without counting from the start each time.
#[derive(Debug)]
struct Lines<'s> {
    source: &'s str,
    starts: Vec<usize>,
}

impl<'s> Lines<'s> {
    /// Lines end with LF, CRLF or CR.
    fn new(source: &'s str) -> Self {
        let bytes = source.as_bytes();
        let ends = |(at, byte): (usize, &u8)| match byte {
            b'\n' => Some(at + 1),
            b'\r' if bytes.get(at + 1) != Some(&b'\n') => Some(at + 1),
            _ => None,
        };
        let starts = std::iter::once(0).chain(bytes.iter().enumerate().filter_map(ends)).collect();
        Self { source, starts }
    }

    fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }

    fn fault(&self, at: usize, expected: Expected) -> Fault {
        let line = self.line(at);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let column = self.source.get(start..at).map_or(0, |before| before.chars().count()) + 1;
        Fault { line, column, expected }
    }
}

/// A place in a text.
#[derive(Debug)]
pub(super) struct Cursor<'s> {
    lines: Lines<'s>,
    at: usize,
}

impl<'s> Cursor<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        Self { lines: Lines::new(source), at: 0 }
    }

    /// The byte offset.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn rest(&self) -> &'s str {
        &self.lines.source[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Consumes `text` if it comes next.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    /// Consumes characters while they are wanted.
    pub(super) fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'s str {
        let rest = self.rest();
        let end = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Consumes up to and over `end`; `None`, and nothing consumed, if it does not come.
    pub(super) fn take_until(&mut self, end: &str) -> Option<&'s str> {
        let rest = self.rest();
        let length = rest.find(end)?;
        self.at += length + end.len();
        Some(&rest[..length])
    }

    /// The line of a byte offset.
    pub(super) fn line_of(&self, at: usize) -> usize {
        self.lines.line(at)
    }

    /// A fault at the current place.
    pub(super) fn fault(&self, expected: Expected) -> Fault {
        self.fault_at(self.at, expected)
    }

    /// A fault at a byte offset.
    pub(super) fn fault_at(&self, at: usize, expected: Expected) -> Fault {
        self.lines.fault(at, expected)
    }
}

/// Whether `c` ends a line.
pub(super) fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

/// Nothing that is imported may hold a NUL: no database takes it as text.
pub(super) fn no_nul(content: &str) -> Result<(), Fault> {
    content.find('\0').map_or(Ok(()), |at| Err(Lines::new(content).fault(at, Expected::NoNul)))
}

/// What a reader found.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) entries: Vec<Entry>,
    pub(super) skipped: Vec<Skipped>,
}

impl Gathered {
    pub(super) fn found(&mut self, (kind, name): (SettingKind, &str), value: impl Into<String>, line: usize) {
        self.entries.push(Entry { kind, name: name.to_owned(), value: SecretText::new(value), line });
    }

    pub(super) fn skip(&mut self, (kind, name): (SettingKind, &str), line: usize, reason: SkipReason) {
        self.skipped.push(Skipped { kind, name: name.to_owned(), line, reason });
    }

    /// Keeps the last of entries with one name, as every program does that reads such files. Earlier ones that said
    /// something else are told of.
    pub(super) fn last_wins(self) -> Self {
        let Self { entries, mut skipped } = self;
        let mut places: HashMap<(&'static str, String), usize> = HashMap::new();
        let mut kept: Vec<Entry> = Vec::with_capacity(entries.len());
        for entry in entries {
            if entry.name.is_empty() {
                kept.push(entry);
                continue;
            }
            match places.entry((entry.kind.as_str(), entry.name.to_lowercase())) {
                std::collections::hash_map::Entry::Vacant(place) => {
                    place.insert(kept.len());
                    kept.push(entry);
                }
                std::collections::hash_map::Entry::Occupied(place) => {
                    let earlier = &mut kept[*place.get()];
                    if earlier.value != entry.value {
                        let Entry { kind, name, line, .. } = std::mem::replace(earlier, entry);
                        skipped.push(Skipped { kind, name, line, reason: SkipReason::Overruled });
                    }
                }
            }
        }
        Self { entries: kept, skipped }
    }
}
