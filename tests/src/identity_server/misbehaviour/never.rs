//! No answer at all, and the request is not processed: it arrived and that was it.

use super::Misbehaviour;

/// Reads the request and does nothing for as long as the connection lives.
pub fn never() -> Misbehaviour {
    Misbehaviour::new(|_| Box::pin(std::future::pending()))
}
