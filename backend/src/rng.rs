//! Randomness. The only file that draws it, so that tests can repeat themselves.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use shared::secret::SecretText;
use uuid::Builder;
use zeroize::Zeroize;

use crate::clock::Clock;

/// Draws random bytes, tokens and ids. Cheap to clone; clones of a seeded one share its sequence.
#[derive(Debug, Clone)]
pub struct Rng(Source);

#[derive(Debug, Clone)]
enum Source {
    System,
    Seeded { seed: u64, drawn: Arc<AtomicU64> },
}

impl Rng {
    /// The cryptographic generator of aws-lc.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A repeatable sequence, for tests only: it protects nothing.
    pub fn seeded(seed: u64) -> Self {
        Self(Source::Seeded { seed, drawn: Arc::new(AtomicU64::new(0)) })
    }

    /// Fills `buffer`.
    pub fn fill(&self, buffer: &mut [u8]) {
        match &self.0 {
            Source::System => fill_from_system(buffer),
            Source::Seeded { seed, drawn } => {
                for chunk in buffer.chunks_mut(32) {
                    let number = drawn.fetch_add(1, Ordering::SeqCst);
                    let block = digest(&SHA256, format!("{seed}/{number}").as_bytes());
                    chunk.copy_from_slice(&block.as_ref()[..chunk.len()]);
                }
            }
        }
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// `N` random bytes as base64url: letters, digits, `-` and `_`.
    pub fn token<const N: usize>(&self) -> SecretText {
        let mut bytes = self.bytes::<N>();
        let token = SecretText::new(URL_SAFE_NO_PAD.encode(bytes));
        bytes.zeroize();
        token
    }

    /// An id: UUID version 7 (RFC 9562 §5.7), so ids of later moments sort later. Ids are names, not secrets.
    pub fn id(&self, clock: &Clock) -> String {
        let millis = u64::try_from(clock.now().as_millis()).unwrap_or_default();
        Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid().to_string()
    }
}

/// Without randomness no promise holds, and there is nothing left to tell the caller: the process ends.
#[expect(clippy::disallowed_methods, reason = "this is the file that draws randomness")]
fn fill_from_system(buffer: &mut [u8]) {
    if aws_lc_rs::rand::fill(buffer).is_err() {
        std::process::abort();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use shared::timestamp::Timestamp;

    use super::*;

    #[test]
    fn a_seed_repeats_itself_and_two_seeds_differ() {
        assert_eq!(Rng::seeded(1).bytes::<48>(), Rng::seeded(1).bytes::<48>());
        assert_ne!(Rng::seeded(1).bytes::<48>(), Rng::seeded(2).bytes::<48>());
        let rng = Rng::seeded(1);
        assert_ne!(rng.bytes::<16>(), rng.bytes::<16>());
    }

    #[test]
    fn tokens_are_url_safe_and_as_long_as_their_bytes_need() {
        let token = Rng::system().token::<32>();
        assert_eq!(token.expose().len(), 43);
        assert!(token.expose().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
    }

    #[test]
    fn ids_sort_by_time() {
        let (rng, clock) = (Rng::seeded(3), Clock::manual(Timestamp::from_millis(1_700_000_000_000)));
        let first = rng.id(&clock);
        clock.advance(Duration::from_millis(1));
        let second = rng.id(&clock);
        assert!(first < second && first.len() == 36 && first.as_bytes()[14] == b'7', "{first} {second}");
    }
}
