//! A parsed connection string that remembers how it was written.

use std::ops::Range;

use super::{
    BuildError, Grammar, SyntaxError,
    build::write_value,
    build_pair,
    scan::{Found, Scanner},
};

/// A connection string: pairs, and the text between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionString {
    grammar: Grammar,
    pieces: Vec<Piece>,
}

/// One `key=value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The key as written, without the grammar's escapes.
    pub key: String,
    /// The value; `None` where nothing follows the `=`, which removes an earlier value of the same key.
    pub value: Option<String>,
    raw: String,
    /// The part of `raw` before the value.
    prefix: usize,
}

/// What a part of the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A key, with the `=` behind it and the space around that.
    Key,
    /// A value, with its quotes.
    Value,
    /// What stands between pairs.
    Between,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Between(String),
    Pair(Pair),
}

impl Piece {
    fn text(&self) -> &str {
        match self {
            Self::Between(text) => text,
            Self::Pair(pair) => &pair.raw,
        }
    }

    fn pair(&self) -> Option<&Pair> {
        match self {
            Self::Pair(pair) => Some(pair),
            Self::Between(_) => None,
        }
    }
}

impl Pair {
    /// Puts `value` behind the key and spacing that are there.
    fn write(&mut self, value: &str, grammar: Grammar) -> Result<(), BuildError> {
        let written = written(&self.key, value, grammar)?;
        self.replace_value(&written, Some(value.to_owned()));
        Ok(())
    }

    /// The value as written, quotes included.
    pub(super) fn written_value(&self) -> &str {
        &self.raw[self.prefix..]
    }

    /// Puts `written` in the place of the value as written; what it means is `value`.
    pub(super) fn replace_value(&mut self, written: &str, value: Option<String>) {
        self.raw.truncate(self.prefix);
        self.raw.push_str(written);
        self.value = value;
    }
}

impl ConnectionString {
    /// Reads `text`.
    ///
    /// # Errors
    /// The position of the first pair that does not follow the grammar.
    pub fn parse(text: &str, grammar: Grammar) -> Result<Self, SyntaxError> {
        let mut scanner = Scanner::new(text, grammar);
        let mut pieces = Vec::new();
        let mut done = 0;
        while let Some(Found { span, value_start, key, value }) = scanner.next_pair()? {
            if done < span.start {
                pieces.push(Piece::Between(text[done..span.start].to_owned()));
            }
            done = span.end;
            let prefix = value_start - span.start;
            pieces.push(Piece::Pair(Pair { key, value, raw: text[span].to_owned(), prefix }));
        }
        if done < text.len() {
            pieces.push(Piece::Between(text[done..].to_owned()));
        }
        Ok(Self { grammar, pieces })
    }

    /// The text: byte for byte what was parsed, except for pairs that were edited.
    pub fn emit(&self) -> String {
        self.pieces.iter().map(Piece::text).collect()
    }

    /// The text in parts, each with what it is: together they are what [`emit`](Self::emit) gives.
    pub fn parts(&self) -> impl Iterator<Item = (Part, &str)> {
        self.pieces.iter().flat_map(|piece| {
            let parts = match piece {
                Piece::Between(text) => [(Part::Between, text.as_str()), (Part::Between, "")],
                Piece::Pair(pair) => {
                    let (key, value) = pair.raw.split_at(pair.prefix);
                    [(Part::Key, key), (Part::Value, value)]
                }
            };
            parts.into_iter().filter(|(_, text)| !text.is_empty())
        })
    }

    /// Every pair in the order written, duplicates included.
    pub fn pairs(&self) -> impl Iterator<Item = &Pair> {
        self.pieces.iter().filter_map(Piece::pair)
    }

    /// What a .NET program sees: keys compared without case, the last one wins in the first one's place, and a
    /// key without a value is gone.
    pub fn effective(&self) -> Vec<(&str, &str)> {
        let mut seen: Vec<(&str, &str)> = Vec::new();
        for pair in self.pairs() {
            let at = seen.iter().position(|(key, _)| same_key(key, &pair.key));
            match (at, pair.value.as_deref()) {
                (Some(at), Some(value)) => seen[at].1 = value,
                (Some(at), None) => {
                    seen.remove(at);
                }
                (None, Some(value)) => seen.push((&pair.key, value)),
                (None, None) => {}
            }
        }
        seen
    }

    /// The value that a program sees under `key`.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.effective().into_iter().find(|(known, _)| same_key(known, key)).map(|(_, value)| value)
    }

    /// Keys that occur more than once, as first written.
    pub fn duplicates(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for (index, pair) in self.pairs().enumerate() {
            let earlier = self.pairs().take(index).any(|other| same_key(&other.key, &pair.key));
            if earlier && !found.iter().any(|known| same_key(known, &pair.key)) {
                found.push(&pair.key);
            }
        }
        found
    }

    /// One without pairs.
    pub fn empty(grammar: Grammar) -> Self {
        Self { grammar, pieces: Vec::new() }
    }

    /// Which rules it follows.
    pub fn grammar(&self) -> Grammar {
        self.grammar
    }

    /// Where the value of the last pair of `key` stands in the text, quotes included, in bytes.
    pub fn value_range(&self, key: &str) -> Option<Range<usize>> {
        let (mut at, mut found) = (0, None);
        for piece in &self.pieces {
            if let Piece::Pair(pair) = piece
                && same_key(&pair.key, key)
            {
                found = Some(at + pair.prefix..at + pair.raw.len());
            }
            at += piece.text().len();
        }
        found
    }

    /// Keys whose value has space around it that no quotes keep: .NET drops it, drivers differ.
    pub fn loosely_spaced(&self) -> Vec<&str> {
        let spaced = |(index, piece): (usize, &'_ Piece)| -> Option<usize> {
            let Piece::Pair(pair) = piece else { return None };
            let before = pair.raw[..pair.prefix].ends_with(char::is_whitespace);
            let behind = self.pieces.get(index + 1).is_some_and(|next| next.text().starts_with(char::is_whitespace));
            (pair.value.is_some() && (before || behind)).then_some(index)
        };
        let found = self.pieces.iter().enumerate().filter_map(spaced);
        found.filter_map(|index| self.pieces[index].pair()).map(|pair| pair.key.as_str()).collect()
    }

    /// Sets `key`: the last pair of that key is rewritten with its key and spacing kept, or a pair is appended. An
    /// empty value is written so that it stays, where the grammar can.
    ///
    /// # Errors
    /// When key or value cannot be written in this grammar; nothing is changed then.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), BuildError> {
        let mut edited = self.clone();
        let last = edited.pairs_mut().filter(|pair| same_key(&pair.key, key)).last();
        match last {
            Some(pair) => pair.write(value, self.grammar)?,
            None => edited.append(key, value)?,
        }
        // An ODBC key with `=` in it is read back as another.
        *self = edited.reread().filter(|again| again.count(key) > 0).ok_or(BuildError::Key)?;
        Ok(())
    }

    /// Puts `f`'s answer in the place of each value that it has one for; tells whether any was.
    ///
    /// # Errors
    /// When a value cannot be written in this grammar; nothing is changed then.
    pub fn rewrite(&mut self, mut f: impl FnMut(&str, &str) -> Option<String>) -> Result<bool, BuildError> {
        let (mut edited, mut changed) = (self.clone(), false);
        for pair in edited.pairs_mut() {
            if let Some(value) = pair.value.as_deref().and_then(|value| f(&pair.key, value)) {
                pair.write(&value, self.grammar)?;
                changed = true;
            }
        }
        *self = edited.reread().ok_or(BuildError::Value)?;
        Ok(changed)
    }

    /// What its text says: an edit may have moved the line between a value and the space behind it.
    fn reread(&self) -> Option<Self> {
        Self::parse(&self.emit(), self.grammar).ok()
    }

    fn count(&self, key: &str) -> usize {
        self.pairs().filter(|pair| same_key(&pair.key, key)).count()
    }

    /// Removes every pair of `key`, each with the semicolon behind it.
    pub fn remove(&mut self, key: &str) {
        let mut kept: Vec<Piece> = Vec::with_capacity(self.pieces.len());
        let mut swallow_semicolon = false;
        for piece in self.pieces.drain(..) {
            match piece {
                Piece::Pair(pair) if same_key(&pair.key, key) => swallow_semicolon = true,
                Piece::Between(text) if swallow_semicolon => {
                    swallow_semicolon = false;
                    let rest = text.trim_start().strip_prefix(';').map_or(text.clone(), str::to_owned);
                    if !rest.is_empty() {
                        kept.push(Piece::Between(rest));
                    }
                }
                other => {
                    swallow_semicolon = false;
                    kept.push(other);
                }
            }
        }
        self.pieces = kept;
    }

    pub(super) fn pairs_mut(&mut self) -> impl Iterator<Item = &mut Pair> {
        self.pieces.iter_mut().filter_map(|piece| match piece {
            Piece::Pair(pair) => Some(pair),
            Piece::Between(_) => None,
        })
    }

    fn append(&mut self, key: &str, value: &str) -> Result<(), BuildError> {
        let raw = format!("{}{}", build_pair(key, "", self.grammar)?, written(key, value, self.grammar)?);
        // NULs are tolerated only at the very end, which is about to move.
        if let Some(Piece::Between(text)) = self.pieces.last_mut() {
            text.truncate(text.find('\0').unwrap_or(text.len()));
        }
        let text = self.emit();
        if !text.trim_end().is_empty() && !text.trim_end().ends_with(';') {
            self.pieces.push(Piece::Between(";".to_owned()));
        }
        self.pieces.push(Piece::Between(raw));
        Ok(())
    }
}

/// A value as an edit writes it. .NET's own builder writes nothing for an empty value, and so loses the key.
fn written(key: &str, value: &str, grammar: Grammar) -> Result<String, BuildError> {
    match grammar {
        Grammar::DotNet if value.is_empty() => Ok("\"\"".to_owned()),
        _ => write_value(key, value, grammar),
    }
}

/// Keys are compared without case, as .NET's invariant lower-casing does.
pub(super) fn same_key(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || a.to_lowercase() == b.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EWS: &str = "Autodiscover = True; OAuth Resource=\"Exchange - contoso.onmicrosoft.com\";;User ID=k2@example.com ;Password=''";

    fn parse(text: &str) -> ConnectionString {
        ConnectionString::parse(text, Grammar::DotNet).expect("well formed")
    }

    #[test]
    fn editing_one_property_leaves_every_other_byte_alone() {
        let mut string = parse(EWS);
        string.set("user id", "a;b").expect("can be written");
        assert_eq!(string.emit(), EWS.replace("k2@example.com", "\"a;b\""));
        string.set("URL", "https://outlook.office365.com/EWS/Exchange.asmx").expect("can be written");
        assert!(string.emit().ends_with("Password='';URL=https://outlook.office365.com/EWS/Exchange.asmx"));
    }

    #[test]
    fn the_parts_are_the_whole() {
        let string = parse(EWS);
        let parts: Vec<(Part, &str)> = string.parts().collect();
        assert_eq!(parts.iter().map(|(_, text)| *text).collect::<String>(), EWS);
        assert_eq!(parts[..3], [(Part::Key, "Autodiscover = "), (Part::Value, "True"), (Part::Between, "; ")]);
    }

    #[test]
    fn removing_takes_the_semicolon_along() {
        let mut string = parse(EWS);
        string.remove("AUTODISCOVER");
        assert_eq!(string.get("Autodiscover"), None);
        assert!(string.emit().starts_with(" OAuth Resource="));
    }

    #[test]
    fn trailing_nuls_give_way_to_an_appended_pair() {
        let mut string = parse("A=1;\0 \0");
        string.set("B", "2").expect("can be written");
        assert_eq!(string.emit(), "A=1;B=2");
    }

    #[test]
    fn the_last_duplicate_wins_and_is_named() {
        let string = parse("A=1;B=2;a=3");
        assert_eq!(string.effective(), [("A", "3"), ("B", "2")]);
        assert_eq!(string.duplicates(), ["a"]);
    }
}
