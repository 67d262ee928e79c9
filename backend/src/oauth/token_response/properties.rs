//! Whatever a server answers: no panic, and what is kept is whole.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use shared::timestamp::Timestamp;

use super::{MOST_SECONDS, TokenAnswer, Unusable, parse};

const ASKED: i64 = 1_700_000_000_000;

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,40}".prop_map(Value::from),
        "[0-9.eE+ -]{0,30}".prop_map(Value::from),
        "[!-~]{1,40}".prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z_]{1,12}", inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

fn answers() -> impl Strategy<Value = Value> {
    let names = prop::sample::select(vec![
        "access_token",
        "token_type",
        "expires_in",
        "refresh_in",
        "refresh_token",
        "refresh_token_expires_in",
        "refresh_expires_in",
        "scope",
        "id_token",
        "something_else",
    ]);
    let odd = prop::collection::btree_map(names, anything(), 0..10).prop_map(|fields| json!(fields)).boxed();
    // Most of the rest must be reached with an access token that is one.
    let usable = (odd.clone(), "[!-~]{1,60}").prop_map(|(mut fields, token)| {
        fields["access_token"] = json!(token);
        fields
    });
    prop_oneof![anything(), odd, usable]
}

fn is_whole(answer: &Value, read: &TokenAnswer) -> Result<(), TestCaseError> {
    let asked_at = Timestamp::from_millis(ASKED);
    let is_token = |text: &str| !text.is_empty() && text.bytes().all(|b| (0x20..0x7f).contains(&b));
    prop_assert!(is_token(read.access_token.expose()));
    prop_assert_eq!(answer["access_token"].as_str(), Some(read.access_token.expose()));
    prop_assert!(!read.token_type.is_empty() && read.token_type.bytes().all(|b| b.is_ascii_graphic()));
    prop_assert_eq!(read.obtained_at, asked_at);
    let life = read.expires_at.seconds_since(asked_at);
    prop_assert!((0..=MOST_SECONDS).contains(&life));
    if let Some(refresh_at) = read.refresh_at {
        prop_assert!(refresh_at > asked_at && refresh_at < read.expires_at);
    }
    if let Some(end) = read.refresh_expires_at {
        prop_assert!((1..=MOST_SECONDS).contains(&end.seconds_since(asked_at)));
    }
    // A refresh token that is there is kept, or the answer is refused as a whole.
    match &answer["refresh_token"] {
        Value::Null => prop_assert!(read.refresh_token.is_none()),
        Value::String(text) if text.is_empty() => prop_assert!(read.refresh_token.is_none()),
        given => {
            let kept = read.refresh_token.as_ref();
            prop_assert_eq!(given.as_str(), kept.map(shared::secret::SecretText::expose));
            prop_assert!(kept.is_some_and(|token| is_token(token.expose())));
        }
    }
    prop_assert!(read.scope.as_ref().is_none_or(|scope| !scope.chars().any(char::is_control)));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_kept_is_whole_and_nothing_panics(answer in answers()) {
        match parse(&answer, Timestamp::from_millis(ASKED), &BTreeMap::new(), &[]) {
            Ok(read) => is_whole(&answer, &read)?,
            Err(Unusable::NotAnObject) => prop_assert!(!answer.is_object()),
            Err(Unusable::Field(name)) => prop_assert!(["access_token", "refresh_token"].contains(&name.as_str())),
        }
    }

    #[test]
    fn replacement_values_are_as_harmless(answer in answers(), life in "\\PC{0,30}", kind in "\\PC{0,30}") {
        let replacements =
            BTreeMap::from([("expires_in".to_owned(), life), ("token_type".to_owned(), kind)]);
        if let Ok(read) = parse(&answer, Timestamp::from_millis(ASKED), &replacements, &["scope".to_owned()]) {
            is_whole(&answer, &read)?;
            prop_assert!(!answer["scope"].is_null());
        }
    }
}
