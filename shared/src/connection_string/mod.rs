//! Connection strings as .NET and ODBC read and write them, without losing a byte.
//!
//! [`ConnectionString::parse`] keeps every pair's exact text beside what it means, so that a string that is not
//! edited comes out as it went in, and editing one property rewrites only that one. The rules are those of
//! .NET's `DbConnectionStringBuilder` (with `useOdbcRules` for ODBC), which every K2 string follows.

mod build;
mod grammar;
pub mod kind;
mod mask;
mod scan;
mod secret_keys;
mod tree;

pub use build::{BuildError, build_pair};
pub use grammar::Grammar;
pub use mask::{MASK, MaskFault, is_reference};
pub use scan::{SyntaxError, SyntaxReason};
pub use secret_keys::is_secret_key;
pub use tree::{ConnectionString, Pair, Part};
