//! What a resource's tokens must carry: said by its type or by itself, and checked with a new token.

mod check;
mod get;
mod put;
mod view;

pub use check::check;
pub use get::get;
pub use put::put;
pub(in crate::http::api) use view::{needed_apis, shown_check};
