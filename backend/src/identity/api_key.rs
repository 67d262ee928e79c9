//! The text of an API key: `csy_<key id>_<43 characters base64url>`. The id names the key and finds its row; the
//! rest is 256 random bits, of which only the SHA-256 is kept.

use aws_lc_rs::digest::{SHA256, digest};
use shared::{ids::ApiKeyId, secret::SecretText};
use subtle::ConstantTimeEq;

const PREFIX: &str = "csy_";
const SECRET: usize = 43;

/// A key in its two parts.
#[derive(Debug)]
pub struct KeyText {
    /// Names the key.
    pub id: ApiKeyId,
    secret_hash: [u8; 32],
}

/// SHA-256: enough for tokens of 256 random bits, which nobody can guess at any speed.
pub fn hash(token: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
    hash
}

impl KeyText {
    /// Takes a key apart; `None` when it does not look like one, before anything is looked up.
    pub fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.strip_prefix(PREFIX)?.split_once('_')?;
        let plain =
            secret.len() == SECRET && secret.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        let named = (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        (plain && named).then(|| Self { id: ApiKeyId::new(id), secret_hash: hash(secret) })
    }

    /// Puts a new key together.
    pub fn write(id: &ApiKeyId, secret: &SecretText) -> SecretText {
        SecretText::new(format!("{PREFIX}{id}_{}", secret.expose()))
    }

    /// Whether the secret is the one whose hash was kept, in constant time.
    pub fn matches(&self, secret_hash: &[u8]) -> bool {
        self.secret_hash.ct_eq(secret_hash).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    #[test]
    fn a_key_survives_being_written_and_read() {
        let (id, secret) = (ApiKeyId::new("0190-ab"), Rng::system().token::<32>());
        let text = KeyText::write(&id, &secret);
        let key = KeyText::parse(text.expose()).expect("a key");
        assert_eq!(key.id, id);
        assert!(key.matches(&hash(secret.expose())));
        assert!(!key.matches(&hash("another")));
        assert!(!key.matches(b""));
    }

    #[test]
    fn what_is_not_a_key_is_not_looked_up() {
        let secret = "a".repeat(43);
        for bad in
            ["", "csy_", "csy_id", &format!("csx_id_{secret}"), &format!("csy_id_{secret}a"), &format!("csy__{secret}")]
        {
            assert!(KeyText::parse(bad).is_none(), "{bad}");
        }
        assert!(KeyText::parse(&format!("csy_i'd_{secret}")).is_none());
    }
}
