//! Why a call did not bring a usable answer. No variant carries anything that the other side sent.

use std::error::Error;

use super::Refusal;

/// Why a call did not bring a usable answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// The address may not be called from here.
    #[error("address refused: {0}")]
    AddressRefused(#[from] Refusal),
    /// No name, no route or no TLS: nothing was sent.
    #[error("the server cannot be reached")]
    Unreachable,
    /// The connection broke; whether the request was read is not known.
    #[error("the connection broke")]
    Interrupted,
    /// It took too long.
    #[error("the server did not answer in time")]
    TimedOut,
    /// More than the limit.
    #[error("the answer is too large")]
    TooLarge,
    /// Something other than JSON.
    #[error("the answer is not JSON")]
    NotJson,
    /// A redirect; they are not followed, because they could carry a secret elsewhere.
    #[error("the server answered with a redirect")]
    Redirected,
}

impl OutboundError {
    pub(super) fn from_transport(error: &reqwest::Error) -> Self {
        let mut source = error.source();
        while let Some(cause) = source {
            if let Some(refusal) = cause.downcast_ref::<Refusal>() {
                return Self::AddressRefused(*refusal);
            }
            source = cause.source();
        }
        if error.is_connect() {
            Self::Unreachable
        } else if error.is_timeout() {
            Self::TimedOut
        } else {
            Self::Interrupted
        }
    }

    /// Whether the other side cannot have seen the request, so that asking again changes nothing there.
    pub fn nothing_was_sent(self) -> bool {
        matches!(self, Self::AddressRefused(_) | Self::Unreachable)
    }
}
