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

/// What a problem means when the provider said nothing more particular; `None` for problems that no provider has a
/// part in.
pub fn usual_meaning(code: ProblemCode) -> Option<(ErrorClass, WhoActs)> {
    use ProblemCode as P;
    Some(match code {
        P::ProviderUnavailable => (ErrorClass::Transient, WhoActs::Provider),
        P::ConsentRequired => (ErrorClass::Consent, WhoActs::DirectoryAdministrator),
        P::AccessDenied => (ErrorClass::Consent, WhoActs::MailboxUser),
        P::InteractionRequired | P::InvalidGrant | P::DeviceCodeRefused | P::DeviceCodeExpired => {
            (ErrorClass::Interaction, WhoActs::MailboxUser)
        }
        P::InvalidClient | P::CredentialExpired => (ErrorClass::Configuration, WhoActs::ApplicationOwner),
        P::ProviderRefused
        | P::ProviderAnswerInvalid
        | P::ResourceIncomplete
        | P::AddressRefused
        | P::IssuerMismatch
        | P::DiscoveryFailed => (ErrorClass::Configuration, WhoActs::Administrator),
        _ => return None,
    })
}
