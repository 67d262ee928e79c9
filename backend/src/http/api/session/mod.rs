//! Signing in and out.

mod begin;
mod end;
mod get;
mod reauthenticate;

pub use begin::begin;
pub use end::end;
pub use get::get;
pub use reauthenticate::reauthenticate;
