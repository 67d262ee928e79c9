//! What holds for every connection string, tried on generated ones.

use proptest::prelude::*;
use shared::connection_string::{ConnectionString, Grammar, build_pair};

fn grammar() -> impl Strategy<Value = Grammar> {
    prop_oneof![Just(Grammar::DotNet), Just(Grammar::Odbc)]
}

/// Text rich in what the grammar minds.
fn awkward() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop_oneof![
            Just(' '),
            Just(';'),
            Just('='),
            Just('\''),
            Just('"'),
            Just('{'),
            Just('}'),
            Just('\n'),
            Just('\0'),
            any::<char>(),
            prop::char::range('a', 'e'),
        ],
        0..40,
    )
    .prop_map(|characters| characters.into_iter().collect())
}

// Counter-examples are turned into named tests beside the grammar instead of being kept as seeds.
proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn nothing_is_lost(text in awkward(), grammar in grammar()) {
        if let Ok(parsed) = ConnectionString::parse(&text, grammar) {
            prop_assert_eq!(parsed.emit(), text);
        }
    }

    #[test]
    fn what_is_written_is_read_back(key in "[A-Za-z=;]{1,12}", value in awkward()) {
        if let Ok(text) = build_pair(&key, &value, Grammar::DotNet) {
            let parsed = ConnectionString::parse(&text, Grammar::DotNet).expect("own output");
            prop_assert_eq!(parsed.get(&key).unwrap_or_default(), value);
        }
    }

    #[test]
    fn an_edit_touches_nothing_else(text in awkward(), key in "[a-e]{1,3}", value in "[ -~]{1,20}") {
        if let Ok(mut string) = ConnectionString::parse(&text, Grammar::DotNet) {
            let others = |string: &ConnectionString| -> Vec<(String, Option<String>)> {
                string.pairs().filter(|p| !p.key.eq_ignore_ascii_case(&key)).map(|p| (p.key.clone(), p.value.clone())).collect()
            };
            let before = others(&string);
            string.set(&key, &value).expect("printable");
            prop_assert_eq!(others(&string), before);
            let again = ConnectionString::parse(&string.emit(), Grammar::DotNet).expect("own output");
            prop_assert_eq!(again.get(&key), Some(value.as_str()));
        }
    }
}
