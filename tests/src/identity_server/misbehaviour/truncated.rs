//! JSON that ends in the middle.

use super::{Misbehaviour, respond};

/// Processes the request and sends the first half of the answer as if it were all of it.
pub fn truncated() -> Misbehaviour {
    Misbehaviour::spoiling(|status, body| {
        let text = body.to_string();
        respond(status, "application/json", text[..text.len() / 2].to_owned())
    })
}
