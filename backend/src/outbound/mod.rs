//! The only HTTP client of the server. Every address that an administrator types is called through it, so the
//! rules about where a request may go, how long it may take and how much it may bring back are all here.
//!
//! https to public addresses only, unless the operator's `OUTBOUND_ALLOW` says more; the address that was judged
//! is the one that is dialled; no redirects; no proxy from the environment.

mod address;
mod answer;
mod client;
mod dial;
mod error;
mod resolver;

pub use address::{AddressRules, Refusal};
pub use answer::Answer;
pub use client::{Limits, Outbound};
pub use error::OutboundError;
pub use resolver::{Lookup, SystemLookup};
