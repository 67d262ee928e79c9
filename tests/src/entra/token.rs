//! The two token endpoints. Tokens are JWTs whose signature nobody here checks.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json,
    extract::{Path, State as Extract},
    http::{StatusCode, Uri},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{
    CLIENT_ID, CLIENT_SECRET, EXCHANGE, GRAPH,
    consent::api_of,
    state::{Permissions, Shared, State},
};

type Given = HashMap<String, String>;
type Outcome = Result<Value, (&'static str, &'static str)>;

/// v2: `scope` says what the token is for.
pub(super) async fn v2(
    Extract(shared): Extract<Arc<Shared>>,
    Path(directory): Path<String>,
    uri: Uri,
    body: String,
) -> Response {
    let given = read(&shared, &uri, &body);
    answer(shared.change(|state| {
        client(state, &given)?;
        match given.get("grant_type").map(String::as_str) {
            Some("client_credentials") => {
                let scope = given.get("scope").cloned().unwrap_or_default();
                if !scope.ends_with("/.default") {
                    return Err(("invalid_scope", "AADSTS1002012: the scope must end in /.default"));
                }
                let api = api_of(&scope).ok_or(("invalid_resource", "AADSTS500011: no such resource principal"))?;
                Ok(application(state, &directory, api))
            }
            Some("authorization_code") => person(state, &directory, given.get("code")),
            Some("refresh_token") => person(state, &directory, given.get("refresh_token")),
            _ => Err(("unsupported_grant_type", "AADSTS70003: the grant is not supported")),
        }
    }))
}

/// v1: `resource` says what the token is for, and numbers are text.
pub(super) async fn v1(
    Extract(shared): Extract<Arc<Shared>>,
    Path(directory): Path<String>,
    uri: Uri,
    body: String,
) -> Response {
    let given = read(&shared, &uri, &body);
    answer(shared.change(|state| {
        client(state, &given)?;
        let resource = given.get("resource").map(String::as_str).unwrap_or_default();
        let known = [EXCHANGE, GRAPH].into_iter().find(|api| *api == resource);
        let api = known.ok_or(("invalid_resource", "AADSTS500011: no such resource principal"))?;
        let mut token = application(state, &directory, api);
        token["expires_in"] = json!("3599");
        token["resource"] = json!(api);
        Ok(token)
    }))
}

fn read(shared: &Shared, uri: &Uri, body: &str) -> Given {
    let given: Given = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    shared.visit(uri.path().to_owned(), given.clone());
    given
}

fn client(state: &State, given: &Given) -> Result<(), (&'static str, &'static str)> {
    let has = |name: &str, value: &str| given.get(name).is_some_and(|given| given == value);
    match (state.client_known && has("client_id", CLIENT_ID), has("client_secret", CLIENT_SECRET)) {
        (false, _) => Err(("unauthorized_client", "AADSTS700016: the application is not known in this directory")),
        (_, false) => Err(("invalid_client", "AADSTS7000215: the client secret is not right")),
        _ => Ok(()),
    }
}

/// There is a token even when nothing was granted: it then carries no `roles`.
fn application(state: &mut State, directory: &str, api: &str) -> Value {
    let Permissions { roles, .. } = state.carried(api);
    let mut claims = json!({ "aud": api, "appid": CLIENT_ID, "idtyp": "app" });
    if !roles.is_empty() {
        claims["roles"] = json!(roles);
    }
    let access_token = token(state, directory, claims);
    json!({ "token_type": "Bearer", "expires_in": 3599, "access_token": access_token })
}

/// A person gets no token for an API to which nobody has consented.
fn person(state: &mut State, directory: &str, presented: Option<&String>) -> Outcome {
    let scope = presented.and_then(|presented| state.sign_ins.get(presented)).cloned();
    let scope = scope.ok_or(("invalid_grant", "AADSTS70000: the grant is not valid"))?;
    let api = scope.split_whitespace().find_map(api_of).unwrap_or(GRAPH);
    let granted = state.carried(api).scopes;
    let asked = |name: &&String| scope.split_whitespace().any(|word| word.rsplit('/').next() == Some(name.as_str()));
    let names: Vec<String> = granted.iter().filter(asked).cloned().collect();
    if names.is_empty() {
        return Err((
            "invalid_grant",
            "AADSTS65001: the user or administrator has not consented to use the application",
        ));
    }
    let refresh_token = format!("refresh-{:05}-canary", state.number());
    state.secrets.push(refresh_token.clone());
    state.sign_ins.insert(refresh_token.clone(), scope);
    let access_token = token(state, directory, json!({ "aud": api, "scp": names.join(" "), "appid": CLIENT_ID }));
    Ok(json!({
        "token_type": "Bearer", "expires_in": 3599, "access_token": access_token, "refresh_token": refresh_token,
    }))
}

fn token(state: &mut State, directory: &str, mut claims: Value) -> String {
    let number = state.number();
    claims["tid"] = json!(if directory == super::DIRECTORY { state.token_directory.as_str() } else { directory });
    claims["uti"] = json!(number);
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let token = if state.opaque {
        format!("opaque-{number:05}-{}", "x9Zq".repeat(6))
    } else {
        format!("{}.{}.signature-{number:05}", part(&json!({ "typ": "JWT", "alg": "RS256" })), part(&claims))
    };
    state.secrets.push(token.clone());
    token
}

fn answer(outcome: Outcome) -> Response {
    match outcome {
        Ok(body) => Json(body).into_response(),
        Err((error, description)) => {
            let code: Option<u64> =
                description.strip_prefix("AADSTS").and_then(|rest| rest.split(':').next()?.parse().ok());
            let body = json!({ "error": error, "error_description": description, "error_codes": [code] });
            (StatusCode::BAD_REQUEST, Json(body)).into_response()
        }
    }
}
