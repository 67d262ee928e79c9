//! A connection string while it is edited: its properties and its text are two ways into the same thing.
//!
//! A stored secret never comes here; its mask stands for it, in the text as in the properties, and whoever leaves it alone
//! keeps it. A secret that was just typed is in the string, and masked as soon as nobody is typing it.

mod differences;
mod merge;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use shared::{
    api::connection_entry::{ConnectionEntry, EntryWarning, PutConnectionEntry},
    connection_string::{
        BuildError, ConnectionString, MASK, Part, SyntaxError, is_reference,
        kind::{ConnectionKind, ConnectionKinds, EntryFinding, KnownResource, Surroundings, judge},
    },
    secret::SecretText,
    text::LocalizedText,
    timestamp::Timestamp,
};

pub(crate) use self::{
    differences::{Difference, differences},
    merge::{Meanwhile, TARGET},
};

/// What only the server can find out, as it needs what values refer to.
const SERVERS_OWN: &str = "reference_unresolved";

/// The value of a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Held {
    /// It is not there.
    Absent,
    /// A secret that the server keeps.
    Kept,
    /// This.
    Text(String),
}

/// How a part of the text is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shade {
    /// A key.
    Key,
    /// A value.
    Value,
    /// A secret that does not show.
    Mask,
    /// What stands between pairs.
    Between,
    /// It cannot be read.
    Faulty,
    /// Here is why.
    Mark,
}

/// What the text area holds while somebody types in it.
#[derive(Clone)]
struct Typing {
    raw: String,
    /// The string as it was before, with the secrets that masks in the text stand for.
    before: ConnectionString,
    fault: Option<SyntaxError>,
}

/// What the editing began with.
#[derive(Clone)]
struct Start {
    target: String,
    text: String,
    warnings: Vec<EntryWarning>,
}

/// The string.
#[derive(Clone)]
pub(crate) struct Draft {
    kind: Arc<ConnectionKind>,
    /// What the entry is about.
    pub target: String,
    string: ConnectionString,
    typing: Option<Typing>,
    start: Start,
}

impl Draft {
    /// A new one, beginning with what its kind suggests.
    pub(crate) fn fresh(kind: Arc<ConnectionKind>) -> Self {
        let start = Start { target: String::new(), text: kind.suggested(), warnings: Vec::new() };
        Self::from(kind, start)
    }

    /// One that is stored.
    pub(crate) fn of(kind: Arc<ConnectionKind>, entry: &ConnectionEntry) -> Self {
        Self::from(kind, Start::of(entry))
    }

    fn from(kind: Arc<ConnectionKind>, start: Start) -> Self {
        let string = read(&kind, &start.text);
        Self { kind, target: start.target.clone(), string, typing: None, start }
    }

    /// Its kind.
    pub(crate) fn kind(&self) -> &ConnectionKind {
        &self.kind
    }

    /// Whether the server still has to be told of something.
    pub(crate) fn dirty(&self) -> bool {
        self.target.trim() != self.start.target || self.string.emit() != self.start.text || self.fault().is_some()
    }

    /// What is wrong with the text, so that it cannot be read.
    pub(crate) fn fault(&self) -> Option<SyntaxError> {
        self.typing.as_ref().and_then(|typing| typing.fault)
    }

    /// The text: what is being typed, else the string with its secrets masked.
    pub(crate) fn shown(&self) -> String {
        self.typing.as_ref().map_or_else(|| self.masked(), |typing| typing.raw.clone())
    }

    /// The string with its secrets masked: what may be copied.
    pub(crate) fn masked(&self) -> String {
        self.string.masked(|key| self.kind.is_secret(key))
    }

    /// What is shown, in parts; from where it cannot be read, without more ado.
    pub(crate) fn parts(&self) -> Vec<(Shade, String)> {
        let shown = self.shown();
        let Some(fault) = self.fault() else { return shades(&read(&self.kind, &shown)) };
        let (readable, rest) = shown.split_at(byte_at(&shown, fault.index));
        let mark = byte_at(rest, fault.at.saturating_sub(fault.index));
        let (before, rest) = rest.split_at(mark);
        let (marked, after) = rest.split_at(rest.chars().next().map_or(0, char::len_utf8));
        let mut parts = shades(&read(&self.kind, readable));
        let faulty = [(Shade::Faulty, before), (Shade::Mark, marked), (Shade::Faulty, after)];
        parts.extend(faulty.map(|(shade, text)| (shade, text.to_owned())));
        parts
    }

    /// Takes what was typed as the text.
    pub(crate) fn type_text(&mut self, raw: String) {
        let before = self.typing.take().map_or_else(|| self.string.clone(), |typing| typing.before);
        let fault = match ConnectionString::parse(&self.line_ends(&raw), self.kind.grammar) {
            Ok(mut string) => {
                // A mask that stands for nothing here stands for what the server keeps, or is refused there.
                string.unmask(Some(&before), |key| self.kind.is_secret(key)).ok();
                self.string = string;
                None
            }
            Err(fault) => Some(fault),
        };
        self.typing = Some(Typing { raw, before, fault });
    }

    /// Text areas know one kind of line end; the string keeps the one that it came with.
    fn line_ends(&self, raw: &str) -> String {
        if self.start.text.contains("\r\n") { raw.replace("\r\n", "\n").replace('\n', "\r\n") } else { raw.to_owned() }
    }

    /// Nobody is in the text any more: typed secrets are masked. A text that cannot be read stays as it is.
    pub(crate) fn leave_text(&mut self) {
        self.typing.take_if(|typing| typing.fault.is_none());
    }

    /// Goes back to the last text that could be read.
    pub(crate) fn last_readable(&mut self) {
        self.typing = None;
    }

    /// The value under a key, or under a synonym of it.
    pub(crate) fn held(&self, key: &str) -> Held {
        let value = match self.kind.property(key) {
            Some(property) => self.kind.value(&self.string, property),
            None => self.string.get(key),
        };
        match value {
            None => Held::Absent,
            Some(MASK) if self.kind.is_secret(key) => Held::Kept,
            Some(text) => Held::Text(text.to_owned()),
        }
    }

    /// Keys in the string that its kind does not list.
    pub(crate) fn others(&self) -> Vec<String> {
        let mut others: Vec<String> = Vec::new();
        for pair in self.string.pairs().filter(|pair| self.kind.property(&pair.key).is_none()) {
            if !others.iter().any(|known| known.to_lowercase() == pair.key.to_lowercase()) {
                others.push(pair.key.clone());
            }
        }
        others
    }

    /// How `key` is written in the string, where a synonym or other capitals stand there.
    pub(crate) fn written_key(&self, key: &str) -> String {
        let Some(property) = self.kind.property(key) else { return key.to_owned() };
        let last = self.string.pairs().filter(|pair| property.is_named(&pair.key)).last();
        last.map_or_else(|| property.key.clone(), |pair| pair.key.clone())
    }

    /// Writes the value of a property; every other byte stays.
    ///
    /// # Errors
    /// When the grammar cannot write it.
    pub(crate) fn set(&mut self, key: &str, value: &str) -> Result<(), BuildError> {
        self.string.set(&self.written_key(key), value)?;
        self.typing = None;
        Ok(())
    }

    /// Whether there is a secret that the server keeps and that was typed over, or taken out.
    pub(crate) fn may_keep(&self, key: &str) -> bool {
        let kept = read(&self.kind, &self.start.text);
        let kept = Self { string: kept, ..self.clone() }.held(key) == Held::Kept;
        kept && self.held(key) != Held::Kept
    }

    /// Leaves a secret as the server keeps it.
    pub(crate) fn keep(&mut self, key: &str) {
        // A mask can be written in every grammar.
        self.set(key, MASK).ok();
    }

    /// Takes a property out, with its synonyms.
    pub(crate) fn remove(&mut self, key: &str) {
        let names: Vec<String> = match self.kind.property(key) {
            Some(property) => {
                let named = self.string.pairs().filter(|pair| property.is_named(&pair.key));
                named.map(|pair| pair.key.clone()).collect()
            }
            None => vec![key.to_owned()],
        };
        for name in names {
            self.string.remove(&name);
        }
        self.typing = None;
    }

    /// What is odd, the worst first; what only the server could see stays while its value does.
    pub(crate) fn findings(
        &self,
        kinds: &ConnectionKinds,
        resources: &[KnownResource],
        now: Timestamp,
    ) -> Vec<EntryFinding> {
        let target = Some(self.target.trim()).filter(|target| !target.is_empty());
        let around = Surroundings { resources: Some(resources), now };
        let mut found = judge(kinds, &self.kind, &self.string, target, around);
        let before = read(&self.kind, &self.start.text);
        let same = |warning: &&EntryWarning| {
            let key = warning.property.as_deref().unwrap_or_default();
            warning.code == SERVERS_OWN && before.get(key) == self.string.get(key)
        };
        found.extend(self.start.warnings.iter().filter(same).map(|warning| EntryFinding {
            code: warning.code.clone(),
            level: warning.level,
            property: warning.property.clone(),
            detail: in_any(&warning.detail),
            remedy: in_any(&warning.remedy),
        }));
        found.sort_by_key(|finding| finding.level);
        found
    }

    /// The whole text as the server takes it: masks for what it keeps.
    pub(crate) fn text(&self) -> SecretText {
        SecretText::new(self.string.emit())
    }

    /// What the entry is to be about; `None`: nothing in particular.
    pub(crate) fn wanted_target(&self) -> Option<String> {
        Some(self.target.trim().to_owned()).filter(|target| !target.is_empty())
    }

    /// What changing the entry asks the server.
    pub(crate) fn request(&self, note: &str) -> PutConnectionEntry {
        PutConnectionEntry {
            kind: None,
            target: (self.target.trim() != self.start.target).then(|| self.wanted_target()),
            text: (self.string.emit() != self.start.text).then(|| self.text()),
            properties: None,
            note: Some(note.trim().to_owned()).filter(|note| !note.is_empty()),
        }
    }
}

impl Start {
    fn of(entry: &ConnectionEntry) -> Self {
        Self {
            target: entry.target.clone().unwrap_or_default(),
            text: entry.text.clone(),
            warnings: entry.warnings.clone(),
        }
    }
}

fn shades(string: &ConnectionString) -> Vec<(Shade, String)> {
    let shade = |(part, text): (Part, &str)| {
        let shade = match part {
            Part::Key => Shade::Key,
            Part::Value if text == MASK => Shade::Mask,
            Part::Value => Shade::Value,
            Part::Between => Shade::Between,
        };
        (shade, text.to_owned())
    };
    string.parts().map(shade).collect()
}

/// What `text` says; nothing, where it cannot be read.
fn read(kind: &ConnectionKind, text: &str) -> ConnectionString {
    ConnectionString::parse(text, kind.grammar).unwrap_or_else(|_| ConnectionString::empty(kind.grammar))
}

/// A value as it may be shown.
fn told(kind: &ConnectionKind, key: &str, value: &str) -> String {
    let secret = kind.is_secret(key) && !value.is_empty() && !is_reference(value);
    if secret { MASK.to_owned() } else { value.to_owned() }
}

/// A text that came in one language.
fn in_any(text: &str) -> LocalizedText {
    LocalizedText { en: text.to_owned(), nl: text.to_owned() }
}

/// The byte that the UTF-16 unit `units` of `text` begins at.
pub(crate) fn byte_at(text: &str, units: usize) -> usize {
    let mut seen = 0;
    for (byte, c) in text.char_indices() {
        if seen >= units {
            return byte;
        }
        seen += c.len_utf16();
    }
    text.len()
}
