//! One key and the format of what it seals:
//! `version (1) ‖ algorithm (1) ‖ key number (4, big-endian) ‖ nonce (12) ‖ ciphertext ‖ tag (16)`.
//!
//! The bytes before the nonce leave room for other algorithms and for key rotation. The associated data is a list
//! of texts, each preceded by its length, so that no two lists ever read the same.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroize;

use crate::rng::Rng;

const VERSION: u8 = 1;
const AES_256_GCM_RANDOM_NONCE: u8 = 1;
const HEADER: usize = 6;

/// What was sealed does not open: changed, moved, cut, or sealed with another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sealed value does not open: it was changed, moved, or sealed with another key")]
pub struct SealFault;

/// A key with its number. aws-lc wipes its memory when it is dropped.
pub struct Key {
    number: u32,
    key: LessSafeKey,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({})", self.number)
    }
}

impl Key {
    /// Takes 32 bytes and wipes them.
    pub fn new(number: u32, mut bytes: Vec<u8>) -> Result<Self, SealFault> {
        let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| SealFault);
        bytes.zeroize();
        Ok(Self { number, key: LessSafeKey::new(key?) })
    }

    /// Seals `plaintext`.
    pub fn seal(&self, rng: &Rng, associated: &[&str], plaintext: &[u8]) -> Vec<u8> {
        let nonce = rng.bytes::<NONCE_LEN>();
        let mut blob = Vec::with_capacity(HEADER + NONCE_LEN + plaintext.len() + AES_256_GCM.tag_len());
        blob.extend([VERSION, AES_256_GCM_RANDOM_NONCE]);
        blob.extend(self.number.to_be_bytes());
        blob.extend(nonce);
        blob.extend(plaintext);
        let sealed = self.key.seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(framed(&blob[..HEADER], associated)),
            &mut blob[HEADER + NONCE_LEN..],
        );
        // Only lengths beyond 64 GiB fail; whatever happens, no plaintext leaves this function.
        match sealed {
            Ok(tag) => blob.extend(tag.as_ref()),
            Err(_) => blob.zeroize(),
        }
        blob
    }

    /// Opens what [`Key::seal`] made with the same associated data.
    pub fn open(&self, associated: &[&str], blob: &[u8]) -> Result<Vec<u8>, SealFault> {
        let (header, rest) = blob.split_at_checked(HEADER).ok_or(SealFault)?;
        let (nonce, sealed) = rest.split_at_checked(NONCE_LEN).ok_or(SealFault)?;
        let expected = [&[VERSION, AES_256_GCM_RANDOM_NONCE][..], &self.number.to_be_bytes()].concat();
        if header != expected {
            return Err(SealFault);
        }
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealFault)?;
        let mut bytes = sealed.to_vec();
        let length = self
            .key
            .open_in_place(nonce, Aad::from(framed(header, associated)), &mut bytes)
            .map_err(|_| SealFault)?
            .len();
        bytes.truncate(length);
        Ok(bytes)
    }
}

fn framed(header: &[u8], parts: &[&str]) -> Vec<u8> {
    let mut data = header.to_vec();
    for part in parts {
        data.extend((part.len() as u64).to_be_bytes());
        data.extend(part.as_bytes());
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u32, byte: u8) -> Key {
        Key::new(number, vec![byte; 32]).expect("32 bytes")
    }

    #[test]
    fn every_changed_bit_and_every_other_length_is_noticed() {
        let rng = Rng::system();
        let blob = key(1, 7).seal(&rng, &["a", "b"], b"value");
        assert_eq!(key(1, 7).open(&["a", "b"], &blob).expect("opens"), b"value");
        for at in 0..blob.len() {
            for bit in 0..8 {
                let mut changed = blob.clone();
                changed[at] ^= 1 << bit;
                assert!(key(1, 7).open(&["a", "b"], &changed).is_err(), "byte {at} bit {bit}");
            }
            assert!(key(1, 7).open(&["a", "b"], &blob[..at]).is_err(), "cut at {at}");
        }
        assert!(key(1, 7).open(&["a", "b"], &[&blob[..], &[0]].concat()).is_err());
    }

    #[test]
    fn another_key_number_or_frame_does_not_open() {
        let blob = key(1, 7).seal(&Rng::system(), &["ab", "c"], b"value");
        assert!(key(1, 8).open(&["ab", "c"], &blob).is_err());
        assert!(key(2, 7).open(&["ab", "c"], &blob).is_err());
        assert!(key(1, 7).open(&["a", "bc"], &blob).is_err());
        assert!(key(1, 7).open(&["abc"], &blob).is_err());
    }

    #[test]
    fn a_key_is_32_bytes() {
        assert!(Key::new(1, vec![0; 31]).is_err());
    }
}
