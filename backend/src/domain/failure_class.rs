//! Four kinds of failure, by who can end it: time, an administrator of the resource, somebody who signs in, an
//! administrator of the directory.

use shared::problem::ProblemCode;

/// Who ends a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailureClass {
    /// It may pass by itself.
    Transient,
    /// The resource, or the application at the provider, has to be changed.
    Configuration,
    /// Somebody has to sign in.
    Interaction,
    /// An administrator of the directory has to grant consent.
    Consent,
}

impl FailureClass {
    /// The class of a problem.
    pub fn of(code: ProblemCode) -> Self {
        match code {
            ProblemCode::InvalidGrant
            | ProblemCode::InteractionRequired
            | ProblemCode::AnswerLost
            | ProblemCode::AccessDenied
            | ProblemCode::PasswordRefused
            | ProblemCode::RefreshTokenRefused => Self::Interaction,
            ProblemCode::ConsentRequired => Self::Consent,
            ProblemCode::InvalidClient
            | ProblemCode::CredentialExpired
            | ProblemCode::ProviderRefused
            | ProblemCode::ResourceIncomplete
            | ProblemCode::GrantUnsupported
            | ProblemCode::AddressRefused
            | ProblemCode::NotFound => Self::Configuration,
            _ => Self::Transient,
        }
    }

    /// Its name in metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Transient => "transient",
            Self::Configuration => "configuration",
            Self::Interaction => "interaction",
            Self::Consent => "consent",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_time_can_end_is_transient() {
        for (code, class) in [
            (ProblemCode::ProviderUnavailable, FailureClass::Transient),
            (ProblemCode::ProviderAnswerInvalid, FailureClass::Transient),
            (ProblemCode::StorageUnavailable, FailureClass::Transient),
            (ProblemCode::InvalidClient, FailureClass::Configuration),
            (ProblemCode::AddressRefused, FailureClass::Configuration),
            (ProblemCode::InvalidGrant, FailureClass::Interaction),
            (ProblemCode::ConsentRequired, FailureClass::Consent),
        ] {
            assert_eq!(FailureClass::of(code), class, "{code:?}");
        }
    }
}
