//! Rules on plain values: no axum, no sqlx, no IO.

pub mod resource;
pub mod token;
