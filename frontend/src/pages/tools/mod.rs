//! Tools that belong to no tenant.

pub(crate) mod explain;
