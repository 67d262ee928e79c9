//! Bytes to text and back. Every byte sequence that is accepted comes back as it was.

use super::{Fault, FaultKind, MAX_BYTES};

/// The encodings that configuration files come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, the low byte first.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
    /// Windows-1252, the Western European code page.
    Windows1252,
    /// ISO 8859-1.
    Latin1,
}

/// What the bytes 0x80 to 0x9F stand for in Windows-1252. The five that it leaves free stand for themselves, as
/// browsers and Windows read them, so that every byte has its character.
const WINDOWS_1252_HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

impl Encoding {
    /// Whether `c` can be written.
    pub fn has(self, c: char) -> bool {
        match self {
            Self::Utf8 | Self::Utf16Le | Self::Utf16Be => true,
            Self::Windows1252 => windows_1252_byte(c).is_some(),
            Self::Latin1 => u8::try_from(c).is_ok(),
        }
    }

    fn mark(self) -> &'static [u8] {
        match self {
            Self::Utf8 => b"\xEF\xBB\xBF",
            Self::Utf16Le => b"\xFF\xFE",
            Self::Utf16Be => b"\xFE\xFF",
            Self::Windows1252 | Self::Latin1 => b"",
        }
    }

    fn decode(self, bytes: &[u8]) -> Result<String, Fault> {
        match self {
            Self::Utf8 => std::str::from_utf8(bytes).map(str::to_owned).map_err(|error| {
                let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
                FaultKind::InvalidBytes.at(&valid, valid.len())
            }),
            Self::Utf16Le => decode_utf16(bytes, u16::from_le_bytes),
            Self::Utf16Be => decode_utf16(bytes, u16::from_be_bytes),
            Self::Windows1252 => Ok(bytes.iter().map(|byte| windows_1252_char(*byte)).collect()),
            Self::Latin1 => Ok(bytes.iter().map(|byte| char::from(*byte)).collect()),
        }
    }

    /// The bytes of `text`; `None` if a character does not exist in this encoding.
    pub(super) fn encode(self, text: &str, mark: bool) -> Option<Vec<u8>> {
        let mut bytes = if mark { self.mark().to_vec() } else { Vec::new() };
        match self {
            Self::Utf8 => bytes.extend(text.as_bytes()),
            Self::Utf16Le => bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
            Self::Utf16Be => bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
            Self::Windows1252 => bytes.append(&mut text.chars().map(windows_1252_byte).collect::<Option<_>>()?),
            Self::Latin1 => bytes.append(&mut text.chars().map(|c| u8::try_from(c).ok()).collect::<Option<_>>()?),
        }
        Some(bytes)
    }
}

/// A file's text, and how it was written.
pub(super) struct Decoded {
    pub(super) encoding: Encoding,
    pub(super) mark: bool,
    pub(super) text: String,
}

/// Reads bytes as a byte order mark says, else as the first bytes betray, else as the declaration says.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Fault> {
    if bytes.len() > MAX_BYTES {
        return Err(FaultKind::TooLarge.at("", 0));
    }
    for encoding in [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be] {
        if let Some(rest) = bytes.strip_prefix(encoding.mark()) {
            return Ok(Decoded { encoding, mark: true, text: encoding.decode(rest)? });
        }
    }
    let encoding = match bytes {
        [b'<', 0, ..] => Encoding::Utf16Le,
        [0, b'<', ..] => Encoding::Utf16Be,
        _ => declared(bytes)?,
    };
    Ok(Decoded { encoding, mark: false, text: encoding.decode(bytes)? })
}

/// The text of a file of any kind: in the encoding that its first bytes or its declaration say, else in Windows-1252, in
/// which Windows' older tools write. `None`: it is too large.
pub fn text_of(bytes: &[u8]) -> Option<String> {
    match decode(bytes) {
        Ok(decoded) => Some(decoded.text),
        Err(fault) if fault.kind == FaultKind::TooLarge => None,
        Err(_) => Encoding::Windows1252.decode(bytes).ok(),
    }
}

/// The encoding that the XML declaration names; UTF-8 without one.
fn declared(bytes: &[u8]) -> Result<Encoding, Fault> {
    let head: String = bytes.iter().take(300).map(|byte| char::from(*byte)).collect();
    let Some((declaration, _)) = head.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) else {
        return Ok(Encoding::Utf8);
    };
    let Some(name) = pseudo_attribute(declaration, "encoding") else { return Ok(Encoding::Utf8) };
    let offset = head.find(name).unwrap_or_default();
    match name.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" | "us-ascii" => Ok(Encoding::Utf8),
        "windows-1252" | "cp1252" => Ok(Encoding::Windows1252),
        "iso-8859-1" | "latin1" => Ok(Encoding::Latin1),
        "utf-16" | "utf-16le" | "utf-16be" | "unicode" => Err(FaultKind::EncodingMismatch.named(&head, offset, name)),
        _ => Err(FaultKind::UnknownEncoding.named(&head, offset, name)),
    }
}

/// The value of `name="…"` in an XML declaration.
pub(super) fn pseudo_attribute<'d>(declaration: &'d str, name: &str) -> Option<&'d str> {
    let (before, after) = declaration.split_once(name)?;
    let after = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (value, _) = after[1..].split_once(quote)?;
    before.ends_with(char::is_whitespace).then_some(value)
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Fault> {
    let mut text = String::with_capacity(bytes.len());
    let (pairs, rest) = bytes.as_chunks::<2>();
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match decoded {
            Ok(c) => text.push(c),
            Err(_) => return Err(FaultKind::InvalidBytes.at(&text, text.len())),
        }
    }
    if rest.is_empty() { Ok(text) } else { Err(FaultKind::InvalidBytes.at(&text, text.len())) }
}

fn windows_1252_char(byte: u8) -> char {
    match byte {
        0x80..=0x9F => WINDOWS_1252_HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

fn windows_1252_byte(c: char) -> Option<u8> {
    match u8::try_from(c) {
        Ok(byte) if windows_1252_char(byte) == c => Some(byte),
        _ => (0x80..=0x9F).find(|byte| windows_1252_char(*byte) == c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_the_code_pages_comes_back() {
        let all: Vec<u8> = (0..=255).collect();
        for encoding in [Encoding::Windows1252, Encoding::Latin1] {
            let text = encoding.decode(&all).expect("every byte is a character");
            assert_eq!(encoding.encode(&text, false).expect("and back"), all);
        }
        assert!(Encoding::Windows1252.has('€') && !Encoding::Latin1.has('€') && !Encoding::Windows1252.has('ł'));
    }

    #[test]
    fn the_text_of_any_file_is_read() {
        let text = |bytes: &[u8]| text_of(bytes).expect("small");
        assert_eq!(text("\u{feff}Préfixe=é".as_bytes()), "Préfixe=é");
        assert_eq!(text(b"\xFF\xFEA\0=\x001\0"), "A=1");
        assert_eq!(text(b"Pr\xE9fixe=\x80"), "Préfixe=€");
        assert_eq!(text_of(&vec![b'a'; MAX_BYTES + 1]), None);
    }

    #[test]
    fn half_characters_are_refused_with_their_place() {
        let at = |bytes: &[u8]| decode(bytes).map(|d| d.text).expect_err("refused").at.column;
        assert_eq!(at(b"<a>\xC3</a>"), 4);
        assert_eq!(at(b"\xFF\xFE<\0a"), 2);
        assert_eq!(at(b"\xFF\xFE<\0\x00\xD8>\0"), 2);
    }

    #[test]
    fn what_is_declared_must_be_true() {
        let kind = |bytes: &[u8]| decode(bytes).map(|d| d.encoding).map_err(|fault| fault.kind);
        assert_eq!(kind(b"<?xml version='1.0' encoding='Windows-1252'?><a/>"), Ok(Encoding::Windows1252));
        assert_eq!(kind(b"<?xml version='1.0' encoding='utf-16'?><a/>"), Err(FaultKind::EncodingMismatch));
        assert_eq!(kind(b"<?xml version='1.0' encoding='koi8-r'?><a/>"), Err(FaultKind::UnknownEncoding));
        assert_eq!(kind(b"<\0a\0/\0>\0"), Ok(Encoding::Utf16Le));
        assert_eq!(kind(b"\0<\0a\0/\0>"), Ok(Encoding::Utf16Be));
    }
}
