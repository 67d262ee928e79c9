//! Takes a file's text apart and checks that it is well-formed, in one pass and without recursion.

use std::ops::Range;

use super::{
    Element, ElementId, Fault, FaultKind, MAX_DEPTH, Piece, PieceKind,
    encoding::pseudo_attribute,
    escape::{self, Place},
    names::{continues_name, is_allowed, is_space, starts_name},
};

/// The pieces and the elements of `text`.
pub(super) fn scan(text: &str) -> Result<(Vec<Piece>, Vec<Element>), Fault> {
    if let Some((at, _)) = text.char_indices().find(|(_, c)| !is_allowed(*c)) {
        return Err(FaultKind::ForbiddenCharacter.at(text, at));
    }
    let mut scanner = Scanner { text, at: 0, pieces: Vec::new(), elements: Vec::new(), open: Vec::new() };
    while scanner.at < text.len() {
        scanner.piece()?;
    }
    if let Some(open) = scanner.open.last() {
        let element = &scanner.elements[open.0];
        return Err(FaultKind::Unclosed.named(text, element.tag.start, &text[element.name.clone()]));
    }
    if scanner.elements.is_empty() {
        return Err(FaultKind::NoRoot.at(text, text.len()));
    }
    Ok((scanner.pieces, scanner.elements))
}

pub(super) struct Scanner<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    pub(super) elements: Vec<Element>,
    pub(super) open: Vec<ElementId>,
    pieces: Vec<Piece>,
}

impl<'t> Scanner<'t> {
    fn piece(&mut self) -> Result<(), Fault> {
        let rest = self.rest();
        if rest.starts_with("<!--") {
            self.comment()
        } else if rest.starts_with("<![CDATA[") {
            if self.open.is_empty() {
                return Err(self.fault(FaultKind::OutsideRoot));
            }
            self.until("<![CDATA[", "]]>").map(|span| self.push(PieceKind::CharacterData, span))
        } else if rest.starts_with("<!DOCTYPE") {
            Err(self.fault(FaultKind::DocumentType))
        } else if rest.starts_with("<?") {
            self.instruction()
        } else if rest.starts_with("</") {
            self.end_tag()
        } else if rest.starts_with('<') {
            self.start_tag()
        } else {
            self.text_run()
        }
    }

    fn comment(&mut self) -> Result<(), Fault> {
        let span = self.until("<!--", "-->")?;
        let inside = &self.text[span.start + 4..span.end - 3];
        if inside.contains("--") || inside.ends_with('-') {
            return Err(FaultKind::Unexpected.named(self.text, span.start, "--"));
        }
        self.push(PieceKind::Comment, span);
        Ok(())
    }

    fn instruction(&mut self) -> Result<(), Fault> {
        let span = self.until("<?", "?>")?;
        let inside = &self.text[span.start + 2..span.end - 2];
        let length = inside.find(|c| !continues_name(c)).unwrap_or(inside.len());
        let (target, rest) = inside.split_at(length);
        if !target.starts_with(starts_name) || !(rest.is_empty() || rest.starts_with(is_space)) {
            return Err(FaultKind::Unexpected.at(self.text, span.start));
        }
        if !target.eq_ignore_ascii_case("xml") {
            self.push(PieceKind::Instruction, span);
            return Ok(());
        }
        if span.start > 0 || target != "xml" {
            return Err(FaultKind::Unexpected.named(self.text, span.start, "<?xml"));
        }
        match pseudo_attribute(rest, "version") {
            Some("1.0") => {
                self.push(PieceKind::Declaration, span);
                Ok(())
            }
            other => Err(FaultKind::Version.named(self.text, span.start, other.unwrap_or_default())),
        }
    }

    fn start_tag(&mut self) -> Result<(), Fault> {
        if self.open.is_empty() && !self.elements.is_empty() {
            return Err(self.fault(FaultKind::OutsideRoot));
        }
        let element = self.read_start_tag()?;
        let id = ElementId(self.elements.len());
        self.pieces.push(Piece { kind: PieceKind::StartTag, span: element.tag.clone(), element: Some(id) });
        if !element.closed_at_once {
            if self.open.len() == MAX_DEPTH {
                return Err(FaultKind::TooDeep.at(self.text, element.tag.start));
            }
            self.open.push(id);
        }
        self.elements.push(element);
        Ok(())
    }

    fn end_tag(&mut self) -> Result<(), Fault> {
        let start = self.at;
        self.at += 2;
        let name = self.name()?;
        self.skip_space();
        if !self.take('>') {
            return Err(self.unexpected());
        }
        let name = &self.text[name];
        let open = self.open.pop().filter(|open| self.text[self.elements[open.0].name.clone()] == *name);
        let Some(open) = open else { return Err(FaultKind::MismatchedEnd.named(self.text, start, name)) };
        self.elements[open.0].inner.end = start;
        self.pieces.push(Piece { kind: PieceKind::EndTag, span: start..self.at, element: Some(open) });
        Ok(())
    }

    fn text_run(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let end = self.rest().find('<').map_or(self.text.len(), |length| start + length);
        let raw = &self.text[start..end];
        if self.open.is_empty() && !raw.chars().all(is_space) {
            return Err(FaultKind::OutsideRoot.at(self.text, start + raw.find(|c| !is_space(c)).unwrap_or_default()));
        }
        if let Some(at) = raw.find("]]>") {
            return Err(FaultKind::Unexpected.named(self.text, start + at, "]]>"));
        }
        self.value(start..end, Place::Text)?;
        self.at = end;
        self.push(PieceKind::Text, start..end);
        Ok(())
    }

    /// What a stretch of raw text means.
    pub(super) fn value(&self, span: Range<usize>, place: Place) -> Result<String, Fault> {
        let start = span.start;
        escape::decode(&self.text[span], place)
            .map_err(|(at, kind, name)| kind.named(self.text, start + at, &format!("&{name};")))
    }

    /// From here to the first `end` behind `start`.
    fn until(&mut self, start: &str, end: &str) -> Result<Range<usize>, Fault> {
        let from = self.at;
        let body = &self.rest()[start.len()..];
        let Some(length) = body.find(end) else { return Err(FaultKind::Unterminated.named(self.text, from, start)) };
        self.at = from + start.len() + length + end.len();
        Ok(from..self.at)
    }

    fn push(&mut self, kind: PieceKind, span: Range<usize>) {
        self.pieces.push(Piece { kind, span, element: self.open.last().copied() });
    }

    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn fault(&self, kind: FaultKind) -> Fault {
        kind.at(self.text, self.at)
    }
}
