//! The audit trail: who did what to what, readable page by page, without secrets.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use shared::{permission::Scope, routes, timestamp::Timestamp};
use tests::{
    harness::{ADMINISTRATOR, Identity, PASSWORD, Server, until},
    identity_server::{CLIENT_SECRET, IdentityServer},
};

fn actions(entries: &[Value]) -> BTreeSet<String> {
    entries.iter().map(|entry| entry["action"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn asvs_16_2_1_what_changes_something_leaves_a_trace_with_its_actor() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    let tenant = administrator.tenant("contoso").await;
    let resource = administrator.resource("contoso", &provider).await;
    administrator.authorize("contoso", &resource, None).await;
    let key = administrator.key(Some("contoso"), &[Scope::TokensIssue]).await;
    let broker = routes::broker("contoso", resource.id.as_str());
    let _ = key.post(&broker, &json!({})).await.expect(200);
    // Hand-outs are written behind the answer, so that a cached token costs no database; they must arrive all the same.
    let trail = async || administrator.list(&format!("{}?tenant=contoso", routes::AUDIT)).await;
    let by_key = |entries: &[Value]| entries.iter().any(|entry| entry["actor_kind"] == "api_key");
    let entries =
        until("the hand-out is recorded", async || Some(trail().await).filter(|entries| by_key(entries))).await;
    let done = actions(&entries);
    assert!(done.len() >= 5, "{done:?}");
    for entry in &entries {
        assert_eq!(entry["tenant"], tenant.id.as_str(), "{entry}");
        assert!(entry["actor_name"].as_str().is_some_and(|name| !name.is_empty()), "{entry}");
        assert!(entry["action"].as_str().is_some_and(|action| action.contains('.')), "{entry}");
    }
    let handed_out = entries.iter().find(|entry| entry["actor_kind"] == "api_key").expect("the hand-out is recorded");
    assert_eq!(handed_out["target_id"].as_str().map(str::is_empty), Some(false), "{handed_out}");
    let creation =
        entries.iter().find(|entry| entry["target_id"] == resource.id.as_str()).expect("the resource is named");
    assert!(creation["request_id"].as_str().is_some_and(|id| !id.is_empty()), "{creation}");
}

#[tokio::test]
async fn asvs_16_3_1_signing_in_and_failing_to_are_recorded() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let wrong = json!({ "email": ADMINISTRATOR, "password": "not-the-password" });
    let _ = server.anonymous().post(routes::SESSION, &wrong).await.expect(401);
    let entries = administrator.list(routes::AUDIT).await;
    let about_sessions = entries.iter().filter(|entry| entry["action"].as_str().unwrap().starts_with("session."));
    assert!(about_sessions.count() >= 2, "{:?}", actions(&entries));
}

#[tokio::test]
async fn the_trail_is_walked_in_pages_and_narrowed() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    for slug in ["contoso", "other", "third"] {
        administrator.tenant(slug).await;
    }
    let all = administrator.list(&format!("{}?limit=2", routes::AUDIT)).await;
    let ids: BTreeSet<&str> = all.iter().map(|entry| entry["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), all.len(), "no entry twice");
    assert!(all.len() >= 4);
    let at = |entry: &Value| Timestamp::parse_rfc3339(entry["at"].as_str().unwrap()).unwrap();
    let times: Vec<Timestamp> = all.iter().map(at).collect();
    assert!(times.windows(2).all(|pair| pair[0] >= pair[1]), "newest first: {times:?}");
    let tenants = administrator.list(&format!("{}?action=tenant.&limit=1", routes::AUDIT)).await;
    assert_eq!(tenants.len(), 3, "{:?}", actions(&all));
    let mine = administrator.list(&format!("{}?tenant=contoso", routes::AUDIT)).await;
    assert!(!mine.is_empty() && mine.len() < all.len());
    assert!(administrator.list(&format!("{}?since=2099-01-01T00:00:00Z", routes::AUDIT)).await.is_empty());
}

#[tokio::test]
async fn asvs_8_4_1_a_tenants_key_reads_only_its_own_trail() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    for slug in ["contoso", "other"] {
        administrator.tenant(slug).await;
    }
    let key = administrator.key(Some("contoso"), &[Scope::AuditRead]).await;
    let own = key.list(&format!("{}?tenant=contoso", routes::AUDIT)).await;
    assert!(!own.is_empty());
    let foreign = key.get(&format!("{}?tenant=other", routes::AUDIT)).await;
    let missing = key.get(&format!("{}?tenant=missing", routes::AUDIT)).await;
    assert_eq!((foreign.status, missing.status), (404, 404));
    let portal = key.get(routes::AUDIT).await;
    assert!(matches!(portal.status, 403 | 404), "{}", portal.text());
}

#[tokio::test]
async fn asvs_16_2_5_no_secret_is_in_the_trail() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let resource = administrator.resource("contoso", &provider).await;
    administrator.authorize("contoso", &resource, Some("mail@contoso.example.com")).await;
    let key = administrator.key(None, &[Scope::All]).await;
    let Identity::Key(secret) = &key.identity else { panic!("a key") };
    let trail = Value::Array(administrator.list(routes::AUDIT).await).to_string();
    let mut secrets = provider.secrets();
    secrets.extend([PASSWORD.to_owned(), CLIENT_SECRET.to_owned(), secret.clone()]);
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        assert!(!trail.contains(secret.as_str()), "{secret} is in the audit trail");
    }
}
