//! Notices about what used to work.

mod list;
mod read;

pub use list::list;
pub use read::read;
