//! Microsoft Graph.

use axum::{
    Json,
    extract::{OriginalUri, Path, State},
    http::{HeaderMap, HeaderName, StatusCode},
    response::{IntoResponse as _, Response},
};
use serde_json::json;

use super::{Mailbox, Shared, Visit, claims, is_application};
use crate::entra::GRAPH;

const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

/// The inbox of whoever signed in.
pub(super) async fn mine(State(shared): State<Shared>, OriginalUri(uri): OriginalUri, headers: HeaderMap) -> Response {
    note(&shared, uri.to_string());
    match claims(&headers, GRAPH) {
        None => refused(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", "Access token validation failure."),
        Some(claims) if is_application(&claims) => refused(
            StatusCode::BAD_REQUEST,
            "BadRequest",
            "/me request is only valid with delegated authentication flow.",
        ),
        Some(_) => inbox(),
    }
}

/// The inbox of a mailbox that is named.
pub(super) async fn of(
    State(shared): State<Shared>,
    Path(mailbox): Path<String>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    note(&shared, uri.to_string());
    if claims(&headers, GRAPH).is_none() {
        return refused(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", "Access token validation failure.");
    }
    match shared.change(|state| state.mailboxes.get(&mailbox).copied()) {
        None => refused(StatusCode::NOT_FOUND, "ErrorInvalidUser", "The requested user is invalid."),
        Some(Mailbox::Denied) => refused(StatusCode::FORBIDDEN, "ErrorAccessDenied", "Access to OData is disabled."),
        Some(Mailbox::Open) => inbox(),
    }
}

fn note(shared: &Shared, path: String) {
    shared.change(|state| state.visits.push(Visit { path, ..Visit::default() }));
}

fn inbox() -> Response {
    Json(json!({ "id": "AQMk", "totalItemCount": 3 })).into_response()
}

fn refused(status: StatusCode, code: &str, message: &str) -> Response {
    let id = "6f1c0de5-0000-4000-8000-00000000beef";
    let body = Json(json!({ "error": { "code": code, "message": message } }));
    (status, [(REQUEST_ID, id)], body).into_response()
}
