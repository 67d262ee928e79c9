//! What a value can be, and what is known already.

use serde::{Deserialize, Serialize};

/// What belongs in a field, or what was found in an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PasteKind {
    /// Anything in one line.
    Text,
    /// The application's name.
    ApplicationName,
    /// The application (client) ID.
    ClientId,
    /// The directory (tenant) ID.
    DirectoryId,
    /// The object ID of the application's registration.
    ApplicationObjectId,
    /// The object ID of the enterprise application.
    EnterpriseObjectId,
    /// The value of a secret.
    ClientSecret,
    /// The ID of a secret: good for finding it, never for signing in.
    SecretId,
    /// When a secret ends.
    SecretEnds,
    /// A certificate's SHA-1 thumbprint in hexadecimal.
    Thumbprint,
    /// A certificate's SHA-256 thumbprint in hexadecimal.
    ThumbprintSha256,
    /// When a certificate ends.
    CertificateEnds,
    /// The authorization endpoint.
    AuthorizationEndpoint,
    /// The token endpoint.
    TokenEndpoint,
    /// An address to which answers go.
    RedirectUri,
    /// Any address.
    Address,
    /// A domain.
    Domain,
    /// The name of a server, as it stands where its port has a field of its own.
    Host,
    /// The name of a server that addresses are made of, with its port where that is not the usual one.
    HostPort,
    /// A mailbox's address.
    Mailbox,
}

impl PasteKind {
    /// Every kind.
    pub const ALL: [Self; 20] = [
        Self::Text,
        Self::ApplicationName,
        Self::ClientId,
        Self::DirectoryId,
        Self::ApplicationObjectId,
        Self::EnterpriseObjectId,
        Self::ClientSecret,
        Self::SecretId,
        Self::SecretEnds,
        Self::Thumbprint,
        Self::ThumbprintSha256,
        Self::CertificateEnds,
        Self::AuthorizationEndpoint,
        Self::TokenEndpoint,
        Self::RedirectUri,
        Self::Address,
        Self::Domain,
        Self::Host,
        Self::HostPort,
        Self::Mailbox,
    ];

    /// The stable name, in the API and in playbooks (`paste` of a value).
    pub fn code(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::ApplicationName => "application_name",
            Self::ClientId => "client_id",
            Self::DirectoryId => "directory_id",
            Self::ApplicationObjectId => "application_object_id",
            Self::EnterpriseObjectId => "enterprise_object_id",
            Self::ClientSecret => "client_secret",
            Self::SecretId => "secret_id",
            Self::SecretEnds => "secret_ends",
            Self::Thumbprint => "thumbprint",
            Self::ThumbprintSha256 => "thumbprint_sha256",
            Self::CertificateEnds => "certificate_ends",
            Self::AuthorizationEndpoint => "authorization_endpoint",
            Self::TokenEndpoint => "token_endpoint",
            Self::RedirectUri => "redirect_uri",
            Self::Address => "address",
            Self::Domain => "domain",
            Self::Host => "host",
            Self::HostPort => "host_port",
            Self::Mailbox => "mailbox",
        }
    }

    /// The kind of that name.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// The values known already, by what they are. No secret belongs in here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownValues {
    values: Vec<(PasteKind, String)>,
}

impl KnownValues {
    /// Those values; secrets and empty texts are left out.
    pub fn new(values: impl IntoIterator<Item = (PasteKind, String)>) -> Self {
        let plain = |(kind, value): &(PasteKind, String)| *kind != PasteKind::ClientSecret && !value.is_empty();
        Self { values: values.into_iter().filter(plain).collect() }
    }

    /// The values of one kind.
    pub fn of(&self, kind: PasteKind) -> impl Iterator<Item = &str> {
        self.values.iter().filter(move |(known, _)| *known == kind).map(|(_, value)| value.as_str())
    }

    /// What else than `kind` the id is known as.
    pub(super) fn other(&self, kind: PasteKind, id: &str) -> Option<PasteKind> {
        let same = |known: &&(PasteKind, String)| known.1.eq_ignore_ascii_case(id);
        if self.values.iter().any(|known| known.0 == kind && same(&known)) {
            return None;
        }
        self.values.iter().find(same).map(|(known, _)| *known)
    }
}
