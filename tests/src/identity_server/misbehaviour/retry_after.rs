//! Too busy: 429 or 503 with `Retry-After`.

use serde_json::json;

use super::{Misbehaviour, json};

/// Answers `status` and asks to come back in `seconds`.
pub fn retry_after(status: u16, seconds: &'static str) -> Misbehaviour {
    Misbehaviour::instead(move || {
        let mut response = json(status, &json!({ "error": "temporarily_unavailable" }));
        response.headers_mut().insert("retry-after", seconds.parse().expect("a header"));
        response
    })
}
