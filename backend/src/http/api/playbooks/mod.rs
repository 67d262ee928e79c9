//! Playbooks: shown, uploaded, deleted, and asked whom they concern.

mod assess;
mod files;
mod get;
mod list;
mod remove;
mod upload;

pub use assess::{assess_all, assess_one};
pub use files::files;
pub use get::get;
pub use list::list;
pub use remove::remove;
pub use upload::upload;
