//! The first administrator.

mod finish;
mod state;

pub use finish::finish;
pub use state::state;
