//! What stands in a token, for diagnosis: its claims and what there is to say about them, never the token itself.

use serde::{Deserialize, Serialize};

/// A token taken apart. Nothing was verified: that is the business of the service that the token is for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenClaims {
    /// What kind of token it is.
    pub form: TokenForm,
    /// Always false: a signature is not looked at here.
    pub verified: bool,
    /// The fields of its header, such as `alg` and `kid`.
    pub header: Vec<Claim>,
    /// Its claims, those that matter first.
    pub claims: Vec<Claim>,
    /// What there is to say about them.
    pub findings: Vec<ClaimFinding>,
}

/// What kind of token it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TokenForm {
    /// A signed JSON Web Token (RFC 7519).
    Jwt,
    /// An encrypted one (RFC 7516): only the service that it is for can read it.
    Encrypted,
    /// It means something to its provider alone.
    Opaque,
    /// There is no access token (any more).
    Absent,
}

/// A claim and its value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Claim {
    /// Its name.
    pub name: String,
    /// Its value, as the token has it.
    pub value: serde_json::Value,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// As it should be.
    Good,
    /// Often meant so; worth knowing.
    Note,
    /// The service will refuse the token, or do less than is wanted.
    Problem,
}

/// What is found about a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClaimFindingCode {
    /// It is what the resource asked for.
    Fits,
    /// `aud`: the token is for another service.
    AudienceDiffers,
    /// `tid`: another directory issued it than the tenant's.
    DirectoryDiffers,
    /// `iss`: another issuer than the resource's.
    IssuerDiffers,
    /// `azp`, `appid`: another client got it.
    ClientDiffers,
    /// `roles`: the application has no permission at all.
    RolesMissing,
    /// `roles`: the application has permissions, but none that it needs.
    PermissionMissing,
    /// `scp`: permissions that were asked for were not given.
    ScopeMissing,
    /// `upn` and the like: somebody else signed in than the mailbox is called.
    UserDiffers,
    /// `exp`: it has ended.
    Expired,
    /// `nbf`: it does not hold yet.
    NotYet,
}

/// A finding about a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimFinding {
    /// The claim.
    pub claim: String,
    /// What is found.
    pub code: ClaimFindingCode,
    /// How bad it is.
    pub severity: Severity,
    /// What the resource asked for, where something else was found.
    pub expected: Vec<String>,
    /// What the token has instead.
    pub found: Vec<String>,
}
