//! JSON documents inside a text with prompts, warnings and whatever else a console shows around them.

use serde_json::Value;

/// So many places are tried at most; a console's text has a handful.
const ATTEMPTS: usize = 500;

/// The documents (objects and lists) in their order, and what is left of the text around them.
pub(super) fn documents(text: &str) -> (Vec<Value>, String) {
    let mut found = Vec::new();
    let mut around = String::new();
    let mut rest = text;
    for _ in 0..ATTEMPTS {
        let Some(at) = rest.find(['{', '[']) else { break };
        around.push_str(&rest[..at]);
        rest = &rest[at..];
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        if let Some(Ok(value)) = stream.next() {
            rest = &rest[stream.byte_offset()..];
            found.push(value);
        } else {
            // Both brackets are one byte.
            around.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    around.push_str(rest);
    (found, around)
}

/// Lines `Name : value`, as PowerShell prints objects that nobody turned into JSON, as one object.
pub(super) fn listed(text: &str) -> Value {
    let pair = |line: &str| {
        let (name, value) = line.split_once(':').or_else(|| line.split_once('='))?;
        let (name, value) = (name.trim(), value.trim());
        let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b' ');
        (is_name && !value.is_empty()).then(|| (name.replace(' ', ""), Value::String(value.to_owned())))
    };
    Value::Object(text.lines().filter_map(pair).collect())
}
