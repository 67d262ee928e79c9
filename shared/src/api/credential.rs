//! Credentials of a resource: the secrets and certificates with which its client proves who it is. What is written
//! here never comes back; of a certificate, the public part does.

use serde::{Deserialize, Serialize, Serializer};

use crate::{
    field::{FieldFault, FieldKind, FieldSpec, Report, Validate},
    ids::CredentialId,
    resource::AssertionAlgorithm,
    secret::SecretText,
    timestamp::Timestamp,
};

/// What it is called here.
pub const NAME: FieldSpec = FieldSpec::optional("name", FieldKind::Text);
/// A client secret.
pub const SECRET: FieldSpec = FieldSpec::optional("secret", FieldKind::Secret);
/// A private key and its certificate, in PEM.
pub const PEM: FieldSpec = FieldSpec { max: 60_000, ..FieldSpec::optional("pem", FieldKind::Secret) };
/// A PFX file, as base64.
pub const PFX: FieldSpec = FieldSpec { max: 120_000, ..FieldSpec::optional("pfx", FieldKind::Secret) };
/// The password of a PFX file.
pub const PASSWORD: FieldSpec = FieldSpec { max: 1000, ..FieldSpec::optional("password", FieldKind::Secret) };
/// When a secret or a new certificate ends.
pub const EXPIRES_AT: FieldSpec = FieldSpec::optional("expires_at", FieldKind::Text);

/// What a credential is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CredentialKind {
    /// A client secret.
    ClientSecret,
    /// A certificate with its private key.
    Certificate,
}

impl CredentialKind {
    /// The name in the API and in storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ClientSecret => "client_secret",
            Self::Certificate => "certificate",
        }
    }

    /// Reads the name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::ClientSecret, Self::Certificate].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Whether a credential is of use now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CredentialState {
    /// It is tried.
    Valid,
    /// Its certificate does not hold yet; it is not tried.
    NotYetValid,
    /// It has ended; it is not tried.
    Expired,
    /// The provider refused it last; it is tried after the others.
    Refused,
}

/// A credential as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Credential {
    /// Its id.
    pub id: CredentialId,
    /// What it is.
    pub kind: CredentialKind,
    /// What it is called here.
    pub name: Option<String>,
    /// Whether it is of use now.
    pub state: CredentialState,
    /// How the secret ends, where it is long enough that this gives nothing away.
    pub last4: Option<String>,
    /// Whom the certificate names.
    pub certificate_subject: Option<String>,
    /// SHA-1 of the certificate as upper-case hex, as portals show it.
    pub thumbprint_sha1: Option<String>,
    /// SHA-256 of the certificate as base64url, as assertions carry it (RFC 7515 §4.1.8).
    pub x5t_s256: Option<String>,
    /// How assertions are signed with it.
    pub algorithm: Option<AssertionAlgorithm>,
    /// From when the certificate holds.
    pub not_before: Option<Timestamp>,
    /// When it ends, where that is known.
    pub expires_at: Option<Timestamp>,
    /// When the provider first accepted it, or accepted it again.
    pub accepted_at: Option<Timestamp>,
    /// When the provider last refused it.
    pub refused_at: Option<Timestamp>,
    /// When it was added.
    pub created_at: Timestamp,
}

/// What can be made here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Generate {
    /// An RSA key pair and a certificate signed with it.
    Certificate,
}

/// Adds a credential: exactly one of `secret`, `generate`, `pem` and `pfx`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateCredential {
    /// What to call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A client secret.
    #[serde(default, serialize_with = "hand_out_some", skip_serializing_if = "Option::is_none")]
    pub secret: Option<SecretText>,
    /// Something to make here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generate: Option<Generate>,
    /// A private key (PKCS #8 or PKCS #1) and its certificate, in PEM.
    #[serde(default, serialize_with = "hand_out_some", skip_serializing_if = "Option::is_none")]
    pub pem: Option<SecretText>,
    /// A PFX (PKCS #12) file, as base64.
    #[serde(default, serialize_with = "hand_out_some", skip_serializing_if = "Option::is_none")]
    pub pfx: Option<SecretText>,
    /// The password of the PFX file.
    #[serde(default, serialize_with = "hand_out_some", skip_serializing_if = "Option::is_none")]
    pub password: Option<SecretText>,
    /// When the secret ends, or how long a certificate made here is to hold (absent: a year).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// How to sign assertions with the certificate; absent: PS256.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub algorithm: Option<AssertionAlgorithm>,
}

impl Validate for CreateCredential {
    fn validate(&self, report: &mut Report) {
        report.check_opt(&NAME, self.name.as_deref());
        let secrets = [(&SECRET, &self.secret), (&PEM, &self.pem), (&PFX, &self.pfx), (&PASSWORD, &self.password)];
        for (spec, secret) in secrets {
            report.check_opt(spec, secret.as_ref().map(SecretText::expose));
        }
        let given = |secret: &Option<SecretText>| secret.as_ref().is_some_and(|secret| !secret.is_empty());
        let sources = [given(&self.secret), given(&self.pem), given(&self.pfx), self.generate.is_some()];
        match sources.into_iter().filter(|given| *given).count() {
            0 => report.add("/secret", FieldFault::Required),
            1 => {}
            _ => report.add("", FieldFault::Choice),
        }
        if given(&self.password) && !given(&self.pfx) {
            report.add("/password", FieldFault::SecretNotAllowed);
        }
        if self.expires_at.is_some() && (given(&self.pem) || given(&self.pfx)) {
            // The certificate says when it ends.
            report.add("/expires_at", FieldFault::Choice);
        }
        if self.algorithm.is_some() && given(&self.secret) {
            report.add("/algorithm", FieldFault::Choice);
        }
    }
}

fn hand_out_some<S: Serializer>(secret: &Option<SecretText>, serializer: S) -> Result<S::Ok, S::Error> {
    match secret {
        Some(secret) => serializer.serialize_str(secret.expose()),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(json: &str) -> Vec<(String, FieldFault)> {
        let request: CreateCredential = serde_json::from_str(json).expect("well-formed");
        let mut report = Report::default();
        request.validate(&mut report);
        report.into_faults()
    }

    #[test]
    fn exactly_one_thing_is_added() {
        for good in [
            r#"{"secret":"s","expires_at":"2027-01-01T00:00:00Z"}"#,
            r#"{"generate":"certificate","algorithm":"RS256"}"#,
            r#"{"pfx":"AAAA","password":"p"}"#,
        ] {
            assert_eq!(faults(good), [], "{good}");
        }
        let one = |json: &str| faults(json).remove(0);
        assert_eq!(one("{}"), ("/secret".to_owned(), FieldFault::Required));
        assert_eq!(one(r#"{"secret":"s","generate":"certificate"}"#), (String::new(), FieldFault::Choice));
        assert_eq!(one(r#"{"secret":"s","password":"p"}"#), ("/password".to_owned(), FieldFault::SecretNotAllowed));
        assert_eq!(one(r#"{"pem":"s","expires_at":"2027-01-01T00:00:00Z"}"#).0, "/expires_at");
        assert_eq!(one(r#"{"secret":"s","algorithm":"PS256"}"#).0, "/algorithm");
    }
}
