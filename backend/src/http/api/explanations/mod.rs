//! What a provider's error means.

mod explain;

pub use explain::explain;
