//! Obtaining a token by device code (RFC 8628): somebody enters a code at the provider, on any device, while the
//! server asks the provider whether that has happened.

use serde::{Deserialize, Serialize};

use super::{
    authorization::SUBJECT,
    token::{TokenError, TokenMetadata},
};
use crate::{
    field::{Report, Validate},
    ids::DeviceAuthorizationId,
    timestamp::Timestamp,
};

/// Begins a device authorization.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct StartDeviceAuthorization {
    /// The mailbox or user that will sign in; tells tokens apart.
    pub subject: Option<String>,
}

impl Validate for StartDeviceAuthorization {
    fn validate(&self, report: &mut Report) {
        report.check_opt(&SUBJECT, self.subject.as_deref());
    }
}

/// A device authorization that waits for somebody to enter the code. The code is told once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceAuthorizationStarted {
    /// Its id.
    pub id: DeviceAuthorizationId,
    /// What to enter at the provider.
    pub user_code: String,
    /// Where to enter it.
    pub verification_uri: String,
    /// The same with the code in it, where the provider gives one.
    pub verification_uri_complete: Option<String>,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// After this it must be begun anew.
    pub expires_at: Timestamp,
    /// How often the server asks the provider, in seconds.
    pub interval: u32,
}

/// How far a device authorization has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeviceAuthorizationState {
    /// The code was not entered yet.
    Pending,
    /// There is a token.
    Completed,
    /// Whoever entered the code said no.
    Declined,
    /// Nobody entered the code in time.
    Expired,
    /// The provider refused for another reason.
    Failed,
}

impl DeviceAuthorizationState {
    const ALL: [Self; 5] = [Self::Pending, Self::Completed, Self::Declined, Self::Expired, Self::Failed];

    /// The name in storage; the one of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Completed => "completed",
            Self::Declined => "declined",
            Self::Expired => "expired",
            Self::Failed => "failed",
        }
    }

    /// Reads a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// A device authorization without its codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceAuthorization {
    /// Its id.
    pub id: DeviceAuthorizationId,
    /// How far it has come.
    pub state: DeviceAuthorizationState,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// After this it must be begun anew.
    pub expires_at: Timestamp,
    /// How often the server asks the provider now, in seconds.
    pub interval: u32,
    /// The token, once there is one.
    pub token: Option<TokenMetadata>,
    /// Why there is none, once that is certain.
    pub problem: Option<TokenError>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_stored_under_the_name_it_has_in_the_api() {
        for state in DeviceAuthorizationState::ALL {
            assert_eq!(serde_json::to_value(state).expect("a name"), state.as_str());
            assert_eq!(DeviceAuthorizationState::parse(state.as_str()), Some(state));
        }
    }
}
