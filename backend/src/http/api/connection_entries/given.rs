//! Makes the text of an entry of what a request says about it: the text itself, or its properties.

use shared::{
    api::connection_entry::{GivenProperties, GivenProperty, pointer},
    connection_string::{BuildError, ConnectionString, MASK, kind::ConnectionKind},
    field::{FieldFault, Report},
    problem::ProblemCode,
    secret::SecretText,
};

use crate::http::AppError;

/// The text as given, with what is kept in the place of masks.
pub(super) fn of_text(
    kind: &ConnectionKind,
    text: &SecretText,
    kept: Option<&ConnectionString>,
) -> Result<ConnectionString, AppError> {
    let mut string = ConnectionString::parse(text.expose(), kind.grammar)
        .map_err(|fault| AppError::new(ProblemCode::ConnectionStringInvalid).index(fault.index))?;
    let unmasked = string.unmask(kept, |key| kind.is_secret(key));
    unmasked.map_err(|_| AppError::field("/text", FieldFault::MaskWithoutSecret))?;
    Ok(string)
}

/// The text with these properties and no others: what is the same stays as it is written.
pub(super) fn of_properties(
    kind: &ConnectionKind,
    given: &GivenProperties,
    kept: Option<&ConnectionString>,
) -> Result<ConnectionString, AppError> {
    let mut string = kept.cloned().unwrap_or_else(|| ConnectionString::empty(kind.grammar));
    let wanted: Vec<(&str, &GivenProperty)> = in_order(kind, given);
    let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
    let gone: Vec<String> = string
        .pairs()
        .map(|pair| pair.key.clone())
        .filter(|key| !wanted.iter().any(|(wanted, _)| same(key, wanted)))
        // What means nothing to a program was not shown, so that it was not taken away either.
        .filter(|key| string.get(key).is_some())
        .collect();
    for key in gone {
        string.remove(&key);
    }
    let mut report = Report::default();
    for (key, value) in wanted {
        let text = value.as_text();
        if text == MASK && kind.is_secret(key) {
            if kept.and_then(|kept| kept.get(key)).is_none_or(str::is_empty) {
                report.add(pointer(key), FieldFault::MaskWithoutSecret);
            }
            continue;
        }
        let absent = matches!(value, GivenProperty::Kept(_));
        if absent || string.get(key) == Some(text) {
            continue;
        }
        match string.set(key, text) {
            Ok(()) => {}
            Err(BuildError::Key) => report.add(pointer(key), FieldFault::ConnectionStringKey),
            Err(BuildError::Value) => report.add(pointer(key), FieldFault::ControlCharacter),
        }
    }
    AppError::check(report)?;
    Ok(string)
}

/// In the order of the kind, then those that it does not list.
fn in_order<'g>(kind: &ConnectionKind, given: &'g GivenProperties) -> Vec<(&'g str, &'g GivenProperty)> {
    let mut all: Vec<(usize, &str, &GivenProperty)> = given
        .iter()
        .filter_map(|(key, value)| {
            let place = kind.properties().position(|property| property.is_named(key)).unwrap_or(usize::MAX);
            Some((place, key.as_str(), value.as_ref()?))
        })
        .collect();
    all.sort_by_key(|(place, ..)| *place);
    all.into_iter().map(|(_, key, value)| (key, value)).collect()
}

#[cfg(test)]
mod tests {
    use shared::secret::SecretState;

    use super::*;
    use crate::settings::connection_strings::kind_of;

    fn given(properties: &[(&str, &str)]) -> GivenProperties {
        properties.iter().map(|(key, value)| ((*key).to_owned(), Some(GivenProperty::from(*value)))).collect()
    }

    #[test]
    fn only_what_is_another_is_written_anew() {
        let kind = kind_of("k2-smtp").expect("a kind");
        let text = "Host Name = mail.example.com ;Password='a;b';Port=;User ID=x; TLS=None";
        let kept = ConnectionString::parse(text, kind.grammar).expect("well formed");
        let mut properties = given(&[("host name", "mail.example.com"), ("User ID", "y"), ("Authentication", "Plain")]);
        properties.insert(
            "Password".to_owned(),
            Some(GivenProperty::Kept(SecretState { set: true, ..SecretState::default() })),
        );
        properties.insert("TLS".to_owned(), None);
        let after = of_properties(kind, &properties, Some(&kept)).expect("can be written").emit();
        assert_eq!(after, "Host Name = mail.example.com ;Password='a;b';Port=;User ID=y; Authentication=Plain");
    }

    #[test]
    fn a_new_text_is_in_the_order_of_the_kind() {
        let kind = kind_of("k2-smtp").expect("a kind");
        let properties = given(&[("X", ""), ("User ID", "a"), ("Port", "25"), ("Host Name", "mail.example.com")]);
        let text = of_properties(kind, &properties, None).expect("can be written").emit();
        assert_eq!(text, "Host Name=mail.example.com;Port=25;User ID=a;X=\"\"");
    }

    #[test]
    fn what_cannot_be_written_says_where() {
        let kind = kind_of("dotnet").expect("a kind");
        let error =
            of_properties(kind, &given(&[(" k", "v"), ("k", "\0"), ("Password", MASK)]), None).expect_err("refused");
        assert_eq!(error.code(), ProblemCode::InvalidFields);
        let text = SecretText::new(format!("Password={MASK}"));
        assert_eq!(of_text(kind, &text, None).expect_err("nothing kept").code(), ProblemCode::InvalidFields);
        let error = of_text(kind, &SecretText::new("a"), None).expect_err("malformed");
        assert_eq!(error.code(), ProblemCode::ConnectionStringInvalid);
    }
}
