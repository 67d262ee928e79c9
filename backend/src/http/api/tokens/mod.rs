//! Cached tokens, and the broker that hands access tokens out.

pub(super) mod acquire;
mod broker;
mod claims;
mod events;
mod get;
mod handed_in;
mod list;
mod password;
mod refresh;
mod remove;
mod sign_in;
mod view;

pub use acquire::acquire;
pub use broker::broker;
pub use claims::claims;
pub use events::events;
pub use get::get;
pub use list::list;
pub use refresh::refresh;
pub use remove::remove;
pub(super) use view::{explained, metadata};
