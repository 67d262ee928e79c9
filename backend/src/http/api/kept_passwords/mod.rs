//! Passwords kept for the grant `password`: which there are, and forgetting them. The passwords themselves never leave.

mod list;
mod remove;

pub use list::list;
pub use remove::remove;
