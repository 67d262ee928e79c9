//! Configuration files as .NET programs have them, read and patched without losing a byte.
//!
//! [`ConfigFile::parse`] keeps the file's exact text beside what it means: encoding and byte order mark, line ends,
//! comments, white space, quotes and entities. A file that is not edited comes out as it went in, and a [`Patch`]
//! rewrites only the values that it names. There is no document type and no entity of a file's own: both are refused
//! before anything is expanded. Why this is our own code: `docs/decisions/0120-config-files-byte-for-byte.md`.

mod dotnet;
mod encoding;
mod escape;
mod fault;
mod names;
mod patch;
mod position;
mod scan;
mod search;
mod tags;
mod tree;

pub use dotnet::{AppSetting, ConnectionStringSetting, ProtectedSection};
pub use encoding::{Encoding, text_of};
pub(crate) use escape::attribute as attribute_text;
pub use fault::{Fault, FaultKind};
pub use patch::{NewElement, Patch, PatchFault};
pub use position::{LineEnds, Position};
pub use search::{Place, PlaceKind, glob};
pub use tree::{Attribute, ConfigFile, Element, ElementId, Piece, PieceKind};

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 1 << 20;

/// How deep elements may nest; .NET's own files use about ten levels.
pub const MAX_DEPTH: usize = 200;

#[cfg(test)]
mod nasty_tests;
#[cfg(test)]
mod patch_tests;
