//! Resources of a tenant.

pub(super) mod change;
mod cloud;
pub(super) mod create;
mod dependents;
mod discover;
mod duplicate;
pub(super) mod endpoints;
mod get;
mod list;
pub(super) mod put_parameter;
mod remove;
mod view;

pub use change::change;
pub use create::create;
pub use dependents::dependents;
pub use discover::discover;
pub use duplicate::duplicate;
pub use get::get;
pub use list::list;
pub use put_parameter::put_parameter;
pub use remove::remove;
