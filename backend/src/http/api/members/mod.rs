//! Who has which role on a tenant.

mod list;
mod put;
mod remove;

pub use list::list;
pub use put::put;
pub use remove::remove;
