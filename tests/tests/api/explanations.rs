//! Errors that somebody pasted are explained in the caller's language, and nothing of the text is kept; errors that a
//! provider answers are explained wherever they show.

use serde_json::json;
use shared::{permission::Scope, problem::ProblemCode, routes};
use tests::harness::Server;

const PASTED: &str = "invalid_client AADSTS7000222: expired. Correlation ID: 0f8fad5b-d9cb-469f-a165-70867728950e";

#[tokio::test]
async fn a_pasted_error_is_explained_in_both_languages() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let english = administrator.post(&routes::explanations(), &json!({ "text": PASTED })).await.expect(200).json();
    let error = &english["errors"][0];
    assert_eq!(
        (&error["code"], &error["class"], &error["who"]),
        (&json!("AADSTS7000222"), &json!("configuration"), &json!("application_owner"))
    );
    assert_eq!(english["errors"][1]["code"], "invalid_client");
    assert_eq!(english["correlation_id"], "0f8fad5b-d9cb-469f-a165-70867728950e");
    let dutch = administrator.in_dutch().post(&routes::explanations(), &json!({ "text": PASTED })).await;
    let dutch = dutch.expect(200).json();
    assert_eq!(dutch["errors"][0]["cause"], "Het clientgeheim is verlopen.");
    assert_ne!(dutch["errors"][0]["remedy"], error["remedy"]);
    let fields = json!({ "error": "invalid_grant", "error_codes": [50173], "suberror": "bad_token" });
    let by_fields = administrator.post(&routes::explanations(), &fields).await.expect(200).json();
    assert_eq!(by_fields["errors"][0]["code"], "AADSTS50173");
}

#[tokio::test]
async fn what_cannot_be_explained_says_so() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let nothing = administrator.post(&routes::explanations(), &json!({ "text": "AADSTS123 hello" })).await;
    let nothing = nothing.expect(200).json();
    assert_eq!((&nothing["errors"], &nothing["unknown"]), (&json!([]), &json!(["AADSTS123"])));
    for (body, pointer) in [(json!({}), "/text"), (json!({ "text": "x".repeat(20_001) }), "/text")] {
        let refused = administrator.post(&routes::explanations(), &body).await;
        assert!(refused.faults().iter().any(|(at, _)| at == pointer), "{body:.60}");
    }
    let _ = administrator.post(&routes::explanations(), &json!({ "text": 5 })).await.expect(422);
}

#[tokio::test]
async fn nothing_of_a_pasted_text_is_kept_logged_or_given_back() {
    let server = Server::start().await;
    let key = server.administrator().await.key(None, &[Scope::ResourcesRead]).await;
    let canary = "canary-that-was-pasted-0123456789-with-an-error";
    let text = format!("refresh_token={canary} invalid_grant client_secret={canary}");
    let answer = key.post(&routes::explanations(), &json!({ "text": text, "error_description": canary })).await;
    let explained = answer.expect(200).json();
    assert_eq!(explained["secret_seen"], true);
    assert_eq!(explained["errors"][0]["code"], "invalid_grant");
    assert!(!explained.to_string().contains("canary"));
    let refused = key.post(&routes::explanations(), &json!({ "text": canary, "correlation": canary })).await;
    assert!(!refused.text().contains("canary"), "{}", refused.text());
    let stored = server.installation().database().contents().await;
    assert!(!stored.windows(canary.len()).any(|window| window == canary.as_bytes()));
    assert!(!server.stderr().text().contains(canary) && !server.stdout().text().contains(canary));
    server
        .anonymous()
        .post(&routes::explanations(), &json!({ "text": canary }))
        .await
        .problem(ProblemCode::NotSignedIn);
}
