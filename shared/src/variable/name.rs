//! Names of variables.

use crate::field::{FieldFault, FieldKind, FieldSpec};

/// The name of a variable: 1 to 128 characters.
pub const NAME: FieldSpec = FieldSpec { max: 128, ..FieldSpec::required("name", FieldKind::Text) };

/// Judges a name: letters, digits, spaces and `_ - . :`, beginning with a letter or `_`.
///
/// # Errors
/// The first reason not to accept it.
pub fn check_name(name: &str) -> Result<(), FieldFault> {
    NAME.check(name)?;
    let begins = name.starts_with(|first: char| first.is_alphabetic() || first == '_');
    let fine = |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | '_' | '-' | '.' | ':');
    if begins && name.chars().all(fine) { Ok(()) } else { Err(FieldFault::VariableName) }
}

/// What makes two names the same: case does not count.
pub fn key(name: &str) -> String {
    name.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_k2_wicbox_and_env_files_use() {
        for good in ["From Address", "WICBOX_MAILCLIENT_ID", "_x", "Smtp:Host", "a.b-c", "Größe"] {
            assert_eq!(check_name(good), Ok(()), "{good}");
        }
        for bad in ["1st", "a/b", "a}b", "${x}", "a\tb", "-a", "a\"b", "a=b", "a;b"] {
            assert!(check_name(bad).is_err(), "{bad}");
        }
        assert_eq!(check_name(""), Err(FieldFault::Required));
        assert_eq!(check_name(" a"), Err(FieldFault::SurroundingSpace));
        assert_eq!(check_name(&"a".repeat(129)), Err(FieldFault::TooLong(128)));
    }

    #[test]
    fn case_does_not_make_another_name() {
        assert_eq!(key("From Address"), key("FROM address"));
    }
}
