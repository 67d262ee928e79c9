//! An answer with one field replaced by nonsense.

use serde_json::Value;

use super::{Misbehaviour, json};

/// Puts `value` into `field`; `Null` removes the field.
pub fn replaced(field: &'static str, value: Value) -> Misbehaviour {
    Misbehaviour::spoiling(move |status, mut body| {
        let fields = body.as_object_mut().expect("an object");
        if value.is_null() {
            fields.remove(field);
        } else {
            fields.insert(field.to_owned(), value.clone());
        }
        json(status, &body)
    })
}
