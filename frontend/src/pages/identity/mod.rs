//! Becoming somebody: the first administrator, and signing in.

pub(crate) mod setup;
pub(crate) mod sign_in;
