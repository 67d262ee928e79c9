//! Whether tokens are renewed here before anybody asks.

use super::raw::{Raw, variable};

/// Whether tokens are renewed here before anybody asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RenewalsConfig {
    /// On: this node renews ahead of need and takes up what a crash left. Off: it only serves, and renews when it is
    /// asked for a token.
    pub on: bool,
}

impl RenewalsConfig {
    pub(super) fn read(raw: &Raw, faults: &mut Vec<String>) -> Option<Self> {
        match raw.get_or("renewals", "on") {
            "on" => Some(Self { on: true }),
            "off" => Some(Self { on: false }),
            _ => {
                faults.push(format!("{}: must be on or off", variable("renewals")));
                None
            }
        }
    }
}
