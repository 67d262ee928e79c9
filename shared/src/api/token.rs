//! Cached tokens: what may be known about them, and the broker that hands the access token out.

use serde::{Deserialize, Serialize};

use super::authorization::{SUBJECT, hand_out_opt};
use crate::{
    field::{FieldFault, FieldKind, FieldSpec, Report, Validate},
    ids::TokenId,
    provider_error::{ErrorClass, WhoActs},
    secret::{SecretText, hand_out},
    timestamp::Timestamp,
};

/// How a token is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TokenState {
    /// The access token can be used.
    Valid,
    /// The access token has ended; the next request refreshes it.
    Expired,
    /// A refresh is under way.
    Refreshing,
    /// Somebody has to sign in again.
    InteractionRequired,
    /// An administrator has to grant consent.
    ConsentRequired,
    /// The provider does not accept the resource as configured.
    ConfigurationError,
    /// The provider refused the refresh token. It is kept and not presented again, until somebody insists or signs in
    /// anew.
    Quarantined,
}

/// A cached token without the token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenMetadata {
    /// Its id.
    pub id: TokenId,
    /// The mailbox or user; `null`: whoever signed in, or the application itself.
    pub subject: Option<String>,
    /// The token whose refresh token it lives from: one sign-in can have tokens for several audiences side by side.
    /// `null`: it has its own, or needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<TokenId>,
    /// The audience it was asked for (`resource` of v1, RFC 8707; `<audience>/.default` of v2); `null`: the one that
    /// the resource is configured for.
    pub audience: Option<String>,
    /// The scopes it was given, or asked for where the provider did not tell.
    pub scope: Option<String>,
    /// How it is presented; `Bearer`.
    pub token_type: String,
    /// How it is doing.
    pub state: TokenState,
    /// When it was obtained or last refreshed.
    pub obtained_at: Timestamp,
    /// When the access token ends.
    pub expires_at: Timestamp,
    /// Whether it can be refreshed.
    pub refreshable: bool,
    /// When the refresh token ends if it is not used, where that is known.
    pub refresh_expires_at: Option<Timestamp>,
    /// Why it is not valid, when it is not.
    pub last_error: Option<TokenError>,
}

/// The last thing that went wrong with a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenError {
    /// When.
    pub at: Timestamp,
    /// The code of the problem (`oauth.invalid_grant`).
    pub code: String,
    /// What happened, in the caller's language.
    pub detail: String,
    /// What to do about it, in the caller's language.
    pub remedy: Option<String>,
    /// The provider's own code.
    pub provider_code: Option<String>,
    /// The provider's correlation id.
    pub correlation_id: Option<String>,
    /// What kind of fault it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<ErrorClass>,
    /// Who has to act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<WhoActs>,
}

/// Something that happened to a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenEvent {
    /// When.
    pub at: Timestamp,
    /// `acquired`, `refreshed`, `refresh_failed`, `quarantined`, `insisted`.
    pub kind: String,
    /// The code of the problem, for failures.
    pub code: Option<String>,
    /// The provider's own code, for failures.
    pub provider_code: Option<String>,
    /// What it means, in the caller's language, for failures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<TokenError>,
}

/// Obtains a token now, without a browser.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AcquireToken {
    /// The mailbox or user. With the grant `password` the user name unless told.
    #[serde(default)]
    pub subject: Option<String>,
    /// The sign-in name, for the grant `password`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Its password, for the grant `password`; absent: the one that is kept.
    #[serde(default, serialize_with = "hand_out_opt", skip_serializing_if = "Option::is_none")]
    pub password: Option<SecretText>,
    /// Whether to keep the password, sealed, for when the provider accepts the refresh token no more, or gave none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keep: bool,
    /// Another audience than the configured one, with the sign-in that `subject` has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// A refresh token obtained elsewhere, for the grant `refresh_only`.
    #[serde(default, serialize_with = "hand_out_opt", skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<SecretText>,
}

/// The sign-in name of the grant `password`.
pub const USERNAME: FieldSpec = FieldSpec::optional("username", FieldKind::Text);
/// The password of the grant `password`.
pub const PASSWORD: FieldSpec = FieldSpec { max: 1000, ..FieldSpec::optional("password", FieldKind::Secret) };
/// A refresh token that is handed in.
pub const REFRESH_TOKEN: FieldSpec =
    FieldSpec { max: 16_000, ..FieldSpec::optional("refresh_token", FieldKind::Secret) };

impl Validate for AcquireToken {
    fn validate(&self, report: &mut Report) {
        report.check_opt(&SUBJECT, self.subject.as_deref());
        report.check_opt(&AUDIENCE, self.audience.as_deref());
        report.check_opt(&USERNAME, self.username.as_deref());
        report.check_opt(&PASSWORD, self.password.as_ref().map(SecretText::expose));
        let refresh_token = self.refresh_token.as_ref().map(SecretText::expose);
        report.check_opt(&REFRESH_TOKEN, refresh_token);
        // RFC 6749 appendix A.17: visible characters and spaces. A space is always a piece of something else.
        if refresh_token.is_some_and(|token| token.chars().any(|c| !c.is_ascii_graphic())) {
            report.add("/refresh_token", FieldFault::ControlCharacter);
        }
    }
}

/// Refreshes a token now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct RefreshToken {
    /// Presents the refresh token also when the provider refused it before and it is in quarantine.
    pub insist: bool,
}

impl Validate for RefreshToken {
    fn validate(&self, _: &mut Report) {}
}

/// Asks the broker for an access token.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct BrokerRequest {
    /// The mailbox or user; absent: the resource's only token, or the application's.
    pub subject: Option<String>,
    /// The audience (`https://graph.microsoft.com`); absent: the one the resource is configured for. Sent as the type
    /// of the resource says: as `resource`, or as the scope `<audience>/.default`.
    pub audience: Option<String>,
    /// Scopes, separated by spaces; absent: those the resource is configured for.
    pub scope: Option<String>,
    /// The life that the caller needs, in seconds; 60 unless told, at most 86 400.
    pub min_valid_seconds: Option<u32>,
    /// Asks the provider anew even when the cached token would do.
    pub force: bool,
}

impl BrokerRequest {
    /// The most that may be asked for: one day.
    pub const MOST_SECONDS: u32 = 86_400;

    /// The life that the caller needs, in seconds.
    pub fn needed_seconds(&self) -> u32 {
        self.min_valid_seconds.unwrap_or(60)
    }
}

/// The service that a token is for.
pub const AUDIENCE: FieldSpec = FieldSpec { max: 2000, ..FieldSpec::optional("audience", FieldKind::Text) };
const SCOPE: FieldSpec = FieldSpec { max: 2000, ..FieldSpec::optional("scope", FieldKind::Text) };

impl Validate for BrokerRequest {
    fn validate(&self, report: &mut Report) {
        report.check_opt(&SUBJECT, self.subject.as_deref());
        report.check_opt(&AUDIENCE, self.audience.as_deref());
        report.check_opt(&SCOPE, self.scope.as_deref());
        if self.needed_seconds() > Self::MOST_SECONDS {
            report.add("/min_valid_seconds", FieldFault::Choice);
        }
    }
}

/// An access token handed out.
//
// Written from where it is kept, so that there is no other copy of it to be wiped.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BrokerToken<'a> {
    /// The access token.
    #[serde(serialize_with = "hand_out")]
    pub access_token: &'a SecretText,
    /// How it is presented; `Bearer`.
    pub token_type: &'a str,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Seconds until then.
    pub expires_in: i64,
    /// The mailbox or user it is for.
    pub subject: Option<&'a str>,
    /// Where it came from.
    pub source: TokenSource,
    /// Why a token with less life than asked for is served, when one is: the code of the problem.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning: Option<&'a str>,
}

/// Where a token came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum TokenSource {
    /// It was there.
    Cache,
    /// It was refreshed for this request.
    Refresh,
    /// It was obtained for this request.
    Acquire,
}
