//! A person signs in at v2 and is sent back with a code; what the code is worth depends on what was granted.

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::{Query, State as Extract},
    http::{StatusCode, Uri, header::LOCATION},
    response::{IntoResponse as _, Response},
};

use super::state::Shared;

pub(super) async fn sign_in(
    Extract(shared): Extract<Arc<Shared>>,
    uri: Uri,
    Query(given): Query<HashMap<String, String>>,
) -> Response {
    shared.visit(uri.path().to_owned(), given.clone());
    let code = shared.change(|state| {
        let code = format!("code-{:05}", state.number());
        state.sign_ins.insert(code.clone(), given.get("scope").cloned().unwrap_or_default());
        code
    });
    let mut url = url::Url::parse(&given["redirect_uri"]).expect("a callback URL");
    url.query_pairs_mut().append_pair("code", &code).append_pair("state", &given["state"]);
    (StatusCode::SEE_OTHER, [(LOCATION, url.to_string())]).into_response()
}
