//! Reads a token response (RFC 6749 §5.1) the way servers really write it: numbers as text, fields missing or
//! odd. What is kept is whole or nothing.

#[cfg(test)]
mod properties;

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use shared::{secret::SecretText, timestamp::Timestamp};

/// The life of an access token whose answer does not tell it.
const UNTOLD_SECONDS: i64 = 600;
/// No access token is believed to live longer than this; a longer one is asked for again earlier than needed.
const MOST_SECONDS: i64 = 400 * 86_400;

/// What a token request brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenAnswer {
    /// The access token.
    pub access_token: SecretText,
    /// How it is presented.
    pub token_type: String,
    /// When it was asked for.
    pub obtained_at: Timestamp,
    /// When it ends, counted from when the request was made.
    pub expires_at: Timestamp,
    /// When the provider wants it renewed (`refresh_in`, Microsoft), where the answer tells.
    pub refresh_at: Option<Timestamp>,
    /// The refresh token, where there is one. Absent from a refresh: the old one stays (RFC 6749 §6).
    pub refresh_token: Option<SecretText>,
    /// When the refresh token ends, where the answer tells.
    pub refresh_expires_at: Option<Timestamp>,
    /// The scopes granted, where they differ from what was asked for.
    pub scope: Option<String>,
}

/// Why an answer cannot be used. Names fields, never values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// Not a JSON object.
    #[error("the token response is not a JSON object")]
    NotAnObject,
    /// A field is missing or of a kind that cannot be read.
    #[error("the token response has no usable `{0}`")]
    Field(String),
}

/// Reads `answer` to a request made at `asked_at`.
///
/// `replacements` are the resource's token replacement values: they stand in for what the server said.
/// `expected` are fields that the resource type insists on.
///
/// # Errors
/// The first field that cannot be used; then nothing of the answer is.
pub fn parse(
    answer: &Value,
    asked_at: Timestamp,
    replacements: &BTreeMap<String, String>,
    expected: &[String],
) -> Result<TokenAnswer, Unusable> {
    let Value::Object(fields) = answer else {
        return Err(Unusable::NotAnObject);
    };
    let reader = Reader { fields, replacements };
    if let Some(missing) = expected.iter().find(|name| !reader.has(name)) {
        return Err(Unusable::Field(missing.clone()));
    }
    let access_token = reader.secret("access_token")?.ok_or_else(|| Unusable::Field("access_token".to_owned()))?;
    let life = reader.seconds("expires_in").map_or(UNTOLD_SECONDS, |seconds| seconds.clamp(0, MOST_SECONDS));
    let refresh_life = reader
        .seconds("refresh_token_expires_in")
        .or_else(|| reader.seconds("refresh_expires_in"))
        .filter(|seconds| (1..=MOST_SECONDS).contains(seconds));
    Ok(TokenAnswer {
        access_token,
        token_type: reader.text("token_type").filter(|kind| is_token_type(kind)).unwrap_or_else(|| "Bearer".to_owned()),
        obtained_at: asked_at,
        expires_at: asked_at.plus_seconds(life),
        refresh_at: reader
            .seconds("refresh_in")
            .filter(|seconds| (1..life).contains(seconds))
            .map(|seconds| asked_at.plus_seconds(seconds)),
        refresh_token: reader.secret("refresh_token")?,
        refresh_expires_at: refresh_life.map(|seconds| asked_at.plus_seconds(seconds)),
        scope: reader.text("scope").filter(|scope| scope.len() <= 4000 && !scope.chars().any(char::is_control)),
    })
}

fn is_token_type(kind: &str) -> bool {
    !kind.is_empty() && kind.len() <= 100 && kind.bytes().all(|b| b.is_ascii_graphic())
}

struct Reader<'a> {
    fields: &'a Map<String, Value>,
    replacements: &'a BTreeMap<String, String>,
}

impl Reader<'_> {
    fn has(&self, name: &str) -> bool {
        self.replacements.contains_key(name) || self.fields.get(name).is_some_and(|value| !value.is_null())
    }

    fn text(&self, name: &str) -> Option<String> {
        if let Some(replacement) = self.replacements.get(name) {
            return Some(replacement.clone());
        }
        match self.fields.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            // Some servers list the granted scopes instead of joining them.
            Value::Array(items) if name == "scope" => {
                Some(items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "))
            }
            _ => None,
        }
    }

    /// Absent, null and empty are no token; anything but text is not a token either, and says so.
    fn secret(&self, name: &str) -> Result<Option<SecretText>, Unusable> {
        match self.fields.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) if text.bytes().all(|b| (0x20..0x7f).contains(&b)) => {
                Ok(Some(SecretText::new(text.clone())))
            }
            Some(_) => Err(Unusable::Field(name.to_owned())),
        }
    }

    /// Whole seconds, from a number or a text; what cannot be read counts as not told.
    #[expect(clippy::cast_possible_truncation, reason = "a float is clamped by the cast, and later by the caller")]
    fn seconds(&self, name: &str) -> Option<i64> {
        let text = self.text(name)?;
        let text = text.trim();
        text.parse().ok().or_else(|| {
            let float: f64 = text.parse().ok()?;
            float.is_finite().then_some(float as i64)
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ASKED: i64 = 1_700_000_000_000;

    fn read(answer: &Value) -> Result<TokenAnswer, Unusable> {
        parse(answer, Timestamp::from_millis(ASKED), &BTreeMap::new(), &[])
    }

    fn life(answer: &Value) -> i64 {
        read(answer).expect("usable").expires_at.seconds_since(Timestamp::from_millis(ASKED))
    }

    #[test]
    fn the_life_of_a_token_however_it_is_written() {
        let with = |value: Value| json!({"access_token": "a", "expires_in": value});
        for (written, seconds) in [
            (json!(3599), 3599),
            (json!("3599"), 3599),
            (json!(" 3599 "), 3599),
            (json!(3599.7), 3599),
            (json!("3.6e3"), 3600),
            (json!(-5), 0),
            (json!(9_999_999_999_999_i64), MOST_SECONDS),
            (json!("99999999999999999999999999"), MOST_SECONDS),
            (json!(null), UNTOLD_SECONDS),
            (json!("soon"), UNTOLD_SECONDS),
            (json!("NaN"), UNTOLD_SECONDS),
            (json!([1]), UNTOLD_SECONDS),
        ] {
            assert_eq!(life(&with(written.clone())), seconds, "{written}");
        }
        assert_eq!(life(&json!({"access_token": "a"})), UNTOLD_SECONDS);
    }

    #[test]
    fn what_is_not_a_token_is_refused_whole() {
        for answer in [
            json!([]),
            json!("text"),
            json!({}),
            json!({"access_token": null}),
            json!({"access_token": ""}),
            json!({"access_token": 12}),
            json!({"access_token": {"a": 1}}),
            json!({"access_token": "line\nbreak"}),
            json!({"access_token": "a", "refresh_token": 12}),
        ] {
            assert!(read(&answer).is_err(), "{answer}");
        }
    }

    #[test]
    fn the_usual_answer_and_the_sparse_one() {
        let full = read(&json!({
            "access_token": "at", "token_type": "bearer", "expires_in": 10, "refresh_token": "rt",
            "scope": "a b", "refresh_token_expires_in": "86400", "id_token": "ignored", "ext_expires_in": 10
        }))
        .expect("usable");
        assert_eq!((full.token_type.as_str(), full.scope.as_deref()), ("bearer", Some("a b")));
        assert_eq!(full.refresh_token.as_ref().map(SecretText::expose), Some("rt"));
        assert_eq!(full.refresh_expires_at, Some(Timestamp::from_millis(ASKED + 86_400_000)));
        let sparse = read(&json!({"access_token": "at", "scope": ["a", "b"]})).expect("usable");
        assert_eq!((sparse.token_type.as_str(), sparse.scope.as_deref()), ("Bearer", Some("a b")));
        assert!(sparse.refresh_token.is_none() && sparse.refresh_expires_at.is_none());
    }

    #[test]
    fn replacement_values_stand_in_and_expected_fields_are_insisted_on() {
        let replacements = BTreeMap::from([("expires_in".to_owned(), "120".to_owned())]);
        let asked = Timestamp::from_millis(ASKED);
        let answer = json!({"access_token": "a", "expires_in": 3600});
        let read = parse(&answer, asked, &replacements, &[]).expect("usable");
        assert_eq!(read.expires_at, asked.plus_seconds(120));
        let expected = ["refresh_token".to_owned()];
        assert_eq!(parse(&answer, asked, &replacements, &expected), Err(Unusable::Field("refresh_token".to_owned())));
    }
}
