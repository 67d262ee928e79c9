//! Environments of a tenant.

mod change;
mod create;
mod get;
mod list;
mod remove;

pub use change::change;
pub use create::create;
pub use get::get;
pub use list::list;
pub use remove::remove;

use shared::field::FieldFault;

use crate::http::AppError;

/// The unique rule of slugs within a tenant.
const SLUG_RULE: &str = "environments_tenant_id_slug_key";

fn slug_taken() -> AppError {
    AppError::field("/slug", FieldFault::Taken)
}
