//! Values as literals of each language: whatever is in them, they stay one value.

/// A PowerShell literal. Single quotes keep everything as it is but themselves, and PowerShell takes the four
/// typographic single quotes for the straight one: each is doubled.
pub fn powershell(value: &str) -> String {
    let mut literal = String::with_capacity(value.len() + 2);
    literal.push('\'');
    for c in value.chars() {
        if matches!(c, '\'' | '\u{2018}'..='\u{201b}') {
            literal.push(c);
        }
        literal.push(c);
    }
    literal.push('\'');
    literal
}

/// A word of a POSIX shell. Single quotes keep everything as it is but themselves.
pub fn shell(value: &str) -> String {
    format!("'{}'", value.replace('\'', r"'\''"))
}

/// A string of an `OData` filter.
pub fn odata(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What PowerShell reads: a doubled quote of any shape is one, a single one ends the literal.
    fn read_powershell(literal: &str) -> Option<String> {
        let quote = |c: char| matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}');
        let mut characters = literal.chars().peekable();
        characters.next().filter(|c| quote(*c))?;
        let mut value = String::new();
        while let Some(c) = characters.next() {
            if !quote(c) {
                value.push(c);
            } else if characters.peek().is_some_and(|next| quote(*next)) {
                value.push(characters.next()?);
            } else {
                return characters.next().is_none().then_some(value);
            }
        }
        None
    }

    #[test]
    fn quotes_of_every_shape_are_doubled() {
        assert_eq!(powershell("K2's"), "'K2''s'");
        assert_eq!(powershell("a\u{2019}; Remove-Item $x `n"), "'a\u{2019}\u{2019}; Remove-Item $x `n'");
        assert_eq!(shell("it's $(id) `id`"), r"'it'\''s $(id) `id`'");
        assert_eq!(odata("K2's"), "'K2''s'");
    }

    proptest! {
        #[test]
        fn powershell_reads_back_what_was_quoted(value in "[\\PC'\u{2018}-\u{201b}\"$`;{}()&|\r\n]{0,40}") {
            prop_assert_eq!(read_powershell(&powershell(&value)), Some(value));
        }
    }
}
