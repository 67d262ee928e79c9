//! Thumbprints of certificates: hexadecimal, with whatever a dialogue puts between the bytes, or Base64 as in a token's
//! header.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::{Judged, PasteFault, PasteKind};

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);

pub(super) fn judge(kind: PasteKind, bare: &str) -> Judged {
    let (wanted, other) = if kind == PasteKind::Thumbprint { (20, 32) } else { (32, 20) };
    let hexadecimal: String = bare.chars().filter(|c| !matches!(c, ' ' | ':' | '-' | '\t' | '\n' | '\r')).collect();
    let is_hexadecimal = hexadecimal.bytes().all(|b| b.is_ascii_hexdigit());
    if is_hexadecimal && hexadecimal.len() == 2 * wanted {
        let what = if hexadecimal.len() == bare.len() { Vec::new() } else { vec![PasteFault::Separators] };
        return (Some(hexadecimal.to_uppercase()), what);
    }
    if is_hexadecimal && hexadecimal.len() == 2 * other {
        return (None, vec![PasteFault::OtherThumbprint]);
    }
    match decoded(bare) {
        Some(bytes) if bytes.len() == wanted => (Some(hex(&bytes)), vec![PasteFault::Base64Thumbprint]),
        Some(bytes) if bytes.len() == other => (None, vec![PasteFault::OtherThumbprint]),
        _ => (None, vec![PasteFault::NotThumbprint]),
    }
}

/// A thumbprint as tools print it, in hexadecimal capitals.
pub(super) fn normal(text: &str) -> Option<String> {
    let judged = |kind| judge(kind, text).0;
    judged(PasteKind::Thumbprint).or_else(|| judged(PasteKind::ThumbprintSha256))
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    URL_SAFE.decode(text).or_else(|_| STANDARD.decode(text)).ok()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02X}");
        text
    })
}
