//! Why a file was not understood, as a stable code with its place.

use super::Position;

/// A file that cannot be read as a configuration file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} at line {}, column {}", kind.code(), at.line, at.column)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Where it begins.
    pub at: Position,
    /// The element, attribute, entity or encoding that it is about.
    pub name: Option<String>,
}

/// What can be wrong. The words are data: `catalog/config_faults.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// More than [`super::MAX_BYTES`].
    TooLarge,
    /// Elements nested deeper than [`super::MAX_DEPTH`].
    TooDeep,
    /// The declaration names an encoding that is not read here.
    UnknownEncoding,
    /// The declaration says UTF-16, the bytes are not.
    EncodingMismatch,
    /// Bytes that are no text in the file's encoding.
    InvalidBytes,
    /// A character that XML does not allow.
    ForbiddenCharacter,
    /// A document type; entities could be declared in it.
    DocumentType,
    /// An entity that XML itself does not know.
    UnknownEntity,
    /// An `&` that begins no reference, or a reference to no character.
    BadReference,
    /// An attribute that stands twice in one tag.
    DuplicateAttribute,
    /// A tag, comment, value or section that never ends.
    Unterminated,
    /// An end tag that is not the open element's.
    MismatchedEnd,
    /// An element that is never closed.
    Unclosed,
    /// Anything else that XML does not allow in this place.
    Unexpected,
    /// No element at all.
    NoRoot,
    /// Something beside the one outermost element.
    OutsideRoot,
    /// An XML version other than 1.0.
    Version,
}

impl FaultKind {
    /// Every kind: what the texts must know.
    pub const ALL: [Self; 17] = [
        Self::TooLarge,
        Self::TooDeep,
        Self::UnknownEncoding,
        Self::EncodingMismatch,
        Self::InvalidBytes,
        Self::ForbiddenCharacter,
        Self::DocumentType,
        Self::UnknownEntity,
        Self::BadReference,
        Self::DuplicateAttribute,
        Self::Unterminated,
        Self::MismatchedEnd,
        Self::Unclosed,
        Self::Unexpected,
        Self::NoRoot,
        Self::OutsideRoot,
        Self::Version,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::TooDeep => "too_deep",
            Self::UnknownEncoding => "unknown_encoding",
            Self::EncodingMismatch => "encoding_mismatch",
            Self::InvalidBytes => "invalid_bytes",
            Self::ForbiddenCharacter => "forbidden_character",
            Self::DocumentType => "document_type",
            Self::UnknownEntity => "unknown_entity",
            Self::BadReference => "bad_reference",
            Self::DuplicateAttribute => "duplicate_attribute",
            Self::Unterminated => "unterminated",
            Self::MismatchedEnd => "mismatched_end",
            Self::Unclosed => "unclosed",
            Self::Unexpected => "unexpected",
            Self::NoRoot => "no_root",
            Self::OutsideRoot => "outside_root",
            Self::Version => "version",
        }
    }

    /// A fault of this kind at a byte of `text`.
    pub(super) fn at(self, text: &str, offset: usize) -> Fault {
        Fault { kind: self, at: Position::of(text, offset), name: None }
    }

    /// The same, about something that has a name.
    pub(super) fn named(self, text: &str, offset: usize, name: &str) -> Fault {
        // A name can be as long as the file; a message cannot.
        Fault { name: Some(name.chars().take(80).collect()), ..self.at(text, offset) }
    }
}
