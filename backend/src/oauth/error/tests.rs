//! What answers are taken for.

use http::StatusCode;
use serde_json::json;

use super::*;

fn answer(status: u16, body: &Value, retry_after: Option<&str>) -> Answer {
    Answer {
        status: StatusCode::from_u16(status).expect("status"),
        content_type: Some("application/json".to_owned()),
        retry_after: retry_after.map(str::to_owned),
        policy_reason: None,
        request_id: None,
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
    assert_eq!((callback.code, callback.provider_code.as_deref()), (ProblemCode::AccessDenied, Some("AADSTS65004")));
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

#[test]
fn no_answer_is_told_from_an_answer_that_says_no() {
    let unanswered = |status, body| explained(status, &body, None).unanswered;
    for status in [500, 502, 504] {
        assert!(unanswered(status, json!("<html>")) && !unanswered(status, json!({"error": "server_error"})));
    }
    for status in [400, 401, 403, 429, 503] {
        assert!(!unanswered(status, json!("<html>")), "{status}");
    }
    let lost = |error: OutboundError| ProviderFault::from(error).unanswered;
    assert!(lost(OutboundError::Interrupted) && lost(OutboundError::TimedOut) && lost(OutboundError::NotJson));
    assert!(!lost(OutboundError::Unreachable) && !lost(OutboundError::Redirected));
}
