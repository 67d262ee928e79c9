//! What ends with time, and what somebody with access to the database could try. Both are done behind the program's
//! back while it is down, because it may keep things in memory.

use serde_json::json;
use shared::{permission::Scope, problem::ProblemCode, routes};
use tests::{
    harness::{Client, Identity, Server},
    identity_server::{Endpoint, IdentityServer},
};

use crate::broker::Scene;

/// Stops the server, changes what it stored, and starts it again.
async fn meanwhile(server: Server, statement: &'static str) -> Server {
    let installation = server.stop().await;
    assert!(installation.database().change(statement).await > 0, "nothing was changed by {statement}");
    installation.start().await
}

fn as_before(server: &Server, client: &Client) -> Client {
    server.anonymous().as_identity(client.identity.clone())
}

#[tokio::test]
async fn asvs_7_3_1_a_session_ends_after_half_an_hour_without_use() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let server = meanwhile(server, "UPDATE sessions SET last_seen_at = last_seen_at - 1740000").await;
    let _ = as_before(&server, &administrator).get(routes::SESSION).await.expect(200);
    let server = meanwhile(server, "UPDATE sessions SET last_seen_at = last_seen_at - 1860000").await;
    as_before(&server, &administrator).get(routes::SESSION).await.problem(ProblemCode::NotSignedIn);
}

#[tokio::test]
async fn asvs_7_3_2_a_session_ends_after_twelve_hours_whatever_happens() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let session = administrator.get(routes::SESSION).await.json();
    let ends = shared::timestamp::Timestamp::parse_rfc3339(session["expires_at"].as_str().unwrap()).unwrap();
    let server =
        meanwhile(server, "UPDATE sessions SET expires_at = expires_at - 43200000, created_at = created_at - 43200000")
            .await;
    as_before(&server, &administrator).get(routes::SESSION).await.problem(ProblemCode::NotSignedIn);
    let begun = server.sign_in(tests::harness::ADMINISTRATOR, tests::harness::PASSWORD).await;
    let later = begun.get(routes::SESSION).await.json();
    let later = shared::timestamp::Timestamp::parse_rfc3339(later["expires_at"].as_str().unwrap()).unwrap();
    assert!((0..=3600).contains(&later.seconds_since(ends)), "a new session has the whole time again");
}

#[tokio::test]
async fn an_expired_key_is_refused() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let key = administrator.key(None, &[Scope::All]).await;
    let _ = key.get(routes::TENANTS).await.expect(200);
    let server = meanwhile(server, "UPDATE api_keys SET expires_at = created_at").await;
    as_before(&server, &key).get(routes::TENANTS).await.remedy(ProblemCode::InvalidApiKey);
}

#[tokio::test]
async fn an_authorization_that_was_left_lying_is_refused_without_asking_the_provider() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let resource = administrator.resource("contoso", &provider).await;
    let (started, callback) = administrator.return_from_provider("contoso", &resource, None).await;
    let server = meanwhile(server, "UPDATE authorizations SET expires_at = created_at").await;
    let administrator = as_before(&server, &administrator);
    let path = routes::authorization_complete(started.id.as_str());
    administrator.post(&path, &callback).await.remedy(ProblemCode::StateInvalid);
    assert!(provider.requests(Endpoint::Token).is_empty());
}

#[tokio::test]
async fn an_authorization_survives_a_restart_in_between() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let resource = administrator.resource("contoso", &provider).await;
    let (started, callback) = administrator.return_from_provider("contoso", &resource, None).await;
    let server = server.stop().await.start().await;
    let administrator = as_before(&server, &administrator);
    let answer = administrator.post(&routes::authorization_complete(started.id.as_str()), &callback).await;
    assert!((200..300).contains(&answer.status), "{}", answer.text());
}

#[tokio::test]
async fn a_token_that_has_ended_is_refreshed_with_the_rotated_token() {
    let scene = Scene::with_token(3600).await;
    let Identity::Key(key) = scene.robot.identity.clone() else { panic!("a key") };
    let server = meanwhile(scene.server, "UPDATE tokens SET expires_at = obtained_at").await;
    let listed =
        as_before(&server, &scene.administrator).list(&routes::tokens("contoso", scene.resource.id.as_str())).await;
    assert_eq!(listed[0]["state"], "expired");
    let handed = server.with_key(&key).post(&scene.path, &json!({})).await.expect(200).json();
    assert_eq!(handed["source"], "refresh");
}

#[tokio::test]
async fn asvs_11_2_5_a_sealed_token_moved_to_another_row_does_not_open() {
    let scene = Scene::with_token(3600).await;
    let first = scene.served(json!({})).await["access_token"].as_str().unwrap().to_owned();
    let other = "two@contoso.example.com";
    scene.administrator.authorize("contoso", &scene.resource, Some(other)).await;
    let Identity::Key(key) = scene.robot.identity.clone() else { panic!("a key") };
    let statement = "UPDATE tokens SET access_token = (SELECT t.access_token FROM tokens t WHERE t.subject = ''), \
                     refresh_token = (SELECT t.refresh_token FROM tokens t WHERE t.subject = '') WHERE subject <> ''";
    let server = meanwhile(scene.server, statement).await;
    let answer = server.with_key(&key).post(&scene.path, &json!({ "subject": other })).await;
    assert!(answer.status >= 400, "{}", answer.text());
    assert!(!answer.text().contains(&first));
    assert_eq!(scene.provider.requests(Endpoint::Token).len(), 2, "nor is a stolen refresh token presented");
}

#[tokio::test]
async fn asvs_11_2_5_a_flipped_bit_in_a_sealed_secret_is_noticed_and_not_sent() {
    let scene = Scene::with_token(3600).await;
    let calls = scene.provider_calls();
    let Identity::Key(key) = scene.robot.identity.clone() else { panic!("a key") };
    // Cutting the last byte off does on both databases what a flipped bit does: the tag no longer fits.
    let statement = if tests::harness::Database::is_postgres() {
        "UPDATE resource_parameters SET sealed = substring(sealed from 1 for octet_length(sealed) - 1) WHERE sealed IS NOT NULL"
    } else {
        "UPDATE resource_parameters SET sealed = substr(sealed, 1, length(sealed) - 1) WHERE sealed IS NOT NULL"
    };
    let server = meanwhile(scene.server, statement).await;
    let answer = server.with_key(&key).post(&scene.path, &json!({ "force": true })).await;
    // The cached token may be served with a warning; a refresh without a readable secret must not be tried.
    assert!(answer.status >= 400 || answer.json()["source"] == "cache", "{}", answer.text());
    assert_eq!(scene.provider.requests(Endpoint::Token).len(), calls);
    let _ = server.anonymous().get(routes::HEALTH_READY).await.expect(200);
}
