//! The first administrator, created through the one-time link that the first start prints.

use serde::{Deserialize, Serialize};

use crate::{
    api::session::{EMAIL, NAME, NEW_PASSWORD},
    field::{FieldKind, FieldSpec, Report, Validate},
    secret::{SecretText, hand_out},
    text::Locale,
};

/// The one-time token of the set-up link.
pub const SETUP_TOKEN: FieldSpec = FieldSpec::required("token", FieldKind::Secret);

/// Whether the first administrator is still missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetupState {
    /// `true` until the first administrator exists.
    pub needed: bool,
}

/// Creates the first administrator.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetupRequest {
    /// From the set-up link; used once.
    #[serde(serialize_with = "hand_out")]
    pub token: SecretText,
    /// E-mail address to sign in with.
    pub email: String,
    /// How others see the account.
    pub name: String,
    /// At least twelve characters.
    #[serde(serialize_with = "hand_out")]
    pub password: SecretText,
    /// Language of the pages.
    #[serde(default)]
    pub locale: Locale,
}

impl Validate for SetupRequest {
    fn validate(&self, report: &mut Report) {
        report.check_secret(&SETUP_TOKEN, &self.token);
        report.check(&EMAIL, &self.email);
        report.check(&NAME, &self.name);
        report.check_secret(&NEW_PASSWORD, &self.password);
    }
}
