//! What discovery would change, value by value.

use shared::api::resource::{DiscoveryProposal, Resource};

/// One value before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// The endpoint's name, or `issuer`.
    pub(crate) name: &'static str,
    /// What is stored.
    pub(crate) before: Option<String>,
    /// What was found.
    pub(crate) after: Option<String>,
}

impl Change {
    /// Whether there is anything to change.
    pub(crate) fn differs(&self) -> bool {
        self.before != self.after
    }
}

/// Every value that is there before or after.
pub(crate) fn changes(resource: &Resource, proposal: &DiscoveryProposal) -> Vec<Change> {
    let pair = |(name, before): (&'static str, Option<&str>), after: Option<&str>| Change {
        name,
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    };
    let endpoints = resource.endpoints.iter().zip(proposal.endpoints.iter()).map(|(old, (_, new))| pair(old, new));
    let issuer = pair(("issuer", resource.issuer.as_deref()), Some(&proposal.issuer));
    endpoints.chain([issuer]).filter(|change| change.before.is_some() || change.after.is_some()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_values_that_are_there_are_compared() {
        let resource = json!({
            "id": "r", "name": "R", "type": "t", "grant": "g", "client_auth": "none",
            "endpoints": { "token": "https://id.example.com/token" }, "issuer": null, "issuer_in_callback": false,
            "parameters": {}, "token_replacements": {}, "callback_url": "", "findings": [],
            "created_at": "2026-11-21T20:00:00Z", "updated_at": "2026-11-21T20:00:00Z",
        });
        let proposal = json!({
            "issuer": "https://id.example.com", "directory_id": null, "issuer_in_callback": true,
            "endpoints": { "authorization": "https://id.example.com/auth", "token": "https://id.example.com/token" },
            "grant_types_supported": [], "scopes_supported": [], "token_endpoint_auth_methods_supported": [],
            "code_challenge_methods_supported": [],
        });
        let found = changes(
            &serde_json::from_value(resource).expect("a resource"),
            &serde_json::from_value(proposal).expect("a proposal"),
        );
        let told: Vec<(&str, bool)> = found.iter().map(|change| (change.name, change.differs())).collect();
        assert_eq!(told, [("authorization", true), ("token", false), ("issuer", true)]);
    }
}
