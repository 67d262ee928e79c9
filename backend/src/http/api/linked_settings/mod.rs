//! Values that live in several places.

mod list;
mod put;

pub use list::list;
pub use put::put;
