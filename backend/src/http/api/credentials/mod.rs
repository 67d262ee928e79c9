//! Secrets and certificates of a resource's client.

mod certificate;
pub(super) mod create;
mod list;
mod remove;
mod view;

pub use certificate::certificate;
pub use create::create;
pub use list::list;
pub use remove::remove;
