//! A number written as text: `"expires_in": "3600"`, as version 1 of Microsoft's endpoint does.

use serde_json::json;

use super::{Misbehaviour, json};

/// Writes every number of the answer as text.
pub fn number_as_text() -> Misbehaviour {
    Misbehaviour::spoiling(|status, mut body| {
        for value in body.as_object_mut().expect("an object").values_mut() {
            if value.is_number() {
                *value = json!(value.to_string());
            }
        }
        json(status, &body)
    })
}
