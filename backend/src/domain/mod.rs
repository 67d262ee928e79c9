//! Rules on plain values: no axum, no sqlx, no IO.

pub mod credential;
pub mod members;
pub mod resource;
pub mod throttle;
pub mod token;
