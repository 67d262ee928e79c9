//! The two consent pages. Whoever comes has decided already; see [`Reply`].

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::{Path, Query, State as Extract},
    http::{StatusCode, Uri, header::LOCATION},
    response::{IntoResponse as _, Response},
};

use super::{
    CLIENT_ID, EXCHANGE, GRAPH,
    state::{Reply, Shared},
};

type Given = HashMap<String, String>;

/// v1: grants everything that the registration lists.
pub(super) async fn v1(
    Extract(shared): Extract<Arc<Shared>>,
    Path(directory): Path<String>,
    uri: Uri,
    Query(given): Query<Given>,
) -> Response {
    shared.visit(uri.path().to_owned(), given.clone());
    if let Err(refusal) = judge(&given) {
        return refusal;
    }
    let reply = shared.change(|state| {
        if state.reply == Reply::Yes {
            state.grant(None);
        }
        state.reply.clone()
    });
    let answer = match &reply {
        Reply::Yes => vec![("tenant", directory.as_str()), ("admin_consent", "True")],
        Reply::Elsewhere(other) => vec![("tenant", other.as_str()), ("admin_consent", "True")],
        Reply::Cancel => {
            vec![("error", "permission_denied"), ("error_description", "The admin canceled the request")]
        }
        Reply::NotAllowed => refused_for_want_of_a_role(),
    };
    back(&given, &answer)
}

/// v2: grants what it is asked for.
pub(super) async fn v2(
    Extract(shared): Extract<Arc<Shared>>,
    Path(directory): Path<String>,
    uri: Uri,
    Query(given): Query<Given>,
) -> Response {
    shared.visit(uri.path().to_owned(), given.clone());
    if let Err(refusal) = judge(&given) {
        return refusal;
    }
    let scope = given.get("scope").cloned().unwrap_or_default();
    if scope.is_empty() || directory == "common" {
        return (StatusCode::BAD_REQUEST, "AADSTS900144: the request must say scope, and to whom").into_response();
    }
    let reply = shared.change(|state| {
        if state.reply == Reply::Yes {
            scope.split_whitespace().filter_map(api_of).for_each(|api| state.grant(Some(api)));
        }
        state.reply.clone()
    });
    // v2 says admin_consent=True even beside an error.
    let mut answer = vec![("admin_consent", "True")];
    match &reply {
        Reply::Yes => answer.extend([("tenant", directory.as_str()), ("scope", scope.as_str())]),
        Reply::Elsewhere(other) => answer.extend([("tenant", other.as_str()), ("scope", scope.as_str())]),
        Reply::Cancel => answer.extend([
            ("error", "consent_required"),
            ("error_description", "AADSTS65004: User declined to consent to access the app."),
        ]),
        Reply::NotAllowed => answer.extend(refused_for_want_of_a_role()),
    }
    back(&given, &answer)
}

fn refused_for_want_of_a_role() -> Vec<(&'static str, &'static str)> {
    vec![
        ("error", "access_denied"),
        ("error_description", "AADSTS90094: An administrator of the directory must grant the permission."),
    ]
}

/// The API that a scope belongs to. POP and IMAP are granted under a name of their own.
pub(super) fn api_of(scope: &str) -> Option<&'static str> {
    let (audience, _) = scope.rsplit_once('/')?;
    match audience {
        "https://outlook.office365.com" | "https://outlook.office.com" | "https://ps.outlook.com" => Some(EXCHANGE),
        GRAPH => Some(GRAPH),
        _ => None,
    }
}

fn judge(given: &Given) -> Result<(), Response> {
    let known = given.get("client_id").is_some_and(|id| id == CLIENT_ID) && given.contains_key("redirect_uri");
    let refusal = (StatusCode::BAD_REQUEST, "AADSTS700016: the application is not known in this directory");
    if known { Ok(()) } else { Err(refusal.into_response()) }
}

fn back(given: &Given, answer: &[(&str, &str)]) -> Response {
    let mut url = url::Url::parse(&given["redirect_uri"]).expect("a callback URL");
    url.query_pairs_mut().extend_pairs(answer).extend_pairs(given.get("state").map(|state| ("state", state)));
    (StatusCode::FOUND, [(LOCATION, url.to_string())]).into_response()
}
