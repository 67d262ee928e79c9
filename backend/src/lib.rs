//! The server: REST API, token engine, storage. `main.rs` only starts what is here.

pub mod app;
pub mod audit;
pub mod clock;
pub mod config;
pub mod http;
pub mod identity;
pub mod metrics;
pub mod problem_texts;
pub mod rng;
pub mod store;
#[cfg(test)]
pub mod testing;
pub mod vault;
