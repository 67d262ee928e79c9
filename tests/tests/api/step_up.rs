//! Whoever changes where a resource's server is receives its secrets at the next request, so that takes the password
//! once more wherever there is a secret to lose, and not where there is none.

use serde_json::{Value, json};
use shared::{api::resource::Resource, problem::ProblemCode, routes};
use tests::{
    harness::{Client, Server},
    identity_server::{CLIENT_ID, Endpoint, IdentityServer},
};

const MAILBOX: &str = "intake@contoso.example.com";

async fn create(administrator: &Client, body: &Value) -> Resource {
    administrator.post(&routes::resources("contoso"), body).await.expect(201).to()
}

/// A public client: nothing secret about it.
fn public(mut body: Value) -> Value {
    body["client_auth"] = json!("none");
    body["parameters"] = json!({ "client_id": { "token": CLIENT_ID } });
    body
}

fn moved(elsewhere: &IdentityServer) -> Value {
    json!({ "endpoints": { "token": format!("{}/token", elsewhere.issuer()) } })
}

#[tokio::test]
async fn a_stored_secret_of_any_kind_asks_for_the_password_before_the_address_changes() {
    let server = Server::start().await;
    let (provider, elsewhere) = (IdentityServer::start().await, IdentityServer::start().await);
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let parameter = create(&administrator, &provider.application("A secret parameter")).await;
    let credential = create(&administrator, &public(provider.application("A credential"))).await;
    let path = routes::credentials("contoso", credential.id.as_str());
    let secret = json!({ "secret": "S3cret~of-contoso-1234" });
    let _ = administrator.post(&path, &secret).await.expect(201);
    let robot = administrator.key(None, &[shared::permission::Scope::All]).await;
    for resource in [&parameter, &credential] {
        let path = routes::resource("contoso", resource.id.as_str());
        let remedy = administrator.patch(&path, &moved(&elsewhere)).await;
        assert!(!remedy.remedy(ProblemCode::ReauthenticationRequired).is_empty());
        robot.patch(&path, &moved(&elsewhere)).await.problem(ProblemCode::ReauthenticationRequired);
        // Anything else may change.
        let _ = administrator.patch(&path, &json!({ "name": format!("{} renamed", resource.name) })).await.expect(200);
    }
    let again = administrator.reauthenticated().await;
    for resource in [&parameter, &credential] {
        let path = routes::resource("contoso", resource.id.as_str());
        let _ = again.patch(&path, &moved(&elsewhere)).await.expect(200);
    }
    assert!(elsewhere.requests(Endpoint::Token).is_empty());
}

#[tokio::test]
async fn a_kept_password_does_so_too_and_does_not_move_along() {
    let server = Server::start().await;
    let (provider, elsewhere) = (IdentityServer::start().await, IdentityServer::start().await);
    provider.set_account(MAILBOX, "right-7721", None);
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let resource = create(&administrator, &provider.by_password("Mail")).await;
    let tokens = routes::tokens("contoso", resource.id.as_str());
    let body = json!({ "username": MAILBOX, "password": "right-7721", "keep": true });
    let _ = administrator.post(&tokens, &body).await.expect(201);
    let path = routes::resource("contoso", resource.id.as_str());
    administrator.patch(&path, &moved(&elsewhere)).await.problem(ProblemCode::ReauthenticationRequired);
    let kept = routes::kept_passwords("contoso", resource.id.as_str());
    assert_eq!(administrator.list(&kept).await.len(), 1);
    let administrator = administrator.reauthenticated().await;
    let _ = administrator.patch(&path, &moved(&elsewhere)).await.expect(200);
    assert!(administrator.list(&kept).await.is_empty() && administrator.list(&tokens).await.is_empty());
    let broker = routes::broker("contoso", resource.id.as_str());
    administrator.post(&broker, &json!({})).await.problem(ProblemCode::InteractionRequired);
    assert!(elsewhere.requests(Endpoint::Token).is_empty(), "no password went to the new address");
}

#[tokio::test]
async fn without_a_secret_nobody_is_asked() {
    let server = Server::start().await;
    let (provider, elsewhere) = (IdentityServer::start().await, IdentityServer::start().await);
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let resource = create(&administrator, &public(provider.resource("Mail"))).await;
    let path = routes::resource("contoso", resource.id.as_str());
    let _ = administrator.patch(&path, &moved(&elsewhere)).await.expect(200);
}
