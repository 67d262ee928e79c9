//! Variables of an environment.

mod bulk;
mod get;
mod list;
mod matrix;
mod put;
mod remove;
mod restore;
mod reveal;
mod versions;
mod view;

pub use bulk::bulk;
pub use get::get;
pub use list::list;
pub use matrix::matrix;
pub use put::put;
pub use remove::remove;
pub use restore::restore;
pub use reveal::reveal;
pub use versions::versions;
pub(super) use view::variable as shown;
