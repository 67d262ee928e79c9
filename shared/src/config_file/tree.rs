//! A file's text in pieces that lie side by side, and the elements that they make.

use std::ops::Range;

use super::{
    Encoding, Fault, LineEnds, Position,
    encoding::{Decoded, decode},
    escape,
    position::Lines,
    scan::scan,
};

/// A configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFile {
    pub(super) encoding: Encoding,
    pub(super) mark: bool,
    pub(super) text: String,
    pub(super) pieces: Vec<Piece>,
    pub(super) elements: Vec<Element>,
    pub(super) lines: Lines,
}

/// Which element; valid for the file that it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ElementId(pub(super) usize);

/// A stretch of the file. Together the pieces are the whole text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub kind: PieceKind,
    /// The bytes of the decoded text.
    pub span: Range<usize>,
    /// The element that it lies in; of a tag, the element that it begins or ends.
    pub element: Option<ElementId>,
}

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PieceKind {
    /// `<?xml …?>`.
    Declaration,
    /// `<?name …?>`.
    Instruction,
    /// `<!-- … -->`.
    Comment,
    /// `<![CDATA[ … ]]>`.
    CharacterData,
    /// Text and white space.
    Text,
    /// `<name …>` or `<name …/>`.
    StartTag,
    /// `</name>`.
    EndTag,
}

/// An element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    pub(super) name: Range<usize>,
    pub(super) parent: Option<ElementId>,
    /// The start tag.
    pub(super) tag: Range<usize>,
    /// What lies between the tags; empty at the end of a `<name/>`.
    pub(super) inner: Range<usize>,
    pub(super) closed_at_once: bool,
    /// In the order written.
    pub attributes: Vec<Attribute>,
}

/// An attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its name, with its prefix if it has one.
    pub name: String,
    /// Its value as a program sees it.
    pub value: String,
    pub(super) start: usize,
    /// Between the quotes.
    pub(super) raw: Range<usize>,
    pub(super) quote: char,
}

impl ConfigFile {
    /// Reads a file's bytes.
    ///
    /// # Errors
    /// The first thing that is wrong, and where.
    pub fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        let Decoded { encoding, mark, text } = decode(bytes)?;
        Self::of_text(encoding, mark, text)
    }

    /// Reads text that was pasted, whatever encoding its declaration names.
    ///
    /// # Errors
    /// The first thing that is wrong, and where.
    pub fn parse_text(text: &str) -> Result<Self, Fault> {
        if text.len() > super::MAX_BYTES {
            return Err(super::FaultKind::TooLarge.at("", 0));
        }
        let without_mark = text.strip_prefix('\u{FEFF}');
        Self::of_text(Encoding::Utf8, without_mark.is_some(), without_mark.unwrap_or(text).to_owned())
    }

    pub(super) fn of_text(encoding: Encoding, mark: bool, text: String) -> Result<Self, Fault> {
        let (pieces, elements) = scan(&text)?;
        let lines = Lines::of(&text);
        Ok(Self { encoding, mark, text, pieces, elements, lines })
    }

    /// The file: byte for byte what was read.
    pub fn emit(&self) -> Vec<u8> {
        // What was decoded from an encoding, or escaped for it, can be written in it.
        self.encoding.encode(&self.text, self.mark).unwrap_or_default()
    }

    /// How it is encoded.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Whether it begins with a byte order mark.
    pub fn has_byte_order_mark(&self) -> bool {
        self.mark
    }

    /// How it ends its lines.
    pub fn line_ends(&self) -> LineEnds {
        LineEnds::of(&self.text).0
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The pieces, from the first character to the last.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Every element, in the order in which they begin; the first is the root.
    pub fn elements(&self) -> impl Iterator<Item = (ElementId, &Element)> {
        self.elements.iter().enumerate().map(|(index, element)| (ElementId(index), element))
    }

    /// One element.
    pub fn element(&self, id: ElementId) -> &Element {
        &self.elements[id.0]
    }

    /// An element's name, with its prefix if it has one.
    pub fn name(&self, id: ElementId) -> &str {
        &self.text[self.element(id).name.clone()]
    }

    /// The element around it.
    pub fn parent(&self, id: ElementId) -> Option<ElementId> {
        self.element(id).parent
    }

    /// The elements directly in it.
    pub fn children(&self, id: ElementId) -> impl Iterator<Item = ElementId> {
        self.elements().skip(id.0 + 1).filter(move |(_, child)| child.parent == Some(id)).map(|(child, _)| child)
    }

    /// An attribute's value, its name compared to the letter.
    pub fn attribute(&self, id: ElementId, name: &str) -> Option<&str> {
        self.element(id).attribute(name).map(|attribute| attribute.value.as_str())
    }

    /// The text directly in an element, as a program sees it; comments and children left out.
    pub fn text_of(&self, id: ElementId) -> String {
        let inner = &self.element(id).inner;
        let first = self.pieces.partition_point(|piece| piece.span.start < inner.start);
        let inside = self.pieces[first..].iter().take_while(|piece| piece.span.end <= inner.end);
        let mut text = String::new();
        for piece in inside.filter(|piece| piece.element == Some(id)) {
            let raw = &self.text[piece.span.clone()];
            match piece.kind {
                // Checked while scanning.
                PieceKind::Text => text.push_str(&escape::decode(raw, escape::Place::Text).unwrap_or_default()),
                PieceKind::CharacterData => {
                    text.push_str(
                        &raw["<![CDATA[".len()..raw.len() - "]]>".len()].replace("\r\n", "\n").replace('\r', "\n"),
                    );
                }
                _ => {}
            }
        }
        text
    }

    /// `configuration/messageBus/system`; where siblings are told apart by a key or a name, with that. Long names are cut.
    pub fn path(&self, id: ElementId) -> String {
        let mut steps = Vec::new();
        let mut at = Some(id);
        while let Some(element) = at {
            let key = ["key", "name"].into_iter().find_map(|name| Some((name, self.attribute(element, name)?)));
            steps.push(match key {
                Some((name, value)) => format!("{:.80}[@{name}='{value:.120}']", self.name(element)),
                None => format!("{:.80}", self.name(element)),
            });
            at = self.parent(element);
        }
        steps.reverse();
        steps.join("/")
    }

    /// Where a byte of the text stands.
    pub(super) fn at(&self, offset: usize) -> Position {
        self.lines.position(&self.text, offset)
    }

    /// Where an element begins.
    pub fn position(&self, id: ElementId) -> Position {
        self.at(self.element(id).tag.start)
    }
}

impl Element {
    /// An attribute, its name compared to the letter.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }
}
