//! Finding endpoints: what to look for, and what was found.

use serde::{Deserialize, Serialize};

use super::{Endpoints, ISSUER};
use crate::field::{FieldFault, FieldKind, FieldSpec, Report, Validate};

/// Where to look for endpoints: exactly one of the three.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Discover {
    /// A verified domain of a Microsoft directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// A Microsoft directory (tenant) ID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub directory_id: Option<String>,
    /// An issuer URL (RFC 8414 §3, OpenID Connect Discovery §4).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
}

impl Validate for Discover {
    fn validate(&self, report: &mut Report) {
        let given = [&self.domain, &self.directory_id, &self.issuer].into_iter().flatten().count();
        if given == 0 {
            report.add("/issuer", FieldFault::Required);
        } else if given > 1 {
            report.add("", FieldFault::Choice);
        }
        report.check_opt(&FieldSpec::optional("domain", FieldKind::Domain), self.domain.as_deref());
        report.check_opt(&FieldSpec::optional("directory_id", FieldKind::Guid), self.directory_id.as_deref());
        report.check_opt(&ISSUER, self.issuer.as_deref());
    }
}

/// What discovery found; nothing is stored until the resource is changed with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DiscoveryProposal {
    /// The issuer, exactly as its document spells it.
    pub issuer: String,
    /// The Microsoft directory (tenant) ID, where the issuer names one.
    pub directory_id: Option<String>,
    /// Endpoints to use.
    pub endpoints: Endpoints,
    /// Whether the issuer promises `iss` in every callback.
    pub issuer_in_callback: bool,
    /// Grants that it says it speaks.
    pub grant_types_supported: Vec<String>,
    /// Scopes that it lists.
    pub scopes_supported: Vec<String>,
    /// Client authentication that it accepts.
    pub token_endpoint_auth_methods_supported: Vec<String>,
    /// PKCE methods that it accepts.
    pub code_challenge_methods_supported: Vec<String>,
}
