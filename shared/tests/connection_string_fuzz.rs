//! Mutates the vectors at random and looks whether what must always hold still does. A short run belongs to the tests;
//! `cargo xtask fuzz --minutes N` gives it longer and another seed.
#![expect(clippy::expect_used, reason = "a finding ends the run")]
#![expect(clippy::disallowed_methods, reason = "how long to go on is a matter of the clock, and the seed of chance")]

use std::time::{Duration, Instant};

use serde::Deserialize;
use shared::connection_string::{ConnectionString, Grammar, Pair, build_pair, is_secret_key};

/// Characters that the grammars mind, and some that they do not.
const AWKWARD: &[char] = &[
    ';', '=', '\'', '"', '{', '}', ' ', '\t', '\n', '\r', '\0', '\u{1}', '\u{7f}', '\u{85}', '\u{a0}', '\u{2028}', 'a',
    'P', 'ß', 'İ', '日', '😀', '$', '&', '<', '\\',
];
const KEYS: &[&str] = &["Password", "pwd", "User ID", "a", "A", "OAuth Resource", "Driver", "k=k", "ß", "\u{130}"];

#[derive(Deserialize)]
struct Vector {
    #[serde(default)]
    text: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    value: String,
}

/// `SplitMix64`: small, and the same everywhere.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).expect("fits")).expect("fits")
    }

    fn of<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

fn mutated(chance: &mut Chance, corpus: &[String]) -> String {
    let mut text: Vec<char> = chance.of(corpus).chars().collect();
    for _ in 0..chance.below(7) {
        let at = chance.below(text.len() + 1);
        match chance.below(7) {
            0 | 1 => text.insert(at, *chance.of(AWKWARD)),
            2 if at < text.len() => drop(text.remove(at)),
            3 if at < text.len() => text[at] = *chance.of(AWKWARD),
            4 => text.truncate(at),
            5 => drop(text.splice(at..at, chance.of(corpus).chars())),
            _ => {
                let end = at + chance.below(text.len() - at + 1);
                let copy: Vec<char> = text[at..end].to_vec();
                text.splice(at..at, copy);
            }
        }
        text.truncate(400);
    }
    text.into_iter().collect()
}

fn pairs(string: &ConnectionString, without: &str) -> Vec<Pair> {
    string.pairs().filter(|pair| pair.key.to_lowercase() != without.to_lowercase()).cloned().collect()
}

/// What a value written under ODBC rules may come back as: in braces, or without the space around it.
fn is_odbc_for(found: &str, value: &str) -> bool {
    let inner = found.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).map(|rest| rest.replace("}}", "}"));
    found == value.trim() || inner.as_deref() == Some(value)
}

fn agrees(found: Option<&str>, value: &str, grammar: Grammar) -> bool {
    match grammar {
        Grammar::DotNet => found == Some(value),
        Grammar::Odbc => is_odbc_for(found.unwrap_or_default(), value),
    }
}

fn reread(string: &ConnectionString) -> ConnectionString {
    ConnectionString::parse(&string.emit(), string.grammar()).expect("what was edited is still well formed")
}

fn editing_touches_nothing_else(string: &ConnectionString, text: &str, key: &str, value: &str) {
    let mut edited = string.clone();
    let place = string.value_range(key);
    if edited.set(key, value).is_err() {
        assert_eq!(edited, *string, "a refused edit changes nothing");
        return;
    }
    let written = edited.emit();
    if let Some(place) = place {
        assert!(written.starts_with(&text[..place.start]), "bytes before the value");
        assert!(written.ends_with(&text[place.end..]), "bytes behind the value");
    } else {
        assert!(
            written.starts_with(text.split('\0').next().unwrap_or_default().trim_end()),
            "bytes before the new pair"
        );
    }
    assert_eq!(reread(&edited), edited, "the model is what its text says");
    assert_eq!(pairs(&edited, key), pairs(string, key), "other pairs of {text:?} with {key:?}={value:?}");
    assert!(agrees(edited.get(key), value, string.grammar()), "{:?} for {value:?}", edited.get(key));
}

fn removing_touches_nothing_else(string: &ConnectionString, key: &str) {
    let mut edited = string.clone();
    edited.remove(key);
    assert_eq!(pairs(&edited, ""), pairs(string, key));
    assert_eq!(pairs(&reread(&edited), ""), pairs(string, key));
}

fn masking_is_undone(string: &ConnectionString) {
    let mut back =
        ConnectionString::parse(&string.masked(is_secret_key), string.grammar()).expect("a mask is well formed");
    back.unmask(Some(string), is_secret_key).expect("everything masked is kept");
    assert_eq!(back, *string);
}

fn what_is_built_is_read(given: &[(String, String)], grammar: Grammar) {
    let built: Vec<String> = given.iter().filter_map(|(key, value)| build_pair(key, value, grammar).ok()).collect();
    let kept: Vec<&(String, String)> = given.iter().filter(|(k, v)| build_pair(k, v, grammar).is_ok()).collect();
    let text = built.join(";");
    let Ok(string) = ConnectionString::parse(&text, grammar) else {
        // A key with `=`, or a line break in a value, cannot be said under ODBC rules; .NET writes it all the same.
        assert_eq!(grammar, Grammar::Odbc, "{text:?}");
        return;
    };
    if grammar == Grammar::Odbc && kept.iter().any(|(key, value)| key.contains('=') || value.contains(char::is_control))
    {
        return;
    }
    let found: Vec<(&str, &str)> =
        string.pairs().map(|pair| (pair.key.as_str(), pair.value.as_deref().unwrap_or_default())).collect();
    assert_eq!(found.len(), kept.len(), "{text:?}");
    for ((key, value), (found_key, found_value)) in kept.into_iter().zip(found) {
        assert_eq!(key, found_key);
        assert!(agrees(Some(found_value), value, grammar), "{found_value:?} for {value:?} in {text:?}");
    }
}

fn try_one(chance: &mut Chance, corpus: &[String]) -> bool {
    let grammar = if chance.below(2) == 0 { Grammar::DotNet } else { Grammar::Odbc };
    let text = mutated(chance, corpus);
    let given: Vec<(String, String)> = (0..chance.below(5))
        .map(|_| {
            let key = if chance.below(2) == 0 { (*chance.of(KEYS)).to_owned() } else { mutated(chance, corpus) };
            (key, mutated(chance, corpus))
        })
        .collect();
    what_is_built_is_read(&given, grammar);
    let string = match ConnectionString::parse(&text, grammar) {
        Ok(string) => string,
        Err(fault) => {
            assert!(fault.index <= text.encode_utf16().count(), "the fault lies behind the end");
            return false;
        }
    };
    assert_eq!(string.emit(), text, "lossless");
    let own: Vec<String> = string.pairs().map(|pair| pair.key.clone()).collect();
    let key =
        if own.is_empty() || chance.below(3) == 0 { (*chance.of(KEYS)).to_owned() } else { chance.of(&own).clone() };
    editing_touches_nothing_else(&string, &text, &key, &mutated(chance, corpus));
    removing_touches_nothing_else(&string, &key);
    masking_is_undone(&string);
    true
}

#[test]
fn nothing_that_must_hold_breaks() {
    let vectors = include_str!("connection-string-vectors.jsonl").lines();
    let corpus: Vec<String> = vectors
        .map(|line| serde_json::from_str::<Vector>(line).expect("a vector"))
        .flat_map(|vector| [vector.text, vector.key, vector.value])
        .filter(|text| !text.is_empty())
        .collect();
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let (seconds, seed) = (number("CONSENTRY_FUZZ_SECONDS"), number("CONSENTRY_FUZZ_SEED").unwrap_or(1));
    let (begin, mut chance) = (Instant::now(), Chance(seed));
    let (mut done, mut well_formed): (u64, u64) = (0, 0);
    while seconds.map_or(done < 20_000, |seconds| done % 1024 != 0 || begin.elapsed() < Duration::from_secs(seconds)) {
        // The state before the attempt is the seed that repeats it alone.
        let state = chance.0;
        let tried = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| try_one(&mut chance, &corpus)));
        well_formed += u64::from(tried.unwrap_or_else(|_| panic!("repeat with CONSENTRY_FUZZ_SEED={state}")));
        done += 1;
    }
    println!(
        "{done} executions from seed {seed} in {:?}, {well_formed} of them well formed; no findings",
        begin.elapsed()
    );
}
