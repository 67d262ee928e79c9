//! What the credential forms make of what was typed and chosen.

use shared::{resource::AssertionAlgorithm, secret::SecretText, timestamp::Timestamp};

/// The largest file that is read; the server takes no more.
pub(crate) const LARGEST_FILE: usize = 90_000;

/// What a chosen file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KeyFile {
    /// A PFX file, as base64.
    Pfx(SecretText),
    /// Text in PEM.
    Pem(SecretText),
}

impl KeyFile {
    /// Tells the two apart by what is in them; a name can lie. `None`: neither, or too large.
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.is_empty() || bytes.len() > LARGEST_FILE {
            return None;
        }
        match std::str::from_utf8(bytes) {
            Ok(text) if text.contains("-----BEGIN") => Some(Self::Pem(SecretText::new(text))),
            _ => Some(Self::Pfx(SecretText::new(base64(bytes)))),
        }
    }
}

/// The end of the day `2027-05-31`, in UTC.
pub(crate) fn end_of(day: &str) -> Option<Timestamp> {
    Timestamp::parse_rfc3339(&format!("{}T23:59:59Z", day.trim()))
}

/// The algorithm that was chosen.
pub(crate) fn algorithm(choice: &str) -> Option<AssertionAlgorithm> {
    AssertionAlgorithm::parse(choice)
}

/// RFC 4648 §4.
pub(crate) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = (group >> (18 - 6 * place) & 63) as usize;
            text.push(if place > chunk.len() { '=' } else { char::from(DIGITS[digit]) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_rfc_4648() {
        let table =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")];
        for (plain, encoded) in table {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
        assert_eq!(base64(&[255, 254, 253]), "//79");
    }

    #[test]
    fn a_file_is_what_is_in_it() {
        assert!(matches!(KeyFile::of(b"x\n-----BEGIN PRIVATE KEY-----\n"), Some(KeyFile::Pem(_))));
        assert!(matches!(KeyFile::of(&[0x30, 0x82, 0xff]), Some(KeyFile::Pfx(_))));
        assert_eq!(KeyFile::of(&[]), None);
        assert_eq!(KeyFile::of(&vec![0; LARGEST_FILE + 1]), None);
    }

    #[test]
    fn a_day_ends_late() {
        assert_eq!(end_of("2027-05-31").map(Timestamp::to_rfc3339).as_deref(), Some("2027-05-31T23:59:59Z"));
        assert_eq!(end_of("31-05-2027"), None);
    }
}
