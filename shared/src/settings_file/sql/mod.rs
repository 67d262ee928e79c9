//! SQL scripts that fill a table of parameters: read from any of the usual databases, written for one of them.

mod dialect;
mod read;
mod rows;
mod token;
mod value;
mod write;

pub use dialect::{Dialect, Table};
pub(super) use read::read;
pub(super) use write::write;
