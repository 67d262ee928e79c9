//! Connection entries of an environment, and the kinds that they are of.

mod create;
mod get;
mod given;
mod kinds;
mod list;
mod put;
mod remove;
mod restore;
mod reveal;
mod save;
mod versions;
mod view;

pub use create::create;
pub use get::get;
pub use kinds::kinds;
pub use list::list;
pub use put::put;
pub use remove::remove;
pub use restore::restore;
pub use reveal::reveal;
pub use versions::versions;
