//! Admin consent: send a directory's administrator to the provider, and prove what came of it.

mod complete;
mod list;
mod start;
mod view;

pub use complete::complete;
pub use list::list;
pub use start::start;

/// An administrator has this long: the address may have to be sent to somebody else first.
const LIFE_SECONDS: i64 = 3600;
