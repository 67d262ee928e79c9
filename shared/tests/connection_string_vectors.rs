//! Agreement with the answers of a second .NET implementation, one JSON object a line in the file beside this one.

use serde::Deserialize;
use shared::connection_string::{ConnectionString, Grammar, build_pair};

#[derive(Deserialize)]
struct Vector {
    op: String,
    grammar: Grammar,
    #[serde(default)]
    text: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    value: String,
    #[serde(default)]
    error: bool,
    index: Option<usize>,
    #[serde(default)]
    pairs: Vec<(String, String)>,
}

fn mismatch(vector: &Vector) -> Option<String> {
    if vector.op == "parse" {
        return parse_mismatch(vector);
    }
    let built = build_pair(&vector.key, &vector.value, vector.grammar).ok();
    let expected = (!vector.error).then(|| vector.text.clone());
    (built != expected).then(|| format!("built {built:?}, expected {expected:?}"))
}

fn parse_mismatch(vector: &Vector) -> Option<String> {
    let parsed = match ConnectionString::parse(&vector.text, vector.grammar) {
        Err(error) if vector.error && vector.index.is_none_or(|index| index == error.index) => return None,
        Err(error) => return Some(format!("error at {}, expected {:?}", error.index, vector.index)),
        Ok(_) if vector.error => return Some("accepted".to_owned()),
        Ok(parsed) => parsed,
    };
    if parsed.emit() != vector.text {
        return Some(format!("not lossless: {:?}", parsed.emit()));
    }
    let mut effective: Vec<(String, String)> =
        parsed.effective().into_iter().map(|(key, value)| (key.to_lowercase(), value.to_owned())).collect();
    let mut expected = vector.pairs.clone();
    effective.sort();
    expected.sort();
    (effective != expected).then(|| format!("found {effective:?}, expected {expected:?}"))
}

#[test]
fn every_vector_agrees() {
    let lines: Vec<&str> = include_str!("connection-string-vectors.jsonl").lines().collect();
    assert!(lines.len() > 1000, "the vectors are missing");
    let wrong: Vec<String> = lines
        .iter()
        .filter_map(|line| {
            let vector: Vector = serde_json::from_str(line).expect("a vector");
            mismatch(&vector).map(|why| format!("{line}\n    {why}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), lines.len(), wrong.join("\n"));
}
