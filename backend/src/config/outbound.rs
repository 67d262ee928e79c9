//! What may be called from here, beyond `https` to public addresses.

use ipnet::IpNet;

use super::{
    listen::networks,
    raw::{Raw, variable},
};

/// What may be called from here, beyond `https` to public addresses.
#[derive(Debug, Clone, Default)]
pub struct OutboundConfig {
    /// Private networks that may be called: on-premises identity servers.
    pub networks: Vec<IpNet>,
    /// Whether `http` may be used, to those networks only.
    pub http: bool,
}

impl OutboundConfig {
    pub(super) fn read(raw: &Raw, faults: &mut Vec<String>) -> Option<Self> {
        let http = raw.list("outbound_allow").any(|entry| entry == "http");
        let networks = networks(raw.list("outbound_allow").filter(|entry| *entry != "http"));
        if networks.is_none() {
            faults.push(format!(
                "{}: must be networks such as 10.0.0.0/8, and the word http to allow it to those",
                variable("outbound_allow")
            ));
        }
        Some(Self { networks: networks?, http })
    }
}
