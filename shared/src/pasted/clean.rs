//! What clings to a value when it is copied: spaces, line breaks, quotes, characters that nobody sees.

use super::{PasteFault, PasteKind};

/// The text without what clings to it, and what that was.
pub(super) fn bare(kind: PasteKind, text: &str) -> (String, Vec<PasteFault>) {
    let mut what = Vec::new();
    let mut seen: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    // A no-break space is a space that somebody's page put there.
    if seen.contains('\u{a0}') {
        seen = seen.replace('\u{a0}', " ");
    }
    if seen != text {
        what.push(PasteFault::Invisible);
    }
    let mut rest = seen.trim();
    // In a secret, quotes could be its own; a pair around all of it hardly ever is.
    while let Some(inner) = unquoted(rest) {
        rest = inner.trim();
    }
    if kind != PasteKind::ClientSecret {
        rest = rest.trim_end_matches([',', ';']).trim();
        while let Some(inner) = unquoted(rest) {
            rest = inner.trim();
        }
    }
    if rest.len() != seen.len() {
        what.push(PasteFault::Surrounded);
    }
    (rest.to_owned(), what)
}

/// Format characters that certificate dialogues, chats and pages put around and inside values.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

fn unquoted(text: &str) -> Option<&str> {
    const PAIRS: [(char, char); 6] = [
        ('"', '"'),
        ('\'', '\''),
        ('`', '`'),
        ('\u{201c}', '\u{201d}'),
        ('\u{2018}', '\u{2019}'),
        ('\u{201e}', '\u{201d}'),
    ];
    PAIRS.iter().find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close))
}
