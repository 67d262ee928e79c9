//! Resource types. The same handlers serve the portal's and the tenants': who holds the types is in the address.

mod change;
mod create;
mod dependents;
mod duplicate;
mod export;
mod get;
mod import;
mod list;
mod remove;
mod view;

use crate::http::type_holder as holder;

pub use change::change;
pub use create::create;
pub use dependents::dependents;
pub use duplicate::duplicate;
pub use export::export;
pub use get::get;
pub use import::import;
pub use list::list;
pub use remove::remove;
