//! Which of a resource's credentials are tried, and in which order.

use shared::{
    api::credential::{CredentialKind, CredentialState},
    ids::CredentialId,
    resource::AssertionAlgorithm,
    secret::SecretText,
    timestamp::Timestamp,
};

/// A credential, opened.
#[derive(Debug, Clone)]
pub struct ClientCredential {
    /// Its id.
    pub id: CredentialId,
    /// What proves the client.
    pub proof: Proof,
    /// What is known about its use.
    pub life: CredentialLife,
}

/// What proves the client.
#[derive(Debug, Clone)]
pub enum Proof {
    /// A secret that is sent.
    Secret(SecretText),
    /// A key that signs.
    Certificate(KeyedCertificate),
}

/// A certificate with its private key.
#[derive(Debug, Clone)]
pub struct KeyedCertificate {
    /// DER.
    pub certificate: Vec<u8>,
    /// PKCS #8, as base64.
    pub private_key: SecretText,
    /// How to sign.
    pub algorithm: AssertionAlgorithm,
}

impl Proof {
    /// What kind of credential it is.
    pub fn kind(&self) -> CredentialKind {
        match self {
            Self::Secret(_) => CredentialKind::ClientSecret,
            Self::Certificate(_) => CredentialKind::Certificate,
        }
    }
}

/// When a credential holds, and what the provider said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CredentialLife {
    /// Epoch milliseconds.
    pub not_before: Option<i64>,
    /// Epoch milliseconds.
    pub expires_at: Option<i64>,
    /// Whether the provider has ever accepted it.
    pub accepted: bool,
    /// Epoch milliseconds; cleared when the provider accepts it again.
    pub refused_at: Option<i64>,
}

impl CredentialLife {
    /// Whether it is of use at `now`.
    pub fn state(&self, now: Timestamp) -> CredentialState {
        let now = now.as_millis();
        if self.expires_at.is_some_and(|end| end <= now) {
            CredentialState::Expired
        } else if self.not_before.is_some_and(|start| start > now) {
            CredentialState::NotYetValid
        } else if self.refused_at.is_some() {
            CredentialState::Refused
        } else {
            CredentialState::Valid
        }
    }
}

/// The credentials of `kind` that hold, newest first: those that are worth trying at once, and those that the
/// provider refused last.
pub fn in_order(
    all: &[ClientCredential],
    kind: CredentialKind,
    now: Timestamp,
) -> (Vec<&ClientCredential>, Vec<&ClientCredential>) {
    let mut holding: Vec<_> = all
        .iter()
        .filter(|credential| credential.proof.kind() == kind)
        .map(|credential| (credential.life.state(now), credential))
        .filter(|(state, _)| matches!(state, CredentialState::Valid | CredentialState::Refused))
        .collect();
    // Ids sort by the moment at which they were made.
    holding.sort_by(|(_, one), (_, other)| other.id.cmp(&one.id));
    let (good, refused): (Vec<_>, Vec<_>) =
        holding.into_iter().partition(|(state, _)| *state == CredentialState::Valid);
    let only = |list: Vec<(CredentialState, _)>| list.into_iter().map(|(_, credential)| credential).collect();
    (only(good), only(refused))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(id: &str, life: CredentialLife) -> ClientCredential {
        ClientCredential { id: CredentialId::new(id), proof: Proof::Secret(SecretText::new(id)), life }
    }

    #[test]
    fn the_newest_that_holds_comes_first_and_what_was_refused_last() {
        let always = CredentialLife::default();
        let all = [
            secret("1", always),
            secret("2", CredentialLife { refused_at: Some(900), ..always }),
            secret("3", CredentialLife { expires_at: Some(1000), ..always }),
            secret("4", CredentialLife { not_before: Some(1001), ..always }),
            secret("5", CredentialLife { expires_at: Some(1001), not_before: Some(1000), ..always }),
        ];
        let (good, refused) = in_order(&all, CredentialKind::ClientSecret, Timestamp::from_millis(1000));
        let ids = |list: Vec<&ClientCredential>| list.iter().map(|c| c.id.to_string()).collect::<Vec<_>>();
        assert_eq!((ids(good), ids(refused)), (vec!["5".into(), "1".into()], vec!["2".into()]));
        let (good, refused) = in_order(&all, CredentialKind::Certificate, Timestamp::from_millis(1000));
        assert!(good.is_empty() && refused.is_empty());
    }
}
