//! What people paste.

use shared::{
    provider_error::{ErrorClass, WhoActs},
    secret::SecretText,
};

use super::*;

fn explained(text: &str) -> Explanation {
    let catalog = Catalog::load().expect("the data files are sound");
    explain_pasted(&ExplainError { text: SecretText::new(text), ..ExplainError::default() }, &catalog, Locale::En)
}

fn first(text: &str) -> String {
    explained(text).errors.first().map(|error| error.code.clone()).unwrap_or_default()
}

#[test]
fn bodies_addresses_log_lines_and_replies() {
    let table = [
        (
            r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret","error_codes":[7000215]}"#,
            "AADSTS7000215",
        ),
        (r#"{"error":"invalid_grant","error_codes":[50126, 1]}"#, "AADSTS50126"),
        (
            "https://k2.example.com/callback?error=access_denied&error_description=AADSTS65004%3a+declined&state=x",
            "AADSTS65004",
        ),
        ("https://k2.example.com/cb#error=login_required", "login_required"),
        ("2026-11-20 08:00 WARN refresh failed (suberror=bad_token) invalid_grant", "bad_token"),
        ("AADSTS90033", "AADSTS90033"),
        ("A1 NO User is authenticated\r\n but not connected.", "IMAP_NOT_CONNECTED"),
        (
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. [AM0PR]",
            "SMTP_5_7_139_MAILBOX",
        ),
        ("535 5.7.139 Authentication unsuccessful, the request did not meet the criteria", "SMTP_5_7_139"),
        (r#"{"error":{"code":"ErrorAccessDenied","message":"Access is denied."}}"#, "ErrorAccessDenied"),
        ("Msg 8001, OAuth token requires authorization", "K2_TOKEN_REQUIRES_AUTHORIZATION"),
        ("nothing of that kind", ""),
    ];
    for (text, code) in table {
        assert_eq!(first(text), code, "{text}");
    }
}

#[test]
fn ids_and_unknown_numbers_are_found() {
    let id = "0f8fad5b-d9cb-469f-a165-70867728950e";
    let found = explained(&format!("AADSTS123: odd. Trace ID: {id} Correlation ID: {id}x Timestamp"));
    assert_eq!((found.unknown, found.trace_id.as_deref()), (vec!["AADSTS123".to_owned()], Some(id)));
    assert_eq!(found.correlation_id, Some(id.to_owned()));
    assert_eq!(explained(&format!(r#"{{"correlation_id":"{id}"}}"#)).correlation_id.as_deref(), Some(id));
    assert_eq!(explained("Correlation ID: é").correlation_id, None);
}

#[test]
fn fields_are_read_like_a_text() {
    let catalog = Catalog::load().expect("the data files are sound");
    let given =
        ExplainError { error: Some("invalid_grant".into()), error_codes: vec![700_082], ..ExplainError::default() };
    let found = explain_pasted(&given, &catalog, Locale::Nl);
    let codes: Vec<(&str, ErrorClass, WhoActs)> =
        found.errors.iter().map(|e| (e.code.as_str(), e.class, e.who)).collect();
    let (class, who) = (ErrorClass::Interaction, WhoActs::MailboxUser);
    assert_eq!(codes, [("AADSTS700082", class, who), ("invalid_grant", class, who)]);
    assert!(found.errors[0].cause.contains("vernieuwingstoken"), "{}", found.errors[0].cause);
}

#[test]
fn secrets_are_noticed_and_nothing_of_them_comes_back() {
    let token = format!("eyJ0eXAi.{}", "Ab1".repeat(30));
    for text in [
        format!("error=invalid_grant refresh_token={token}"),
        "POST client_secret=Zk8Q~abc123def456 invalid_client".to_owned(),
        format!("Authorization: Bearer {token} AADSTS50013"),
    ] {
        let found = explained(&text);
        assert!(found.secret_seen && !found.errors.is_empty(), "{text}");
        let said = serde_json::to_string(&found).expect("json");
        assert!(!said.contains("eyJ0") && !said.contains("Zk8Q"), "{said}");
    }
    assert!(
        !explained("AADSTS50126: wrong password. Correlation ID: 0f8fad5b-d9cb-469f-a165-70867728950e").secret_seen
    );
}

#[test]
fn odd_texts_do_no_harm() {
    for text in [
        "AADSTS",
        "AADSTS999999999999999999",
        "error_codes",
        "error_codes\":[",
        "%",
        "%zz+%",
        "\u{0}é\u{1f600}Correlation ID",
        &"[".repeat(20_000),
    ] {
        assert!(explained(text).errors.is_empty(), "{text:.40}");
    }
}
