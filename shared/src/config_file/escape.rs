//! References in values: undone when read, made when written.

use super::{Encoding, FaultKind, names::is_allowed};

/// Where a value stands; decides what becomes of its white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Between tags: line ends become LF.
    Text,
    /// Between quotes: line ends and tabs become spaces.
    Attribute,
}

/// What raw text means to a program.
///
/// # Errors
/// The byte where a reference is at fault, and its name.
pub(super) fn decode(raw: &str, place: Place) -> Result<String, (usize, FaultKind, String)> {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        match c {
            '&' => {
                let at = raw.len() - rest.len();
                // No reference that means anything is longer.
                let end = rest.bytes().take(40).position(|byte| byte == b';');
                let name = end.map_or("", |end| &rest[1..end]);
                let decoded = reference(name).map_err(|kind| (at, kind, name.to_owned()))?;
                out.push(decoded);
                length = name.len() + 2;
            }
            '\r' => {
                length = if rest.starts_with("\r\n") { 2 } else { 1 };
                out.push(if place == Place::Text { '\n' } else { ' ' });
            }
            '\n' | '\t' if place == Place::Attribute => out.push(' '),
            _ => out.push(c),
        }
        rest = &rest[length..];
    }
    Ok(out)
}

/// The character that `&name;` stands for.
fn reference(name: &str) -> Result<char, FaultKind> {
    match name {
        "amp" => return Ok('&'),
        "lt" => return Ok('<'),
        "gt" => return Ok('>'),
        "quot" => return Ok('"'),
        "apos" => return Ok('\''),
        _ => {}
    }
    let Some(number) = name.strip_prefix('#') else {
        return Err(if super::names::is_name(name) { FaultKind::UnknownEntity } else { FaultKind::BadReference });
    };
    let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |hex| (hex, 16));
    let plain = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    let code = plain.then(|| u32::from_str_radix(digits, radix).ok()).flatten();
    code.and_then(char::from_u32).filter(|c| is_allowed(*c)).ok_or(FaultKind::BadReference)
}

/// How `value` is written between `quote`s; `None` if it holds what XML cannot say.
pub(crate) fn attribute(value: &str, quote: char, encoding: Encoding) -> Option<String> {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if quote == '"' => out.push_str("&quot;"),
            '\'' if quote == '\'' => out.push_str("&apos;"),
            // Raw, a program would read them as spaces.
            '\r' | '\n' | '\t' => numeric(&mut out, c),
            c => push(&mut out, c, encoding)?,
        }
    }
    Some(out)
}

/// How `value` is written between tags; `None` if it holds what XML cannot say.
pub(super) fn text(value: &str, encoding: Encoding) -> Option<String> {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => numeric(&mut out, c),
            c => push(&mut out, c, encoding)?,
        }
    }
    Some(out)
}

fn push(out: &mut String, c: char, encoding: Encoding) -> Option<()> {
    if !is_allowed(c) {
        return None;
    }
    if encoding.has(c) {
        out.push(c);
    } else {
        numeric(out, c);
    }
    Some(())
}

fn numeric(out: &mut String, c: char) {
    out.extend(["&#", &u32::from(c).to_string(), ";"]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_as_they_were_meant() {
        for encoding in [Encoding::Utf8, Encoding::Windows1252, Encoding::Latin1] {
            for quote in ['"', '\''] {
                let value = "a\"b'c<d>e&f\r\n\tg €ł 𝄞 ;=";
                let raw = attribute(value, quote, encoding).expect("can be said");
                assert!(!raw.contains(quote) && raw.chars().all(|c| encoding.has(c)), "{raw}");
                assert_eq!(decode(&raw, Place::Attribute).expect("reads"), value);
                assert_eq!(decode(&text(value, encoding).expect("text"), Place::Text).expect("reads"), value);
            }
        }
        assert_eq!(attribute("\u{1}", '"', Encoding::Utf8), None);
    }

    #[test]
    fn white_space_is_read_as_programs_read_it() {
        assert_eq!(decode("a\r\nb\tc\rd", Place::Attribute).expect("reads"), "a b c d");
        assert_eq!(decode("a\r\nb\tc\rd", Place::Text).expect("reads"), "a\nb\tc\nd");
        assert_eq!(decode("a&#13;&#xA;b", Place::Attribute).expect("reads"), "a\r\nb");
    }

    #[test]
    fn other_references_are_refused() {
        let kind = |raw: &str| decode(raw, Place::Text).map_err(|(at, kind, _)| (at, kind));
        assert_eq!(kind("a &lol9;"), Err((2, FaultKind::UnknownEntity)));
        for bad in ["a &", "a & b;", "a &;", "a &#0;", "a &#xD800;", "a &#+65;", "a &#99999999999;", "a &#x;"] {
            assert_eq!(kind(bad), Err((2, FaultKind::BadReference)), "{bad}");
        }
    }
}
