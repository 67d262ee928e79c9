//! A redirect to somewhere else, which would carry the client's secret along if it were followed.

use super::{Misbehaviour, respond};

/// Redirects to `location` and keeps method and body (307).
pub fn redirect(location: &str) -> Misbehaviour {
    let location = location.to_owned();
    Misbehaviour::instead(move || {
        let mut response = respond(307, "text/plain", "");
        response.headers_mut().insert("location", location.parse().expect("a header"));
        response
    })
}
