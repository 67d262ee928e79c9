//! How a cached token is doing, and how long to leave its provider alone after a failure.

use shared::{api::token::TokenState, problem::ProblemCode, timestamp::Timestamp};

use super::failure_class::FailureClass;

/// Somebody has to sign in: only they change it, so asking again soon tells nothing new.
const INTERACTION_PAUSE_SECONDS: i64 = 600;
/// An administrator is perhaps mending it at this moment.
const CONFIGURATION_PAUSE_SECONDS: i64 = 60;
/// Nobody knows.
const PAUSE_SECONDS: i64 = 5;

/// The state of a token.
pub fn state(error: Option<ProblemCode>, leased: bool, expires_at: Timestamp, now: Timestamp) -> TokenState {
    if leased {
        return TokenState::Refreshing;
    }
    match error.map(FailureClass::of) {
        Some(FailureClass::Interaction) => TokenState::InteractionRequired,
        Some(FailureClass::Consent) => TokenState::ConsentRequired,
        Some(FailureClass::Configuration) => TokenState::ConfigurationError,
        _ if expires_at > now => TokenState::Valid,
        _ => TokenState::Expired,
    }
}

/// Seconds for which the provider is not asked again after a failure, unless somebody insists.
pub fn pause_seconds(code: ProblemCode, retry_after: Option<u32>) -> i64 {
    match code {
        ProblemCode::ProviderUnavailable => retry_after.map_or(PAUSE_SECONDS, i64::from),
        ProblemCode::InvalidGrant
        | ProblemCode::InteractionRequired
        | ProblemCode::AnswerLost
        | ProblemCode::PasswordRefused => INTERACTION_PAUSE_SECONDS,
        ProblemCode::ConsentRequired | ProblemCode::InvalidClient | ProblemCode::ProviderRefused => {
            CONFIGURATION_PAUSE_SECONDS
        }
        ProblemCode::ProviderAnswerInvalid => PAUSE_SECONDS,
        // Found out without asking anybody.
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_somebody_is_said_before_what_time_does() {
        let (now, later) = (Timestamp::from_millis(1_000), Timestamp::from_millis(2_000));
        assert_eq!(state(None, false, later, now), TokenState::Valid);
        assert_eq!(state(None, false, now, now), TokenState::Expired);
        assert_eq!(state(None, true, now, now), TokenState::Refreshing);
        assert_eq!(state(Some(ProblemCode::ProviderUnavailable), false, later, now), TokenState::Valid);
        assert_eq!(state(Some(ProblemCode::InvalidGrant), false, later, now), TokenState::InteractionRequired);
        assert_eq!(state(Some(ProblemCode::InvalidClient), false, now, now), TokenState::ConfigurationError);
        assert_eq!(state(Some(ProblemCode::ConsentRequired), false, now, now), TokenState::ConsentRequired);
        assert_eq!(state(Some(ProblemCode::CredentialExpired), false, now, now), TokenState::ConfigurationError);
    }

    #[test]
    fn a_provider_is_left_alone_for_as_long_as_it_asks() {
        assert_eq!(pause_seconds(ProblemCode::ProviderUnavailable, Some(30)), 30);
        assert!(pause_seconds(ProblemCode::InvalidGrant, None) > pause_seconds(ProblemCode::InvalidClient, None));
        assert_eq!(pause_seconds(ProblemCode::ResourceIncomplete, None), 0);
    }
}
