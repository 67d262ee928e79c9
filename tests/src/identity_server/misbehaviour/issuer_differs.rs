//! Metadata that names another issuer than the one that was asked (RFC 8414 §3.3).

use serde_json::json;

use super::{Misbehaviour, json};

/// Names `issuer` in the document.
pub fn issuer_differs(issuer: &str) -> Misbehaviour {
    let issuer = issuer.to_owned();
    Misbehaviour::spoiling(move |status, mut body| {
        body["issuer"] = json!(issuer);
        json(status, &body)
    })
}
