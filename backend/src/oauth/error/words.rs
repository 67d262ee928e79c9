//! A provider's words as they may be shown and stored.

use shared::secret::SecretText;

/// Most characters that are kept of a description.
const MOST_CHARACTERS: usize = 512;
/// Words at least this long are tokens or assertions, not language.
const OPAQUE_LENGTH: usize = 40;

/// The provider's words as they may be shown and stored: printable, short, without secrets.
pub fn clean(raw: &str, secrets: &[&SecretText]) -> String {
    let mut text = raw.to_owned();
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        text = text.replace(secret.expose(), "[…]");
    }
    let printable = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    let words: Vec<&str> =
        printable.split_whitespace().map(|word| if is_opaque(word) { "[…]" } else { word }).collect();
    words.join(" ").chars().take(MOST_CHARACTERS).collect()
}

/// Whether a word is a token or an assertion rather than language or an address.
pub(super) fn is_opaque(word: &str) -> bool {
    let longest = word.split(|c: char| !(c.is_ascii_alphanumeric() || "-_.~+/=".contains(c))).map(str::len).max();
    longest.is_some_and(|length| length >= OPAQUE_LENGTH) && !word.contains("://")
}
