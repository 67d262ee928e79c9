//! Customer organisations.

pub(super) mod change;
mod create;
mod get;
mod list;
mod remove;

pub use change::change;
pub use create::create;
pub use get::get;
pub use list::list;
pub use remove::remove;
