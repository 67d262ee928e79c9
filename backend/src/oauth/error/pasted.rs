//! An error that somebody pasted: a JSON body, the address that the browser came back to, a line of a log, a reply
//! of a mail server. Only codes that are known here, numbers and ids leave this file; nothing else of the text does.

use percent_encoding::percent_decode_str;
use shared::{
    api::explanation::{ExplainError, ExplainedError, Explanation},
    field::{FieldKind, FieldSpec},
    text::Locale,
};

use super::{body::numbers_in, words::is_opaque};
use crate::catalog::{AADSTS, Catalog, Reported};

/// Most numbers without a name that are looked for after `error_codes`.
const MOST_NUMBERS: usize = 10;
const GUID: FieldSpec = FieldSpec::required("id", FieldKind::Guid);
/// What stands before a value that nobody should paste anywhere, in lower case.
const SECRET_LABELS: [&str; 12] = [
    "access_token",
    "assertion",
    "bearer ",
    "client_secret",
    "clientsecret",
    "code=",
    "device_code",
    "id_token",
    "password",
    "pwd=",
    "refresh_token",
    "xoauth2 ",
];

/// What `given` means, in the language of the caller.
pub fn explain_pasted(given: &ExplainError, catalog: &Catalog, locale: Locale) -> Explanation {
    let text = flattened(given);
    let mut numbers = given.error_codes.clone();
    numbers.extend(numbers_in(&text));
    numbers.extend(listed_numbers(&text));
    numbers.truncate(MOST_NUMBERS);
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|word| word.len() > 4);
    let reported = Reported { words: words.collect(), prose: &text, numbers };
    let errors = catalog.provider_errors().recognise(&reported).into_iter().map(|found| ExplainedError {
        cause: found.entry.cause.get(locale).to_owned(),
        remedy: found.entry.remedy.get(locale).to_owned(),
        class: found.entry.class,
        who: found.entry.who,
        code: found.code,
    });
    let mut unknown: Vec<String> = reported.numbers.iter().map(|number| format!("{AADSTS}{number}")).collect();
    unknown.retain(|code| catalog.provider_error(code).is_none());
    unknown.dedup();
    Explanation {
        errors: errors.collect(),
        unknown,
        correlation_id: id_after(&text, &["correlation id", "correlation_id", "correlationid", "client-request-id"]),
        trace_id: id_after(&text, &["trace id", "trace_id", "traceid", "request-id", "requestid"]),
        secret_seen: holds_secret(&text),
    }
}

/// Everything that was given as one text, followed by the same with `%20` and `+` read, for addresses.
fn flattened(given: &ExplainError) -> zeroize::Zeroizing<String> {
    let named = [
        ("error", given.error.as_deref()),
        ("suberror", given.suberror.as_deref()),
        ("correlation_id", given.correlation_id.as_deref()),
        ("trace_id", given.trace_id.as_deref()),
    ];
    let mut text = zeroize::Zeroizing::new(String::new());
    for part in [given.text.expose(), given.error_description.expose()] {
        text.push_str(part);
        text.push('\n');
        if part.contains(['%', '+']) {
            text.push_str(&percent_decode_str(&part.replace('+', " ")).decode_utf8_lossy());
            text.push('\n');
        }
    }
    for (name, value) in named {
        if let Some(value) = value {
            for part in [name, ": ", value, "\n"] {
                text.push_str(part);
            }
        }
    }
    text
}

/// The numbers of `"error_codes":[50076]`.
fn listed_numbers(text: &str) -> Vec<u64> {
    let Some(after) = text.split("error_codes").nth(1) else { return Vec::new() };
    let list: String = after.chars().skip_while(|c| *c != '[').skip(1).take_while(|c| *c != ']').take(200).collect();
    list.split(',').filter_map(|number| number.trim().parse().ok()).take(MOST_NUMBERS).collect()
}

/// The GUID that soon follows one of `labels`.
fn id_after(text: &str, labels: &[&str]) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    labels.iter().find_map(|label| {
        lower.match_indices(label).find_map(|(at, _)| {
            let after = text.get(at + label.len()..)?.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
            let id: String = after.chars().take_while(|c| c.is_ascii_hexdigit() || *c == '-').collect();
            GUID.check(&id).is_ok().then_some(id)
        })
    })
}

fn holds_secret(text: &str) -> bool {
    let lower = text.to_lowercase();
    let labelled = SECRET_LABELS.iter().any(|label| {
        lower.match_indices(label).any(|(at, _)| {
            let after = lower[at + label.len()..].trim_start_matches(['"', '\'', ' ', ':', '=']);
            let value = after.split(['"', '\'', ' ', '&', ';', ',', '\n', '\r']).next().unwrap_or_default();
            value.len() >= 12 && value.chars().any(|c| c.is_ascii_digit())
        })
    });
    labelled || text.split_whitespace().any(is_opaque)
}

#[cfg(test)]
#[path = "pasted_tests.rs"]
mod tests;
