//! Device codes (RFC 8628): given out here, entered by a test, asked for at the token endpoint.

use std::sync::Arc;

use axum::{extract::State as Extract, http::HeaderMap, response::Response};
use serde_json::json;

use super::{
    Endpoint, misbehaviour,
    state::{Device, Entered, Shared, State},
    token::{Given, Outcome, error, grant},
};

pub(super) const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:device_code";

pub(super) async fn begin(Extract(shared): Extract<Arc<Shared>>, headers: HeaderMap, body: String) -> Response {
    let given = shared.log.add(Endpoint::DeviceAuthorization, &headers, &body);
    let page = format!("{}/device", shared.url);
    let endpoint = format!("{}/token", shared.url);
    let honest = || {
        shared.change(|state| {
            if state.client.knows(&endpoint, &headers, &given) {
                give_out(state, &given, &page)
            } else {
                error("invalid_client", "the client or its secret is not known")
            }
        })
    };
    misbehaviour::answer(shared.script(Endpoint::DeviceAuthorization), honest).await
}

fn give_out(state: &mut State, given: &Given, page: &str) -> Outcome {
    let device_code = state.secret("device");
    let user_code = format!("WDJB-{:04}", state.number());
    let scope = given.get("scope").cloned().unwrap_or_default();
    let device = Device { user_code: user_code.clone(), scope, entered: Entered::Not };
    state.devices.insert(device_code.clone(), device);
    // The shortest interval, so that tests do not wait.
    (
        200,
        json!({ "device_code": device_code, "user_code": user_code, "verification_uri": page, "expires_in": 900, "interval": 1 }),
    )
}

pub(super) fn poll(state: &mut State, given: &Given) -> Outcome {
    let Some(device) = given.get("device_code").and_then(|code| state.devices.get_mut(code)) else {
        return error("invalid_grant", "the device code is not known");
    };
    match device.entered {
        Entered::Not => error("authorization_pending", "nobody has entered the code yet"),
        Entered::Declined => error("access_denied", "somebody said no"),
        Entered::Used => error("invalid_grant", "the device code was used before"),
        Entered::Approved => {
            device.entered = Entered::Used;
            let scope = device.scope.clone();
            let family = state.number();
            grant(state, family, scope, None)
        }
    }
}
