//! Connection strings: the grammar as a service, without storing anything.

mod build;
mod parse;

pub use build::build;
pub use parse::parse;
