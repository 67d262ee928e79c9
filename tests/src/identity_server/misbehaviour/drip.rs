//! The right answer, one byte at a time.

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;

use super::{Misbehaviour, respond};

/// Sends each byte as a chunk of its own.
pub fn drip() -> Misbehaviour {
    Misbehaviour::spoiling(|status, body| {
        let bytes = body.to_string().into_bytes().into_iter();
        let chunks = bytes.map(|byte| Ok::<_, std::convert::Infallible>(Bytes::copy_from_slice(&[byte])));
        respond(status, "application/json", Body::from_stream(stream::iter(chunks)))
    })
}
