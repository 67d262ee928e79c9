//! What ends, and when: the catalogue's deadlines, and those that concern a tenant.

mod catalogue;
mod of_tenant;

pub use catalogue::catalogue;
pub use of_tenant::of_tenant;
