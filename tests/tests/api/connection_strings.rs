//! The connection-string grammar as a service. That it agrees with .NET is proved beside the grammar itself; here:
//! that it is reached, that faults say where, and that nothing is kept.

use serde_json::json;
use shared::{permission::Scope, problem::ProblemCode, routes};
use tests::harness::Server;

#[tokio::test]
async fn a_string_is_taken_apart_and_put_together() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let text = "Autodiscover=True;OAuth Resource=\"Exchange - contoso\";autodiscover=False;Password=";
    let parsed = administrator.post(&routes::connection_string_parse(), &json!({ "text": text })).await;
    let expected = json!({
        "pairs": [{ "key": "Autodiscover", "value": "False" }, { "key": "OAuth Resource", "value": "Exchange - contoso" }],
        "duplicates": ["autodiscover"],
    });
    assert_eq!(parsed.expect(200).json(), expected);
    let pairs = json!([{ "key": "Driver", "value": "SQL" }, { "key": "Pwd", "value": "a;b" }]);
    let built =
        administrator.post(&routes::connection_string_build(), &json!({ "grammar": "odbc", "pairs": pairs })).await;
    assert_eq!(built.expect(200).json()["text"], "Driver={SQL};Pwd={a;b}");
}

#[tokio::test]
async fn a_fault_says_where_in_both_languages() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let body = json!({ "grammar": "dotnet", "text": "Host=ü;User ID='open" });
    let english = administrator.post(&routes::connection_string_parse(), &body).await;
    let problem = english.problem(ProblemCode::ConnectionStringInvalid);
    assert_eq!(problem.index, Some(7));
    assert!(problem.detail.contains('7'), "{}", problem.detail);
    let dutch = administrator.in_dutch().post(&routes::connection_string_parse(), &body).await;
    assert_ne!(dutch.problem(ProblemCode::ConnectionStringInvalid).remedy, problem.remedy);
    let pairs = json!([{ "key": " k", "value": "v" }, { "key": "k", "value": "\u{0}" }]);
    let built = administrator.post(&routes::connection_string_build(), &json!({ "pairs": pairs })).await;
    let faults = [("/pairs/0/key", "connection_string_key"), ("/pairs/1/value", "control_character")];
    assert_eq!(built.faults(), faults.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
}

#[tokio::test]
async fn a_password_in_the_text_is_kept_nowhere() {
    let server = Server::start().await;
    let key = server.administrator().await.key(None, &[Scope::SettingsRead]).await;
    let canary = "canary-in-a-connection-string";
    let body = json!({ "text": format!("Password={canary};'") });
    key.post(&routes::connection_string_parse(), &body).await.problem(ProblemCode::ConnectionStringInvalid);
    let stored = server.installation().database().contents().await;
    assert!(!stored.windows(canary.len()).any(|window| window == canary.as_bytes()));
    assert!(!server.stderr().text().contains(canary) && !server.stdout().text().contains(canary));
}
