//! What can be said about a pasted text, as stable codes with words.

use serde::{Deserialize, Serialize};

use super::{KnownValues, PasteKind, texts};
use crate::{field::is_guid, text::Locale};

/// How a pasted text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As it should be.
    Right,
    /// As it should be once something around it is gone.
    Cleaned,
    /// It could be right; look again.
    Suspicious,
    /// Something else.
    Wrong,
}

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident = $code:literal $verdict:ident;)*) => {
        /// What was recognised.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum PasteFault {
            $($(#[$doc])* $name,)*
        }

        impl PasteFault {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The stable code in the API.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// How bad it is.
            pub fn verdict(self) -> Verdict {
                match self {
                    $(Self::$name => Verdict::$verdict,)*
                }
            }
        }
    };
}

faults! {
    /// Spaces, line breaks or quotes around it.
    Surrounded = "surrounded" Cleaned;
    /// Characters that nobody sees.
    Invisible = "invisible" Cleaned;
    /// Spaces, colons or hyphens inside a thumbprint.
    Separators = "separators" Cleaned;
    /// A thumbprint in Base64.
    Base64Thumbprint = "base64_thumbprint" Cleaned;
    /// An address of a portal or an endpoint that holds the id.
    IdFromAddress = "id_from_address" Cleaned;
    /// An endpoint with a query string or fragment.
    QueryRemoved = "query_removed" Cleaned;
    /// A mailbox with its owner's name, or with `mailto:`.
    DisplayName = "display_name" Cleaned;
    /// An address or a mailbox where its domain belongs.
    DomainFromAddress = "domain_from_address" Cleaned;
    /// An address, or a name with more around it, where the name of a server belongs.
    HostFromAddress = "host_from_address" Cleaned;
    /// Another directory's id than the one that is known.
    AnotherDirectory = "another_directory" Suspicious;
    /// `http` where the server decides whether it goes there.
    PlainHttp = "plain_http" Suspicious;
    /// The directory's name instead of its id in an endpoint.
    DirectoryByName = "directory_by_name" Suspicious;
    /// `common`, `organizations` or `consumers` instead of a directory in an endpoint.
    DirectoryOpen = "directory_open" Suspicious;
    /// v1 beside v2.
    OtherVersion = "other_version" Suspicious;
    /// The known redirect address but for capitals or a slash.
    NearlySame = "nearly_same" Suspicious;
    /// A space inside a secret.
    InnerSpace = "inner_space" Suspicious;
    /// A secret of a few characters.
    ShortSecret = "short_secret" Suspicious;
    /// Nothing.
    Nothing = "nothing" Wrong;
    /// A private key.
    PrivateKey = "private_key" Wrong;
    /// A certificate where something else belongs.
    Certificate = "certificate" Wrong;
    /// A token.
    Token = "token" Wrong;
    /// A tool's whole output.
    Output = "output" Wrong;
    /// A placeholder of instructions.
    Placeholder = "placeholder" Wrong;
    /// No id.
    NotId = "not_id" Wrong;
    /// The directory's id.
    IsDirectoryId = "is_directory_id" Wrong;
    /// The application's id.
    IsClientId = "is_client_id" Wrong;
    /// The object id of the registration.
    IsApplicationObjectId = "is_application_object_id" Wrong;
    /// The object id of the enterprise application.
    IsEnterpriseObjectId = "is_enterprise_object_id" Wrong;
    /// The id of the API, or of the tool that was used.
    IsVendorsId = "is_vendors_id" Wrong;
    /// The directory of personal accounts.
    IsPersonalDirectory = "is_personal_directory" Wrong;
    /// The id of a secret instead of its value.
    SecretId = "secret_id" Wrong;
    /// A value whose middle is hidden.
    Masked = "masked" Wrong;
    /// An address.
    IsAddress = "is_address" Wrong;
    /// No address.
    NotAddress = "not_address" Wrong;
    /// No `https`.
    NotHttps = "not_https" Wrong;
    /// The authorization endpoint.
    IsAuthorizationEndpoint = "is_authorization_endpoint" Wrong;
    /// The token endpoint.
    IsTokenEndpoint = "is_token_endpoint" Wrong;
    /// The address of metadata.
    IsMetadata = "is_metadata" Wrong;
    /// An endpoint of another directory.
    OtherDirectory = "other_directory" Wrong;
    /// A query string or fragment where the address must be exact.
    Query = "query" Wrong;
    /// Characters that a directory refuses in a redirect address, or too many.
    RedirectRefused = "redirect_refused" Wrong;
    /// No thumbprint.
    NotThumbprint = "not_thumbprint" Wrong;
    /// The thumbprint by the other hash.
    OtherThumbprint = "other_thumbprint" Wrong;
    /// No mailbox.
    NotMailbox = "not_mailbox" Wrong;
    /// Several where one belongs.
    Several = "several" Wrong;
    /// No domain.
    NotDomain = "not_domain" Wrong;
    /// No name of a server.
    NotHost = "not_host" Wrong;
}

impl PasteFault {
    /// What it means and what to do, in words.
    pub fn words(self, locale: Locale) -> &'static str {
        texts::of(locale, self.code())
    }

    /// The same, with the ids that are compared where it is about another directory: `text` is what was typed.
    pub fn words_about(self, locale: Locale, text: &str, known: &KnownValues) -> String {
        let words = self.words(locale);
        let Some(other) = known.of(PasteKind::DirectoryId).next() else { return words.to_owned() };
        match self {
            Self::AnotherDirectory => format!("{words} {}: {other}", texts::of(locale, "known")),
            Self::OtherDirectory => {
                let said = text.split(['/', '?', '#']).find(|part| is_guid(part)).unwrap_or_default();
                format!("{words} {}: {said}. {}: {other}", texts::of(locale, "here"), texts::of(locale, "known"))
            }
            _ => words.to_owned(),
        }
    }
}
