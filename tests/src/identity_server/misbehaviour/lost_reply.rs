//! The request is processed and the answer never arrives: the worst moment of a rotation.

use axum::body::Body;
use futures_util::stream;

use super::{Misbehaviour, respond};

/// Processes the request, then breaks the connection before the first byte of the answer.
pub fn lost_reply() -> Misbehaviour {
    Misbehaviour::spoiling(|status, _| {
        let broken = stream::iter([Err::<bytes::Bytes, _>(std::io::Error::other("the line went dead"))]);
        respond(status, "application/json", Body::from_stream(broken))
    })
}
