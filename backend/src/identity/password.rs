//! Passwords: argon2id (19 MiB, 2 passes, 1 lane, as OWASP advises), a few at a time so that a burst of sign-ins
//! takes neither all memory nor all cores from the rest.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier, Version, password_hash::phc::PasswordHash,
};
use shared::secret::SecretText;
use tokio::sync::Semaphore;

use crate::rng::Rng;

/// At once, at most: 4 × 19 MiB.
const AT_ONCE: usize = 4;

/// A password could not be hashed.
#[derive(Debug, Clone, thiserror::Error)]
#[error("a password could not be hashed: {0}")]
pub struct PasswordFault(String);

/// Hashes and verifies.
#[derive(Debug)]
pub struct PasswordHasher {
    turns: Arc<Semaphore>,
}

impl Default for PasswordHasher {
    fn default() -> Self {
        Self::new()
    }
}

impl PasswordHasher {
    /// With all turns free.
    pub fn new() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// The PHC string of a new password.
    pub async fn hash(&self, password: &SecretText, rng: &Rng) -> Result<String, PasswordFault> {
        let (password, salt) = (password.clone(), rng.bytes::<16>());
        self.in_turn(move || hash_now(&password, &salt)).await?
    }

    /// Whether the password belongs to the hash. Without a hash (no such account) the same work is done in vain, so
    /// that the time tells nothing.
    pub async fn verify(&self, password: &SecretText, hash: Option<String>) -> Result<bool, PasswordFault> {
        let password = password.clone();
        self.in_turn(move || match hash {
            Some(hash) => Ok(argon2()?.verify_password(password.expose().as_bytes(), hash.as_str()).is_ok()),
            None => hash_now(&password, &[0; 16]).map(|_| false),
        })
        .await?
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, PasswordFault> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(fault)?;
        // The turn ends with the work, even if the caller has left by then.
        let work = move || {
            let outcome = work();
            drop(turn);
            outcome
        };
        tokio::task::spawn_blocking(work).await.map_err(fault)
    }
}

fn argon2() -> Result<Argon2<'static>, PasswordFault> {
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19 * 1024, 2, 1, None).map_err(fault)?))
}

fn hash_now(password: &SecretText, salt: &[u8]) -> Result<String, PasswordFault> {
    let hash: PasswordHash = argon2()?.hash_password_with_salt(password.expose().as_bytes(), salt).map_err(fault)?;
    Ok(hash.to_string())
}

fn fault(error: impl std::fmt::Display) -> PasswordFault {
    PasswordFault(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_verifies_and_another_does_not() {
        let hasher = PasswordHasher::new();
        let password = SecretText::new("correct horse battery");
        let hash = hasher.hash(&password, &Rng::system()).await.expect("hashed");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(hasher.verify(&password, Some(hash.clone())).await.expect("verified"));
        assert!(!hasher.verify(&SecretText::new("wrong horse battery"), Some(hash)).await.expect("verified"));
        assert!(!hasher.verify(&password, None).await.expect("verified"));
    }
}
