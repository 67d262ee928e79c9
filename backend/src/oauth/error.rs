//! Reads a refusal (RFC 6749 §4.1.2.1 and §5.2, with Microsoft's additions) and turns it into the problem that the
//! caller sees. What the other side wrote is cleaned, shortened and rid of secrets before anybody sees it.

use serde_json::Value;
use shared::{problem::ProblemCode, secret::SecretText, timestamp::Timestamp};

use crate::{
    catalog::Catalog,
    outbound::{Answer, OutboundError},
};

/// Most characters that are kept of a description.
const MOST_CHARACTERS: usize = 512;
/// Words at least this long are tokens or assertions, not language.
const OPAQUE_LENGTH: usize = 40;
/// Microsoft's codes for faults of its own that pass.
const PASSING_CODES: [&str; 8] = [
    "AADSTS50033",
    "AADSTS50087",
    "AADSTS90006",
    "AADSTS90012",
    "AADSTS90024",
    "AADSTS90033",
    "AADSTS90055",
    "AADSTS90090",
];
/// When a provider is failing and does not say for how long.
const USUAL_WAIT_SECONDS: u32 = 5;
/// The longest wait that is passed on.
const LONGEST_WAIT_SECONDS: u32 = 600;

/// Why a provider gave no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderFault {
    /// The problem it is reported as.
    pub code: ProblemCode,
    /// The protocol's `error`.
    pub error: Option<String>,
    /// The provider's own code, such as `AADSTS7000215`.
    pub provider_code: Option<String>,
    /// The provider's correlation id.
    pub correlation_id: Option<String>,
    /// The provider's own words, cleaned.
    pub description: Option<String>,
    /// Seconds after which asking again makes sense.
    pub retry_after: Option<u32>,
    /// Whether the provider cannot have acted on the request.
    pub nothing_was_sent: bool,
    /// Whether asking again at once may help: a failure that passes, without a request to wait.
    pub again_at_once: bool,
    /// What fills the problem's words.
    pub args: Vec<(&'static str, String)>,
}

impl ProviderFault {
    /// A fault with nothing but its code.
    pub fn of(code: ProblemCode) -> Self {
        Self {
            code,
            error: None,
            provider_code: None,
            correlation_id: None,
            description: None,
            retry_after: None,
            nothing_was_sent: false,
            again_at_once: false,
            args: Vec::new(),
        }
    }

    /// Fills `{name}` in the problem's words, cleaned like everything that may come from the other side.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: &str) -> Self {
        self.args.push((name, clean(value, &[])));
        self
    }

    /// Whether it may pass by itself.
    pub fn is_transient(&self) -> bool {
        self.code == ProblemCode::ProviderUnavailable
    }
}

impl From<OutboundError> for ProviderFault {
    fn from(error: OutboundError) -> Self {
        let code = match error {
            OutboundError::AddressRefused(_) => ProblemCode::AddressRefused,
            OutboundError::Unreachable | OutboundError::Interrupted | OutboundError::TimedOut => {
                ProblemCode::ProviderUnavailable
            }
            OutboundError::TooLarge | OutboundError::NotJson | OutboundError::Redirected => {
                ProblemCode::ProviderAnswerInvalid
            }
        };
        let retry_after = (code == ProblemCode::ProviderUnavailable).then_some(USUAL_WAIT_SECONDS);
        Self {
            description: Some(error.to_string()),
            retry_after,
            nothing_was_sent: error.nothing_was_sent(),
            again_at_once: matches!(error, OutboundError::Unreachable | OutboundError::Interrupted),
            ..Self::of(code)
        }
    }
}

/// Explains an answer that is not a success. `secrets` are those of the request: no description may repeat them.
pub fn explain(answer: &Answer, catalog: &Catalog, secrets: &[&SecretText], now: Timestamp) -> ProviderFault {
    let body = answer.json().ok().filter(Value::is_object);
    let failing = answer.status.is_server_error() || answer.status.as_u16() == 429;
    let mut fault = match &body {
        Some(body) => read_body(body, catalog, secrets),
        None if answer.status.as_u16() == 401 => ProviderFault::of(ProblemCode::InvalidClient),
        None => ProviderFault::of(ProblemCode::ProviderAnswerInvalid),
    };
    if failing {
        fault.code = ProblemCode::ProviderUnavailable;
    }
    if fault.is_transient() {
        fault.retry_after = Some(wait_seconds(answer.retry_after.as_deref(), now));
        fault.again_at_once = answer.retry_after.is_none() && answer.status.as_u16() != 429;
    }
    fault
}

/// Explains `error` and `error_description` of a callback.
pub fn explain_callback(error: &str, description: Option<&str>, catalog: &Catalog) -> ProviderFault {
    let body = serde_json::json!({ "error": error, "error_description": description });
    let mut fault = read_body(&body, catalog, &[]);
    if fault.is_transient() {
        fault.retry_after = Some(USUAL_WAIT_SECONDS);
    }
    fault
}

fn read_body(body: &Value, catalog: &Catalog, secrets: &[&SecretText]) -> ProviderFault {
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(|raw| clean(raw, secrets));
    let error = text("error");
    let description = text("error_description");
    let provider_code = microsoft_code(body, description.as_deref());
    let by_protocol = classify(error.as_deref().unwrap_or_default(), text("suberror").as_deref());
    let by_number = provider_code.as_deref().and_then(|code| {
        if PASSING_CODES.contains(&code) {
            return Some(ProblemCode::ProviderUnavailable);
        }
        catalog.provider_error(code)?.problem_code()
    });
    let correlation_id = text("correlation_id")
        .or_else(|| text("trace_id"))
        .or_else(|| after_label(description.as_deref()?, "Correlation ID:"));
    ProviderFault {
        provider_code: provider_code.or_else(|| error.clone().filter(|error| error.len() <= 100)),
        error,
        correlation_id: correlation_id.filter(|id| !id.is_empty() && id.len() <= 100),
        description,
        ..ProviderFault::of(by_number.unwrap_or(by_protocol))
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

fn microsoft_code(body: &Value, description: Option<&str>) -> Option<String> {
    let listed = body.get("error_codes").and_then(|codes| codes.get(0)).and_then(Value::as_u64);
    if let Some(number) = listed {
        return Some(format!("AADSTS{number}"));
    }
    let after = description?.split("AADSTS").nth(1)?;
    let digits: String = after.chars().take_while(char::is_ascii_digit).take(12).collect();
    (!digits.is_empty()).then(|| format!("AADSTS{digits}"))
}

fn after_label(text: &str, label: &str) -> Option<String> {
    text.split(label).nth(1)?.split_whitespace().next().map(str::to_owned)
}

/// The provider's words as they may be shown and stored: printable, short, without secrets.
fn clean(raw: &str, secrets: &[&SecretText]) -> String {
    let mut text = raw.to_owned();
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        text = text.replace(secret.expose(), "[…]");
    }
    let printable = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    let words: Vec<&str> =
        printable.split_whitespace().map(|word| if is_opaque(word) { "[…]" } else { word }).collect();
    words.join(" ").chars().take(MOST_CHARACTERS).collect()
}

fn is_opaque(word: &str) -> bool {
    let longest = word.split(|c: char| !(c.is_ascii_alphanumeric() || "-_.~+/=".contains(c))).map(str::len).max();
    longest.is_some_and(|length| length >= OPAQUE_LENGTH) && !word.contains("://")
}

/// `Retry-After` (RFC 9110 §10.2.3) in seconds, whether it tells seconds or a moment; kept within reason.
fn wait_seconds(retry_after: Option<&str>, now: Timestamp) -> u32 {
    let told = retry_after.map(str::trim).and_then(|value| match value.parse::<i64>() {
        Ok(seconds) => Some(seconds),
        Err(_) => http_date(value).map(|moment| moment.seconds_since(now)),
    });
    let seconds = told.and_then(|seconds| u32::try_from(seconds).ok()).unwrap_or(USUAL_WAIT_SECONDS);
    seconds.clamp(1, LONGEST_WAIT_SECONDS)
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(text: &str) -> Option<Timestamp> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut parts = text.split_whitespace().skip(1);
    let (day, month, year, time) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.iter().position(|known| *known == month)? + 1;
    Timestamp::parse_rfc3339(&format!("{year}-{month:02}-{day:0>2}T{time}Z"))
}

#[cfg(test)]
mod tests {
    use http::StatusCode;
    use serde_json::json;

    use super::*;

    fn answer(status: u16, body: &Value, retry_after: Option<&str>) -> Answer {
        Answer {
            status: StatusCode::from_u16(status).expect("status"),
            content_type: Some("application/json".to_owned()),
            retry_after: retry_after.map(str::to_owned),
            body: body.to_string().into_bytes(),
        }
    }

    fn explained(status: u16, body: &Value, retry_after: Option<&str>) -> ProviderFault {
        let catalog = Catalog::load().expect("the data files are sound");
        let now = Timestamp::parse_rfc3339("1994-11-06T08:48:37Z").expect("moment");
        explain(&answer(status, body, retry_after), &catalog, &[&SecretText::new("hunter2")], now)
    }

    #[test]
    fn errors_and_their_problems() {
        let table = [
            (json!({"error": "invalid_grant"}), ProblemCode::InvalidGrant),
            (json!({"error": "invalid_grant", "suberror": "consent_required"}), ProblemCode::ConsentRequired),
            (json!({"error": "invalid_grant", "suberror": "basic_action"}), ProblemCode::InteractionRequired),
            (json!({"error": "invalid_grant", "error_codes": [50076]}), ProblemCode::InteractionRequired),
            (json!({"error": "invalid_grant", "error_codes": [90033]}), ProblemCode::ProviderUnavailable),
            (json!({"error": "interaction_required"}), ProblemCode::InteractionRequired),
            (json!({"error": "invalid_client"}), ProblemCode::InvalidClient),
            (json!({"error": "unauthorized_client"}), ProblemCode::InvalidClient),
            (json!({"error": "invalid_scope"}), ProblemCode::ProviderRefused),
            (json!({"error": "temporarily_unavailable"}), ProblemCode::ProviderUnavailable),
            (json!({"error": 12}), ProblemCode::ProviderAnswerInvalid),
            (json!({"message": "no"}), ProblemCode::ProviderAnswerInvalid),
            (json!("no"), ProblemCode::ProviderAnswerInvalid),
        ];
        for (body, code) in table {
            assert_eq!(explained(400, &body, None).code, code, "{body}");
        }
        assert_eq!(explained(503, &json!("busy"), None).code, ProblemCode::ProviderUnavailable);
        assert_eq!(explained(429, &json!({"error": "invalid_request"}), None).code, ProblemCode::ProviderUnavailable);
        assert_eq!(explained(401, &json!("no"), None).code, ProblemCode::InvalidClient);
    }

    #[test]
    fn microsofts_code_and_correlation_id_are_found() {
        let described = "AADSTS7000215: Invalid client secret provided. Trace ID: t1 Correlation ID: c1 Timestamp: x";
        let fault = explained(401, &json!({"error": "invalid_client", "error_description": described}), None);
        assert_eq!(fault.provider_code.as_deref(), Some("AADSTS7000215"));
        assert_eq!(fault.correlation_id.as_deref(), Some("c1"));
        let catalog = Catalog::load().expect("the data files are sound");
        let callback = explain_callback("access_denied", Some("AADSTS65004: declined"), &catalog);
        assert_eq!(
            (callback.code, callback.provider_code.as_deref()),
            (ProblemCode::AccessDenied, Some("AADSTS65004"))
        );
    }

    #[test]
    fn a_description_is_cleaned_of_secrets_and_control_characters() {
        let token = "eyJ".repeat(30);
        let body = json!({"error": "invalid_grant", "error_description":
            format!("secret hunter2\r\nX-Injected: \u{1b}[31m token {token} at https://login.example.com/a {}", "long ".repeat(400))});
        let description = explained(400, &body, None).description.expect("there is one");
        assert!(!description.contains("hunter2") && !description.contains("eyJeyJ"), "{description}");
        assert!(!description.chars().any(char::is_control) && description.chars().count() <= 512);
        assert!(description.contains("https://login.example.com/a"), "{description}");
    }

    #[test]
    fn waiting_times_are_believed_within_reason() {
        let busy = json!({"error": "temporarily_unavailable"});
        let wait = |value| explained(503, &busy, value).retry_after;
        assert_eq!(wait(Some("30")), Some(30));
        assert_eq!(wait(Some("Sun, 06 Nov 1994 08:49:37 GMT")), Some(60));
        assert_eq!(wait(Some("0")), Some(1));
        assert_eq!(wait(Some("99999999")), Some(600));
        for odd in [None, Some("-3"), Some("soon"), Some("Sun, 06 Nov 1990 08:49:37 GMT")] {
            assert_eq!(wait(odd), Some(5), "{odd:?}");
        }
    }
}
