//! Obtaining a token by authorization code: begin, and come back.

mod complete;
mod start;

pub use complete::complete;
pub use start::start;

use crate::vault::Place;

/// An authorization waits for its browser this long.
const LIFE_SECONDS: i64 = 600;

/// Where the sealed PKCE verifier of an authorization belongs.
fn verifier_place(authorization: &str) -> Place<'_> {
    Place { table: "authorizations", row: authorization, column: "verifier" }
}
