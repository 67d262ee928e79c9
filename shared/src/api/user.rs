//! Local accounts, as portal administrators create them.

use serde::{Deserialize, Serialize};

use crate::{
    api::session::{EMAIL, NAME, NEW_PASSWORD},
    field::{Report, Validate},
    secret::{SecretText, hand_out},
    text::Locale,
};

/// Creates an account. Its first password is handed over by whoever creates it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateUser {
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
    /// Whether it administers the whole portal.
    #[serde(default)]
    pub administrator: bool,
}

impl Validate for CreateUser {
    fn validate(&self, report: &mut Report) {
        report.check(&EMAIL, &self.email);
        report.check(&NAME, &self.name);
        report.check_secret(&NEW_PASSWORD, &self.password);
    }
}
