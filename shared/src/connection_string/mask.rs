//! Shows a connection string without its secrets, and puts them back when it returns with the mask in their place.

use super::{ConnectionString, Pair, tree::same_key};

/// What stands in the place of a secret value.
pub const MASK: &str = "••••••••";

/// A masked value came in for which no secret is kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no secret is kept for the masked value of {key}")]
pub struct MaskFault {
    /// The key.
    pub key: String,
}

impl ConnectionString {
    /// The text with [`MASK`] for every value under a key that `is_secret`. A value that only refers to another is
    /// shown: it gives nothing away.
    pub fn masked(&self, is_secret: impl Fn(&str) -> bool) -> String {
        let mut shown = self.clone();
        for pair in shown.pairs_mut().filter(|pair| is_secret(&pair.key)) {
            if pair.value.as_deref().is_some_and(|value| !value.is_empty() && !is_reference(value)) {
                pair.replace_value(MASK, Some(MASK.to_owned()));
            }
        }
        shown.emit()
    }

    /// Puts what `kept` has in the place of every masked value, written exactly as it is kept: the same occurrence of
    /// the key, else its last one.
    ///
    /// # Errors
    /// The first masked value for which `kept` has none; the others are in their places then.
    pub fn unmask(&mut self, kept: Option<&Self>, is_secret: impl Fn(&str) -> bool) -> Result<(), MaskFault> {
        let mut seen: Vec<String> = Vec::new();
        let mut fault = None;
        for pair in self.pairs_mut() {
            let occurrence = seen.iter().filter(|key| same_key(key, &pair.key)).count();
            seen.push(pair.key.clone());
            if pair.value.as_deref() != Some(MASK) || !is_secret(&pair.key) {
                continue;
            }
            let of_key: Vec<&Pair> =
                kept.into_iter().flat_map(Self::pairs).filter(|known| same_key(&known.key, &pair.key)).collect();
            let filled = |known: &&&Pair| known.value.as_deref().is_some_and(|value| !value.is_empty());
            let known = of_key.get(occurrence).filter(filled).or_else(|| of_key.iter().rev().find(filled));
            match known {
                Some(known) => pair.replace_value(known.written_value(), known.value.clone()),
                None => _ = fault.get_or_insert_with(|| MaskFault { key: pair.key.clone() }),
            }
        }
        fault.map_or(Ok(()), Err)
    }
}

/// Whether `value` is one reference (`${variable:Mail password}`) and nothing else.
pub fn is_reference(value: &str) -> bool {
    let inner = value.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    inner.is_some_and(|inner| !inner.is_empty() && !inner.contains(['{', '}', '$']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection_string::{Grammar, is_secret_key};

    fn parse(text: &str, grammar: Grammar) -> ConnectionString {
        ConnectionString::parse(text, grammar).expect("well formed")
    }

    #[test]
    fn a_masked_text_comes_back_as_it_was() {
        for (text, grammar) in [
            ("User ID=a; Password = 'p;w' ;pwd=\"\";URL=x", Grammar::DotNet),
            ("Password=first;Password=\"sec;ond\"", Grammar::DotNet),
            ("Driver={SQL};PWD={a;b}", Grammar::Odbc),
        ] {
            let kept = parse(text, grammar);
            let shown = kept.masked(is_secret_key);
            assert!(shown.contains(MASK) && !shown.contains("p;w") && !shown.contains("ond"), "{shown}");
            let mut back = parse(&shown, grammar);
            back.unmask(Some(&kept), is_secret_key).expect("kept");
            assert_eq!(back, kept);
        }
    }

    #[test]
    fn references_show_and_an_empty_password_shows_as_empty() {
        let text = "Password=${variable:Mail password};pwd=;ClientSecret=\"\"";
        assert_eq!(parse(text, Grammar::DotNet).masked(is_secret_key), text);
        assert!(!is_reference("a${variable:b}") && !is_reference("${}") && !is_reference("${a}${b}"));
    }

    #[test]
    fn a_mask_without_anything_behind_it_is_a_fault() {
        let mut given = parse(&format!("Password={MASK}"), Grammar::DotNet);
        let fault = given.unmask(Some(&parse("Password=", Grammar::DotNet)), is_secret_key).expect_err("nothing kept");
        assert_eq!(fault.key, "Password");
        let mut given = parse(&format!("User ID={MASK}"), Grammar::DotNet);
        given.unmask(None, is_secret_key).expect("no secret: the text itself is meant");
    }
}
