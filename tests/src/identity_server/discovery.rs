//! The metadata document (RFC 8414, OpenID Connect Discovery).

use std::sync::Arc;

use axum::{extract::State, http::HeaderMap, response::Response};
use serde_json::json;

use super::{Endpoint, device, misbehaviour, state::Shared};

pub(super) async fn document(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    shared.log.add(Endpoint::Discovery, &headers, "");
    let url = &shared.url;
    let honest = json!({
        "issuer": url,
        "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": format!("{url}/token"),
        "device_authorization_endpoint": format!("{url}/device_authorization"),
        "authorization_response_iss_parameter_supported": true,
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials", device::GRANT_TYPE],
        "scopes_supported": ["mail", "offline_access"],
        "response_types_supported": ["code"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
    });
    misbehaviour::answer(shared.script(Endpoint::Discovery), || (200, honest.clone())).await
}
