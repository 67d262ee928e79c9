//! How a cached token is doing, and how long to leave its provider alone after a failure.

use shared::{
    api::token::TokenState,
    problem::ProblemCode,
    provider_error::{ErrorClass, usual_meaning},
    timestamp::Timestamp,
};

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
    match error.map(ErrorClass::of) {
        Some(ErrorClass::Interaction) => TokenState::InteractionRequired,
        Some(ErrorClass::Consent) => TokenState::ConsentRequired,
        Some(ErrorClass::Configuration) => TokenState::ConfigurationError,
        _ if expires_at > now => TokenState::Valid,
        _ => TokenState::Expired,
    }
}

/// Seconds for which the provider is not asked again after a failure, unless somebody insists.
pub fn pause_seconds(code: ProblemCode, retry_after: Option<u32>) -> i64 {
    match ErrorClass::of(code) {
        _ if !was_asked(code) => 0,
        ErrorClass::Transient => retry_after.map_or(PAUSE_SECONDS, i64::from),
        ErrorClass::Interaction => INTERACTION_PAUSE_SECONDS,
        ErrorClass::Configuration | ErrorClass::Consent => CONFIGURATION_PAUSE_SECONDS,
    }
}

/// Whether the provider said it; the rest is found out here, and looking again costs nobody anything.
fn was_asked(code: ProblemCode) -> bool {
    usual_meaning(code).is_some()
        && !matches!(
            code,
            ProblemCode::AddressRefused
                | ProblemCode::CredentialExpired
                | ProblemCode::GrantUnsupported
                | ProblemCode::ResourceIncomplete
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::renewal::next_attempt;

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
    fn state_pause_and_next_attempt_go_by_the_one_class_of_a_problem() {
        let (now, later) = (Timestamp::from_millis(1_000), Timestamp::from_millis(2_000));
        for code in ProblemCode::ALL.iter().copied() {
            let class = ErrorClass::of(code);
            let (told, again_after) = match class {
                ErrorClass::Transient => (TokenState::Valid, Some(60)),
                ErrorClass::Interaction => (TokenState::InteractionRequired, None),
                ErrorClass::Consent => (TokenState::ConsentRequired, Some(3_600)),
                ErrorClass::Configuration => (TokenState::ConfigurationError, Some(3_600)),
            };
            assert_eq!(state(Some(code), false, later, now), told, "{code:?}");
            let next = next_attempt(class, None, now, 0).map(|next| next.seconds_since(now));
            assert_eq!(next, again_after, "{code:?}");
            let paused = pause_seconds(code, None);
            assert!(paused == 0 || paused == if told == TokenState::Valid { 5 } else { paused.max(60) }, "{code:?}");
        }
    }

    #[test]
    fn a_provider_is_left_alone_for_as_long_as_it_asks() {
        assert_eq!(pause_seconds(ProblemCode::ProviderUnavailable, Some(30)), 30);
        assert!(pause_seconds(ProblemCode::InvalidGrant, None) > pause_seconds(ProblemCode::InvalidClient, None));
        assert_eq!(pause_seconds(ProblemCode::ResourceIncomplete, None), 0);
    }
}
