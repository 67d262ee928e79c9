//! The token endpoint: exchanges codes, refreshes, serves client credentials (RFC 6749 §4.1.3, §4.4, §6).

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::State as Extract,
    http::HeaderMap,
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{
    Endpoint, device, misbehaviour, password,
    state::{RefreshToken, Rotation, Shared, State},
};

pub(super) type Given = HashMap<String, String>;
/// A status code and a body.
pub(super) type Outcome = (u16, Value);

pub(super) async fn answer(Extract(shared): Extract<Arc<Shared>>, headers: HeaderMap, body: String) -> Response {
    let given = shared.log.add(Endpoint::Token, &headers, &body);
    let endpoint = format!("{}/token", shared.url);
    misbehaviour::answer(shared.script(Endpoint::Token), || {
        shared.change(|state| outcome(state, &endpoint, &headers, &given))
    })
    .await
}

pub(super) async fn elsewhere(Extract(shared): Extract<Arc<Shared>>, headers: HeaderMap) -> Response {
    shared.log.add(Endpoint::Elsewhere, &headers, "");
    "nobody should have come here".into_response()
}

pub(super) fn error(code: &str, description: &str) -> Outcome {
    (if code == "invalid_client" { 401 } else { 400 }, json!({ "error": code, "error_description": description }))
}

fn outcome(state: &mut State, endpoint: &str, headers: &HeaderMap, given: &Given) -> Outcome {
    if !state.client.knows(endpoint, headers, given) {
        return error("invalid_client", "the client or its secret is not known");
    }
    match given.get("grant_type").map(String::as_str) {
        Some("authorization_code") => exchange(state, given),
        Some("refresh_token") => refresh(state, given),
        Some("client_credentials") => {
            let token = state.access_token();
            (
                200,
                json!({ "access_token": token, "token_type": "Bearer", "expires_in": state.life, "scope": given.get("scope") }),
            )
        }
        Some("password") => password::sign_in(state, given),
        Some(device::GRANT_TYPE) => device::poll(state, given),
        _ => error("unsupported_grant_type", "this grant is not spoken here"),
    }
}

fn exchange(state: &mut State, given: &Given) -> Outcome {
    let verifier = given.get("code_verifier").cloned().unwrap_or_default();
    state.secrets.push(verifier.clone());
    let Some(code) = given.get("code").and_then(|code| state.codes.get_mut(code)) else {
        return error("invalid_grant", "the code is not known");
    };
    let proof = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
    if std::mem::replace(&mut code.used, true) {
        return error("invalid_grant", "the code was used before");
    }
    if proof != code.challenge || !(43..=128).contains(&verifier.len()) {
        return error("invalid_grant", "the verifier does not fit the challenge");
    }
    if given.get("redirect_uri") != Some(&code.redirect_uri) {
        return error("invalid_grant", "redirect_uri is not the one of the authorization request");
    }
    let scope = code.scope.clone();
    let family = state.number();
    let holder = state.holder.clone();
    state.holders.extend(holder.map(|holder| (family, holder)));
    grant(state, family, scope, None)
}

fn refresh(state: &mut State, given: &Given) -> Outcome {
    if let Some(code) = state.refused_sign_ins {
        return error("invalid_grant", &format!("{code}: The provided grant has been revoked."));
    }
    let presented = given.get("refresh_token").cloned().unwrap_or_default();
    let (rotation, revoked) = (state.rotation, state.revoked.clone());
    let Some(token) = state.refresh_tokens.get_mut(&presented).filter(|token| !revoked.contains(&token.family)) else {
        return error("invalid_grant", "the refresh token is not known or was revoked");
    };
    token.uses += 1;
    let (family, scope, parent) = (token.family, token.scope.clone(), token.parent.clone());
    let stolen = match rotation {
        Rotation::None | Rotation::Reusable => false,
        Rotation::RetrySafe => token.superseded,
        Rotation::Strict => token.uses > 1,
        Rotation::Grace => token.uses > 2,
    };
    if let Some(parent) = parent.and_then(|parent| state.refresh_tokens.get_mut(&parent)) {
        parent.superseded = true;
    }
    if stolen {
        state.revoked.insert(family);
        return error("invalid_grant", "the refresh token was used before; its family is revoked");
    }
    grant(state, family, scope, Some(presented))
}

/// An access token, and a refresh token where one is due.
pub(super) fn grant(state: &mut State, family: u32, scope: String, parent: Option<String>) -> Outcome {
    let access_token = state.access_token();
    state.access_tokens.insert(access_token.clone(), family);
    let mut body = json!({
        "access_token": access_token, "token_type": "Bearer", "expires_in": state.life, "scope": scope,
    });
    let first = !state.refresh_tokens.values().any(|token| token.family == family);
    if first || state.rotation != Rotation::None {
        let refresh_token = state.secret("refresh");
        state.newest = Some(refresh_token.clone());
        body["refresh_token"] = json!(refresh_token);
        state.refresh_tokens.insert(refresh_token, RefreshToken { family, scope, uses: 0, parent, superseded: false });
    }
    (200, body)
}
