//! Accounts of people.

mod create;
mod list;

pub use create::create;
pub use list::list;
