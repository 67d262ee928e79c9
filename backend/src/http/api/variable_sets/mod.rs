//! Variables that belong together, judged by rules that are data.

mod get;
mod list;

pub use get::get;
pub use list::list;
