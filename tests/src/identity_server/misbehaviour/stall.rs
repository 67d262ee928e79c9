//! Half an answer, and then nothing more for as long as the connection lives.

use axum::body::Body;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};

use super::{Misbehaviour, respond};

/// Sends the first half of the answer and never the second.
pub fn stall() -> Misbehaviour {
    Misbehaviour::spoiling(|status, body| {
        let text = body.to_string();
        let half = Bytes::copy_from_slice(&text.as_bytes()[..text.len() / 2]);
        let chunks = stream::iter([Ok::<_, std::convert::Infallible>(half)]).chain(stream::pending());
        respond(status, "application/json", Body::from_stream(chunks))
    })
}
