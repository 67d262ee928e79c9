//! The fields of an error response (RFC 6749 §5.2) and what they say together.

use serde_json::Value;
use shared::{problem::ProblemCode, secret::SecretText};

use super::{ProviderFault, clean};
use crate::catalog::{AADSTS, Catalog, Reported};

/// Codes and ids that are longer are not kept.
const LONGEST_CODE: usize = 100;
/// Most of Microsoft's numbers that are looked at.
const MOST_NUMBERS: usize = 10;

/// Reads an error response. `secrets` are those of the request: nothing that is kept repeats one.
pub(super) fn read_body(body: &Value, catalog: &Catalog, secrets: &[&SecretText]) -> ProviderFault {
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(|raw| clean(raw, secrets));
    let (error, description) = (text("error"), text("error_description"));
    // Google says `error_subtype`, Microsoft's redirects `error_subcode`.
    let sub_error = text("suberror").or_else(|| text("error_subtype")).or_else(|| text("error_subcode"));
    let numbers = numbers(body, description.as_deref());
    let reported = Reported {
        words: [&sub_error, &error].into_iter().flatten().map(String::as_str).collect(),
        prose: description.as_deref().unwrap_or_default(),
        numbers,
    };
    let recognised = catalog.provider_errors().recognise(&reported).into_iter().next();
    let by_protocol = classify(error.as_deref().unwrap_or_default(), sub_error.as_deref());
    let by_code = recognised.as_ref().and_then(|found| found.entry.problem_code());
    let unknown = reported.numbers.first().map(|number| format!("{AADSTS}{number}"));
    let provider_code = match recognised {
        // What is known about the protocol's word says less than a number that is not known.
        Some(found) if unknown.is_none() || found.code.starts_with(AADSTS) => Some(found.code),
        _ => unknown.or_else(|| error.clone()),
    };
    let correlation_id = text("correlation_id")
        .or_else(|| text("trace_id"))
        .or_else(|| after_label(description.as_deref()?, "Correlation ID:"));
    let short = |text: &String| !text.is_empty() && text.len() <= LONGEST_CODE;
    ProviderFault {
        provider_code: provider_code.filter(short),
        correlation_id: correlation_id.filter(short),
        error,
        description,
        ..ProviderFault::of(by_code.unwrap_or(by_protocol))
    }
}

fn classify(error: &str, sub_error: Option<&str>) -> ProblemCode {
    match (error, sub_error) {
        ("consent_required", _) | (_, Some("consent_required")) => ProblemCode::ConsentRequired,
        ("interaction_required" | "login_required" | "account_selection_required", _)
        | ("invalid_grant", Some("basic_action" | "additional_action" | "user_password_expired")) => {
            ProblemCode::InteractionRequired
        }
        ("invalid_grant" | "expired_token" | "bad_verification_code", _) => ProblemCode::InvalidGrant,
        ("invalid_client" | "unauthorized_client", _) => ProblemCode::InvalidClient,
        ("access_denied" | "authorization_declined", _) => ProblemCode::AccessDenied,
        ("temporarily_unavailable" | "server_error" | "slow_down", _) => ProblemCode::ProviderUnavailable,
        ("", _) => ProblemCode::ProviderAnswerInvalid,
        _ => ProblemCode::ProviderRefused,
    }
}

/// Microsoft's numbers: those listed, else those in the prose.
fn numbers(body: &Value, description: Option<&str>) -> Vec<u64> {
    let listed = body.get("error_codes").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let listed: Vec<u64> = listed.iter().filter_map(Value::as_u64).take(MOST_NUMBERS).collect();
    if listed.is_empty() { numbers_in(description.unwrap_or_default()) } else { listed }
}

/// The digits after each `AADSTS`, in order, each once.
pub(super) fn numbers_in(text: &str) -> Vec<u64> {
    let mut found = Vec::new();
    for after in text.split(AADSTS).skip(1).take(MOST_NUMBERS) {
        let digits: String = after.chars().take_while(char::is_ascii_digit).take(12).collect();
        if let Ok(number) = digits.parse()
            && !found.contains(&number)
        {
            found.push(number);
        }
    }
    found
}

fn after_label(text: &str, label: &str) -> Option<String> {
    text.split(label).nth(1)?.split_whitespace().next().map(str::to_owned)
}
