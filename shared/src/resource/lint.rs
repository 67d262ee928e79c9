//! Plain-language warnings about a resource's values: mistakes that the server at the other end would report
//! later, in a code.

use serde::{Deserialize, Serialize};

use super::{Phase, ResourceType};

/// What is odd.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LintCode {
    /// A secret stands in the authorization column; it is never sent there.
    SecretInAuthorization,
    /// A v2 endpoint wants `scope`, not `resource` (AADSTS901002).
    ResourceAtV2,
    /// A v1 endpoint ignores `scope`; `resource` decides the audience.
    ScopeAtV1,
    /// The endpoint carries a query string.
    EndpointWithQuery,
    /// The phase sends no `client_id`.
    ClientIdMissing,
}

/// One warning, and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Lint {
    /// What is odd.
    pub code: LintCode,
    /// The parameter (or `endpoints`) that it is about.
    pub parameter: String,
    /// The phase that it is about.
    pub phase: Phase,
}

/// Warnings about a resource of type `kind`.
///
/// `value` tells the effective value (override, else default; of a secret anything non-empty will do) and
/// `endpoint` the endpoint that a phase calls.
pub fn lint<'a>(
    kind: &ResourceType,
    value: impl Fn(&str, Phase) -> Option<&'a str>,
    endpoint: impl Fn(Phase) -> Option<&'a str>,
) -> Vec<Lint> {
    let mut found = Vec::new();
    for phase in Phase::ALL {
        let Some(address) = endpoint(phase) else {
            continue;
        };
        let mut warn = |code, parameter: &str| found.push(Lint { code, parameter: parameter.to_owned(), phase });
        let filled = |name: &str| value(name, phase).is_some_and(|v| !v.is_empty());
        if address.contains('?') {
            warn(LintCode::EndpointWithQuery, "endpoints");
        }
        for parameter in kind.parameters.iter().filter(|p| p.secret) {
            if phase == Phase::Authorization && filled(&parameter.name) {
                warn(LintCode::SecretInAuthorization, &parameter.name);
            }
        }
        match microsoft_version(address) {
            Some(2) if filled("resource") => warn(LintCode::ResourceAtV2, "resource"),
            Some(1) if filled("scope") => warn(LintCode::ScopeAtV1, "scope"),
            _ => {}
        }
        if kind.parameter("client_id").is_some_and(|p| p.sent_in(phase)) && !filled("client_id") {
            warn(LintCode::ClientIdMissing, "client_id");
        }
    }
    found
}

/// 1 or 2 for a Microsoft identity platform endpoint, by its path.
fn microsoft_version(endpoint: &str) -> Option<u8> {
    if endpoint.contains("/oauth2/v2.0/") {
        Some(2)
    } else if endpoint.contains("/oauth2/authorize") || endpoint.contains("/oauth2/token") {
        endpoint.contains("login.").then_some(1)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ids::ResourceTypeId,
        resource::{PhaseFlag, PhaseValues, RecoveryClass, TypeParameter},
    };

    fn parameter(name: &str, secret: bool) -> TypeParameter {
        TypeParameter {
            name: name.into(),
            description: crate::text::LocalizedText::default(),
            secret,
            url_encode: true,
            phases: vec![PhaseFlag::AuthorizationRequest, PhaseFlag::TokenRequest],
            defaults: PhaseValues::default(),
            application_default: None,
        }
    }

    fn kind() -> ResourceType {
        ResourceType {
            id: ResourceTypeId::new("t"),
            name: "T".into(),
            description: crate::text::LocalizedText::default(),
            usage: None,
            grants: vec![],
            client_auth: vec![],
            endpoints: super::super::EndpointTemplates::default(),
            directory: None,
            parameters: vec![
                parameter("client_id", false),
                parameter("client_secret", true),
                parameter("resource", false),
            ],
            audience: super::super::AudienceForm::default(),
            expected_response_fields: vec![],
            refresh_token_days: None,
            warning_days: None,
            recovery: RecoveryClass::default(),
            permissions: vec![],
            consent_scope: None,
            grace_seconds: None,
        }
    }

    #[test]
    fn v2_with_resource_and_a_secret_in_the_address_bar() {
        let found = lint(
            &kind(),
            |_, _| Some("x"),
            |phase| {
                (phase == Phase::Authorization).then_some("https://login.microsoftonline.com/t/oauth2/v2.0/authorize")
            },
        );
        let codes: Vec<LintCode> = found.iter().map(|l| l.code).collect();
        assert_eq!(codes, [LintCode::SecretInAuthorization, LintCode::ResourceAtV2]);
    }

    #[test]
    fn a_missing_client_id_is_named() {
        let found = lint(&kind(), |_, _| None, |_| Some("https://id.example.com/token"));
        assert!(found.iter().all(|l| l.code == LintCode::ClientIdMissing));
        assert_eq!(found.len(), 2);
    }
}
