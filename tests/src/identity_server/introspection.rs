//! Whether an access token is good, and whose it is (RFC 7662): what a mail server asks.

use std::sync::Arc;

use axum::{Json, extract::State, http::HeaderMap};
use serde_json::{Value, json};

use super::{Endpoint, state::Shared};

pub(super) async fn answer(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: String) -> Json<Value> {
    let given = shared.log.add(Endpoint::Introspection, &headers, &body);
    let token = given.get("token").cloned().unwrap_or_default();
    let holder = shared.change(|state| {
        let family = state.access_tokens.get(&token)?;
        (!state.revoked.contains(family)).then(|| state.holders.get(family).cloned())?
    });
    Json(match holder {
        Some(username) => json!({ "active": true, "username": username, "token_type": "Bearer" }),
        None => json!({ "active": false }),
    })
}
