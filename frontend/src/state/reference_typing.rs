//! A reference while it is typed: `${` opens the list of what can be referred to.

/// The piece of a text that a chosen reference replaces, in bytes, and what was typed of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Begun {
    start: usize,
    end: usize,
    /// What stands between `${` and the caret.
    pub typed: String,
}

/// The reference that the caret stands in; `caret` counts UTF-16 units, as browsers do.
pub(crate) fn begun(text: &str, caret: usize) -> Option<Begun> {
    let caret = byte_of(text, caret);
    let (before, after) = (text.get(..caret)?, text.get(caret..)?);
    let start = before.rfind("${")?;
    let escaped = before[..start].ends_with('$');
    let typed = &before[start + 2..];
    if escaped || typed.contains(['}', '\n']) {
        return None;
    }
    // The rest of a reference that was there before belongs to it.
    let rest = after.find(['}', '$', '\n', ';']).filter(|end| after[*end..].starts_with('}')).map_or(0, |end| end + 1);
    Some(Begun { start, end: caret + rest, typed: typed.to_owned() })
}

/// The text with `reference` in the place of what was begun, and where the caret goes, in UTF-16 units.
pub(crate) fn completed(text: &str, begun: &Begun, reference: &str) -> (String, usize) {
    let before = text.get(..begun.start).unwrap_or_default();
    let head = format!("{before}{reference}");
    let caret = head.encode_utf16().count();
    (format!("{head}{}", text.get(begun.end..).unwrap_or_default()), caret)
}

fn byte_of(text: &str, units: usize) -> usize {
    let mut passed = 0;
    for (byte, letter) in text.char_indices() {
        if passed >= units {
            return byte;
        }
        passed += letter.len_utf16();
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_opens_with_the_brace_and_closes_after_it() {
        let typed = |text: &str| begun(text, text.encode_utf16().count()).map(|begun| begun.typed);
        assert_eq!(typed("https://${").as_deref(), Some(""));
        assert_eq!(typed("é😀${variable:Ho").as_deref(), Some("variable:Ho"));
        for text in ["", "$", "a$${", "${variable:Host}", "${a\nb"] {
            assert_eq!(typed(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_chosen_replaces_what_was_typed_and_the_old_rest() {
        let text = "é${var}/x";
        let found = begun(text, 4).expect("inside");
        assert_eq!(completed(text, &found, "${tenant:slug}"), ("é${tenant:slug}/x".to_owned(), 15));
        let text = "a${te b";
        let found = begun(text, 5).expect("inside");
        assert_eq!(completed(text, &found, "${tenant:slug}").0, "a${tenant:slug} b");
    }
}
