//! How a client's assertion is signed (RFC 7518 §3.1).

use serde::{Deserialize, Serialize};

/// How a client's assertion is signed, and so how it names its certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AssertionAlgorithm {
    /// RSASSA-PSS with SHA-256; the certificate is named by `x5t#S256`.
    #[default]
    #[serde(rename = "PS256")]
    Ps256,
    /// RSASSA-PKCS1-v1_5 with SHA-256, for servers such as AD FS; the certificate is named by `x5t`.
    #[serde(rename = "RS256")]
    Rs256,
}

impl AssertionAlgorithm {
    /// The name in JOSE headers, the API and storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ps256 => "PS256",
            Self::Rs256 => "RS256",
        }
    }

    /// Reads the name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Ps256, Self::Rs256].into_iter().find(|algorithm| algorithm.as_str() == name)
    }
}
