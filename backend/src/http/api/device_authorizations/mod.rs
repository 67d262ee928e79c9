//! Obtaining a token by device code: begin, and look how far it has come. The server asks the provider by itself.

mod get;
mod start;

pub use get::get;
pub use start::start;
