//! The authorization endpoint: approves at once and sends the browser back (RFC 6749 §4.1.2).

use std::sync::Arc;

use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};

use super::{
    CLIENT_ID, Endpoint,
    state::{Code, Shared},
};

pub(super) async fn approve(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let given = shared.log.add(Endpoint::Authorize, &headers, &query.unwrap_or_default());
    let parameter = |name: &str| given.get(name).cloned().unwrap_or_default();
    let complaint = match () {
        () if parameter("client_id") != CLIENT_ID => Some("client_id"),
        () if parameter("response_type") != "code" => Some("response_type"),
        () if parameter("code_challenge_method") != "S256" => Some("code_challenge_method"),
        () if parameter("code_challenge").len() != 43 => Some("code_challenge"),
        () if parameter("state").is_empty() => Some("state"),
        () if given.contains_key("client_secret") => Some("client_secret has no business in a browser"),
        () => None,
    };
    let redirect_uri = parameter("redirect_uri");
    let (Ok(mut back), None) = (url::Url::parse(&redirect_uri), complaint) else {
        return (StatusCode::BAD_REQUEST, format!("refused: {complaint:?} {redirect_uri}")).into_response();
    };
    shared.change(|state| {
        let mut pairs = back.query_pairs_mut();
        pairs.append_pair("state", &parameter("state"));
        if let Some((error, description)) = &state.refusal {
            pairs.append_pair("error", error).append_pair("error_description", description);
        } else {
            let code = state.secret("code");
            pairs.append_pair("code", &code);
            let (challenge, scope) = (parameter("code_challenge"), parameter("scope"));
            state.codes.insert(code, Code { challenge, redirect_uri, scope, used: false });
            state.secrets.push(parameter("state"));
        }
        if let Some(issuer) = &state.callback_issuer {
            pairs.append_pair("iss", issuer);
        }
    });
    (StatusCode::SEE_OTHER, [("location", back.to_string())]).into_response()
}
