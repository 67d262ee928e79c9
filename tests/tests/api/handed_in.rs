//! The grant `refresh_only`: a refresh token that another tool obtained is tried at once, kept alive, and nothing is
//! stored half.

use serde_json::{Value, json};
use shared::{
    api::{resource::Resource, token::TokenMetadata},
    problem::ProblemCode,
    routes,
};
use tests::{
    harness::{Answer, Client, Server},
    identity_server::{Endpoint, IdentityServer, Rotation, misbehaviour},
};

struct Scene {
    _server: Server,
    provider: IdentityServer,
    administrator: Client,
    resource: Resource,
}

impl Scene {
    async fn set() -> Self {
        let server = Server::start().await;
        let provider = IdentityServer::start().await;
        let administrator = server.administrator().await;
        administrator.tenant("contoso").await;
        let body = provider.refresh_only("Mail");
        let resource = administrator.post(&routes::resources("contoso"), &body).await.expect(201).to();
        Self { _server: server, provider, administrator, resource }
    }

    async fn hand_in(&self, body: Value) -> Answer {
        self.administrator.post(&routes::tokens("contoso", self.resource.id.as_str()), &body).await
    }

    async fn broker(&self, body: Value) -> Answer {
        self.administrator.post(&routes::broker("contoso", self.resource.id.as_str()), &body).await
    }

    async fn tokens(&self) -> Vec<Value> {
        self.administrator.list(&routes::tokens("contoso", self.resource.id.as_str())).await
    }
}

#[tokio::test]
async fn it_is_tried_at_once_and_kept_alive_whether_or_not_the_provider_rotates() {
    for rotation in [Rotation::Strict, Rotation::None] {
        let scene = Scene::set().await;
        scene.provider.set_rotation(rotation);
        let handed_in = scene.provider.refresh_token();
        let body = json!({ "subject": "mail@contoso.example.com", "refresh_token": handed_in });
        let answer = scene.hand_in(body).await.expect(201);
        assert!(!answer.text().contains(&handed_in));
        let token: TokenMetadata = answer.to();
        assert_eq!((token.subject.as_deref(), token.refreshable), (Some("mail@contoso.example.com"), true));
        let first = &scene.provider.requests(Endpoint::Token)[0];
        assert_eq!((first.parameter("grant_type"), first.parameter("refresh_token")), ("refresh_token", &*handed_in));
        assert_eq!(scene.broker(json!({})).await.expect(200).json()["source"], "cache");
        for _ in 0..2 {
            assert_eq!(scene.broker(json!({ "force": true })).await.expect(200).json()["source"], "refresh");
        }
    }
}

#[tokio::test]
async fn a_bad_one_is_answered_clearly_and_nothing_is_stored() {
    let scene = Scene::set().await;
    for (body, code) in [
        (json!({}), "required"),
        (json!({ "refresh_token": "" }), "required"),
        (json!({ "refresh_token": "two words" }), "control_character"),
        (json!({ "refresh_token": "0.AAAA\n" }), "control_character"),
    ] {
        let faults = scene.hand_in(body.clone()).await.faults();
        assert_eq!(faults, [("/refresh_token".to_owned(), code.to_owned())], "{body}");
    }
    let foreign = scene.hand_in(json!({ "refresh_token": "r", "password": "p" })).await.faults();
    assert_eq!(foreign, [("/password".to_owned(), "unknown_field".to_owned())]);
    assert!(scene.provider.requests(Endpoint::Token).is_empty());
    let refused = scene.hand_in(json!({ "refresh_token": "never-issued-by-anybody" })).await;
    let remedy = refused.remedy(ProblemCode::RefreshTokenRefused);
    assert!(remedy.contains("client id") && !refused.text().contains("never-issued-by-anybody"));
    scene.provider.once(Endpoint::Token, misbehaviour::provider_error(400, "invalid_grant", "AADSTS700082: inactive"));
    scene.hand_in(json!({ "refresh_token": "old" })).await.problem(ProblemCode::InteractionRequired);
    assert!(scene.tokens().await.is_empty());
    scene.broker(json!({})).await.problem(ProblemCode::InteractionRequired);
}

#[tokio::test]
async fn a_refusal_leaves_what_was_there() {
    let scene = Scene::set().await;
    let handed_in = scene.provider.refresh_token();
    let _ = scene.hand_in(json!({ "refresh_token": handed_in })).await.expect(201);
    scene.hand_in(json!({ "refresh_token": "never-issued" })).await.problem(ProblemCode::RefreshTokenRefused);
    assert_eq!(scene.broker(json!({ "force": true })).await.expect(200).json()["source"], "refresh");
    assert_eq!(scene.tokens().await.len(), 1);
}

#[tokio::test]
async fn no_other_grant_takes_one() {
    let scene = Scene::set().await;
    let resource = scene
        .administrator
        .post(&routes::resources("contoso"), &scene.provider.resource("Other"))
        .await
        .expect(201)
        .to::<Resource>();
    let path = routes::tokens("contoso", resource.id.as_str());
    let answer = scene.administrator.post(&path, &json!({ "refresh_token": "r" })).await;
    assert_eq!(answer.faults(), [("/refresh_token".to_owned(), "unknown_field".to_owned())]);
    scene.administrator.post(&path, &json!({})).await.problem(ProblemCode::GrantUnsupported);
}
