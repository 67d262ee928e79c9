//! Start tags: names and attributes.

use std::{collections::HashSet, ops::Range};

use super::{
    Attribute, Element, Fault, FaultKind,
    escape::Place,
    names::{continues_name, is_space, starts_name},
    scan::Scanner,
};

impl Scanner<'_> {
    /// The start tag that begins here.
    pub(super) fn read_start_tag(&mut self) -> Result<Element, Fault> {
        let start = self.at;
        self.at += 1;
        let name = self.name()?;
        let mut attributes: Vec<Attribute> = Vec::new();
        let mut seen = HashSet::new();
        let closed_at_once = loop {
            let spaced = self.skip_space();
            if self.take('>') {
                break false;
            }
            if self.rest().starts_with("/>") {
                self.at += 2;
                break true;
            }
            if self.rest().is_empty() {
                return Err(FaultKind::Unterminated.named(self.text, start, "<"));
            }
            if !spaced {
                return Err(self.unexpected());
            }
            let attribute = self.attribute()?;
            if !seen.insert(attribute.name.clone()) {
                return Err(FaultKind::DuplicateAttribute.named(self.text, attribute.start, &attribute.name));
            }
            attributes.push(attribute);
        };
        let parent = self.open.last().copied();
        Ok(Element { name, parent, tag: start..self.at, inner: self.at..self.at, closed_at_once, attributes })
    }

    fn attribute(&mut self) -> Result<Attribute, Fault> {
        let start = self.at;
        let name = self.name()?;
        self.skip_space();
        if !self.take('=') {
            return Err(self.unexpected());
        }
        self.skip_space();
        let Some(quote @ ('"' | '\'')) = self.rest().chars().next() else { return Err(self.unexpected()) };
        self.at += 1;
        let length = self.rest().find([quote, '<']);
        let Some(length) = length else {
            return Err(FaultKind::Unterminated.named(self.text, start, &self.text[name]));
        };
        let raw = self.at..self.at + length;
        if self.rest()[length..].starts_with('<') {
            // Usually the quote before it is missing.
            return Err(FaultKind::Unterminated.named(self.text, start, &self.text[name]));
        }
        let value = self.value(raw.clone(), Place::Attribute)?;
        self.at = raw.end + 1;
        Ok(Attribute { name: self.text[name].to_owned(), value, start, raw, quote })
    }

    pub(super) fn name(&mut self) -> Result<Range<usize>, Fault> {
        let start = self.at;
        let rest = self.rest();
        if !rest.starts_with(starts_name) {
            return Err(self.unexpected());
        }
        self.at += rest.find(|c| !continues_name(c)).unwrap_or(rest.len());
        Ok(start..self.at)
    }

    /// Whether there was any.
    pub(super) fn skip_space(&mut self) -> bool {
        let rest = self.rest();
        let length = rest.find(|c| !is_space(c)).unwrap_or(rest.len());
        self.at += length;
        length > 0
    }

    pub(super) fn take(&mut self, c: char) -> bool {
        let there = self.rest().starts_with(c);
        if there {
            self.at += c.len_utf8();
        }
        there
    }

    /// What stands here does not belong here.
    pub(super) fn unexpected(&self) -> Fault {
        match self.rest().chars().next() {
            Some(c) => FaultKind::Unexpected.named(self.text, self.at, &c.to_string()),
            None => FaultKind::Unterminated.named(self.text, self.at, "<"),
        }
    }
}
