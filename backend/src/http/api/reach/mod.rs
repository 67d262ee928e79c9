//! What a resource's permissions reach, and the limits that are recorded.

mod get;
mod put;

pub use get::get;
pub use put::put;
