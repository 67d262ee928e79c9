//! The server: REST API, token engine, storage. `main.rs` only starts what is here.

pub mod clock;
pub mod rng;
pub mod store;
pub mod vault;
