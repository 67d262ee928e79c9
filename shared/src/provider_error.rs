//! What a provider's refusal means for the people behind it: what kind of fault it is and who can mend it. The words
//! are data of the server (`backend/catalog/provider_errors/`).

use serde::{Deserialize, Serialize};

use crate::problem::ProblemCode;

/// What kind of fault it is, and so what helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ErrorClass {
    /// It passes by itself.
    Transient,
    /// A setting is wrong, here or at the provider.
    Configuration,
    /// Somebody has to sign in (again).
    Interaction,
    /// Somebody has to consent.
    Consent,
}

impl ErrorClass {
    /// Every class.
    pub const ALL: [Self; 4] = [Self::Transient, Self::Configuration, Self::Interaction, Self::Consent];

    /// The class of a problem when the provider said nothing more particular.
    pub fn of(code: ProblemCode) -> Self {
        row(code).0
    }

    /// Its name in the API and in metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Transient => "transient",
            Self::Configuration => "configuration",
            Self::Interaction => "interaction",
            Self::Consent => "consent",
        }
    }
}

/// Who has to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum WhoActs {
    /// Whoever signs in to the mailbox.
    MailboxUser,
    /// Whoever configures the resource here, or the product that was connected.
    Administrator,
    /// Whoever keeps the application's registration at the provider.
    ApplicationOwner,
    /// An administrator of the directory: consent, policies, accounts.
    DirectoryAdministrator,
    /// An administrator of Exchange: mailboxes, protocols, transport.
    ExchangeAdministrator,
    /// The provider itself; here there is nothing to do but wait or ask.
    Provider,
}

impl WhoActs {
    /// Everybody.
    pub const ALL: [Self; 6] = [
        Self::MailboxUser,
        Self::Administrator,
        Self::ApplicationOwner,
        Self::DirectoryAdministrator,
        Self::ExchangeAdministrator,
        Self::Provider,
    ];
}

/// What a problem means when nothing more particular is known: its class, and who has to act. `None` for the second
/// where no provider has a part in it; then the class only says whether time may help. This is the only such table:
/// answers, pages, states, pauses and renewals all go by it.
fn row(code: ProblemCode) -> (ErrorClass, Option<WhoActs>) {
    use ErrorClass::{Configuration, Consent, Interaction, Transient};
    use ProblemCode as P;
    match code {
        P::ProviderUnavailable => (Transient, Some(WhoActs::Provider)),
        // A page of a proxy in its place is gone the next time; one that stays means a wrong address.
        P::ProviderAnswerInvalid => (Transient, Some(WhoActs::Administrator)),
        P::ConsentRequired | P::ConsentRefused | P::ConsentWrongDirectory => {
            (Consent, Some(WhoActs::DirectoryAdministrator))
        }
        // Said at a page where somebody could have said yes; the sign-in itself is not refused.
        P::AccessDenied => (Consent, Some(WhoActs::MailboxUser)),
        P::InteractionRequired
        | P::InvalidGrant
        | P::AnswerLost
        | P::PasswordRefused
        | P::RefreshTokenRefused
        | P::Quarantined
        | P::DeviceCodeRefused
        | P::DeviceCodeExpired
        | P::DeviceCodeReplaced => (Interaction, Some(WhoActs::MailboxUser)),
        P::InvalidClient | P::CredentialExpired => (Configuration, Some(WhoActs::ApplicationOwner)),
        P::ProviderRefused
        | P::ResourceIncomplete
        | P::GrantUnsupported
        | P::AddressRefused
        | P::IssuerMismatch
        | P::DiscoveryFailed
        | P::ConsentUnsupported
        | P::ConsentDirectoryUnknown
        | P::ConsentDirectoryDiffers => (Configuration, Some(WhoActs::Administrator)),
        P::StateInvalid | P::SessionMismatch | P::CallbackIssuerMismatch => (Interaction, None),
        // No provider has a part in the rest: a fault of ours or a crowd passes, and a wrong request stays wrong.
        other if matches!(other.status(), 408 | 429 | 500 | 503) => (Transient, None),
        _ => (Configuration, None),
    }
}

/// What a problem means when the provider said nothing more particular; `None` for problems that no provider has a
/// part in.
pub fn usual_meaning(code: ProblemCode) -> Option<(ErrorClass, WhoActs)> {
    let (class, who) = row(code);
    who.map(|who| (class, who))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_has_one_class_and_its_status_agrees() {
        for code in ProblemCode::ALL.iter().copied() {
            let class = ErrorClass::of(code);
            if let Some((told, _)) = usual_meaning(code) {
                assert_eq!(told, class, "{code:?}");
            }
            // Whoever reads only the status must not wait for what waiting does not mend, nor the other way round.
            let passes = matches!(code.status(), 408 | 429 | 500 | 503);
            let bad_gateway = code.status() == 502;
            assert!(bad_gateway || passes == (class == ErrorClass::Transient), "{code:?}");
        }
    }

    #[test]
    fn whatever_a_provider_has_a_part_in_says_who_acts() {
        // Those of the protocol that are about our own side of a sign-in: begun elsewhere, too often, or not with us.
        let ours = ["oauth.state_invalid", "oauth.session_mismatch", "oauth.callback_issuer_mismatch"];
        for code in ProblemCode::ALL.iter().copied() {
            let name = code.as_str();
            let about_a_provider = ["oauth.", "consent."].iter().any(|area| name.starts_with(area));
            let expected = about_a_provider && !ours.contains(&name) && code != ProblemCode::TooManyDeviceCodes;
            assert_eq!(usual_meaning(code).is_some(), expected, "{name}");
        }
    }

    #[test]
    fn only_what_time_can_end_is_transient() {
        use ProblemCode as P;
        for (code, class) in [
            (P::ProviderUnavailable, ErrorClass::Transient),
            (P::ProviderAnswerInvalid, ErrorClass::Transient),
            (P::StorageUnavailable, ErrorClass::Transient),
            (P::InvalidClient, ErrorClass::Configuration),
            (P::AddressRefused, ErrorClass::Configuration),
            (P::NotFound, ErrorClass::Configuration),
            (P::InvalidGrant, ErrorClass::Interaction),
            (P::AccessDenied, ErrorClass::Consent),
            (P::ConsentRequired, ErrorClass::Consent),
        ] {
            assert_eq!(ErrorClass::of(code), class, "{code:?}");
        }
    }
}
