//! Rules on plain values: no axum, no sqlx, no IO.

pub mod claims;
pub mod consent;
pub mod credential;
pub mod endpoints;
pub mod members;
pub mod permission;
pub mod provider;
pub mod recovery;
pub mod renewal;
pub mod resource;
pub mod throttle;
pub mod token;
