//! A page where JSON was expected: a proxy's, or a wrong address's.

use super::{Misbehaviour, respond};

/// Answers 200 with a page.
pub fn html() -> Misbehaviour {
    Misbehaviour::instead(|| {
        respond(200, "text/html", "<!doctype html><title>Sign in</title><h1>Welcome to the proxy</h1>")
    })
}
