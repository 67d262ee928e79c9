//! Playbooks: shown, uploaded, deleted, and asked whom they concern.

mod assess;
mod assess_all;
mod files;
mod get;
mod list;
mod remove;
mod upload;

pub use assess::assess;
pub use assess_all::assess_all;
pub use files::files;
pub use get::get;
pub use list::list;
pub use remove::remove;
pub use upload::upload;
