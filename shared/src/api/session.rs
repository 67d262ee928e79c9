//! Signing in with a local account, and what the browser knows about who is signed in.

use serde::{Deserialize, Serialize};

use crate::{
    field::{FieldKind, FieldSpec, Report, Validate},
    ids::UserId,
    secret::{SecretText, hand_out},
    text::Locale,
    timestamp::Timestamp,
};

/// The e-mail address of an account.
pub const EMAIL: FieldSpec = FieldSpec::required("email", FieldKind::Email);
/// The name of an account.
pub const NAME: FieldSpec = FieldSpec::required("name", FieldKind::Text);
/// A password somebody chooses.
pub const NEW_PASSWORD: FieldSpec = FieldSpec::required("password", FieldKind::NewPassword);
/// A password somebody has.
pub const PASSWORD: FieldSpec = FieldSpec::required("password", FieldKind::Secret);

/// Begins a session.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The account's e-mail address, in any case.
    pub email: String,
    /// Its password.
    #[serde(serialize_with = "hand_out")]
    pub password: SecretText,
}

impl Validate for SignIn {
    fn validate(&self, report: &mut Report) {
        // A malformed address is an unknown account, not a hint: only emptiness and absurd length are told apart.
        report.check(&FieldSpec { kind: FieldKind::Text, ..EMAIL }, self.email.trim());
        report.check_secret(&PASSWORD, &self.password);
    }
}

/// The password once more, before an action that could leak secrets. Holds for five minutes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Reauthentication {
    /// The signed-in account's password.
    #[serde(serialize_with = "hand_out")]
    pub password: SecretText,
}

impl Validate for Reauthentication {
    fn validate(&self, report: &mut Report) {
        report.check_secret(&PASSWORD, &self.password);
    }
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionInfo {
    /// The account.
    pub user: User,
    /// When the session ends whatever happens.
    pub expires_at: Timestamp,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// Its e-mail address, lower case.
    pub email: String,
    /// How others see it.
    pub name: String,
    /// Language of the pages.
    pub locale: Locale,
    /// Whether it administers the whole portal: every tenant, every account.
    pub administrator: bool,
    /// When it was created.
    pub created_at: Timestamp,
}
