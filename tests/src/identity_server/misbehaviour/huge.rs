//! A body of ten megabytes.

use super::{Misbehaviour, respond};

/// Valid JSON, far larger than any token answer or metadata.
pub fn huge() -> Misbehaviour {
    Misbehaviour::instead(|| {
        let padding = "x".repeat(10 * 1024 * 1024);
        respond(
            200,
            "application/json",
            format!(r#"{{"access_token":"a","token_type":"Bearer","padding":"{padding}"}}"#),
        )
    })
}
