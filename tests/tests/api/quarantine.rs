//! A refresh token that the provider refuses is not deleted and not presented again, by itself or by callers, until
//! somebody insists or signs in anew. The provider here refuses every refresh token until it is told otherwise: it
//! does not matter who asks, when, or how often.

use serde_json::{Value, json};
use shared::{permission::Scope, problem::ProblemCode, routes};
use tests::{
    harness::{Client, Identity, Server, until},
    identity_server::{Endpoint, misbehaviour},
};

use crate::broker::Scene;

const REVOKED: &str = "AADSTS50173";

impl Scene {
    /// A token that has ended and whose sign-in the provider has refused once.
    async fn refused() -> Self {
        let scene = Self::with_token(0).await;
        scene.provider.set_life(3600);
        scene.provider.refuse_sign_ins(Some(REVOKED));
        let refused = scene.ask(json!({})).await;
        assert_eq!((refused.status, &refused.json()["provider_code"]), (409, &json!(REVOKED)), "{}", refused.text());
        scene
    }

    async fn token(&self) -> Value {
        let list = routes::tokens("contoso", self.resource.id.as_str());
        self.administrator.list(&list).await.into_iter().next().expect("a token")
    }

    async fn refresh_path(&self) -> String {
        let token = self.token().await;
        routes::token_refresh("contoso", self.resource.id.as_str(), token["id"].as_str().unwrap())
    }

    async fn insist(&self) -> tests::harness::Answer {
        self.administrator.post(&self.refresh_path().await, &json!({ "insist": true })).await
    }

    async fn events(&self) -> Vec<String> {
        let token = self.token().await;
        let path = routes::token_events("contoso", self.resource.id.as_str(), token["id"].as_str().expect("an id"));
        let kinds = self.administrator.list(&path).await.into_iter();
        kinds.map(|event| event["kind"].as_str().unwrap().to_owned()).collect()
    }

    /// The same after a restart.
    async fn restarted(self) -> Self {
        let Self { server, provider, administrator, robot, resource, path } = self;
        let server = server.stop().await.start().await;
        let again = |client: &Client| server.anonymous().as_identity(client.identity.clone());
        let Identity::Key(key) = robot.identity.clone() else { panic!("a key") };
        let (administrator, robot) = (again(&administrator), server.with_key(&key));
        Self { server, provider, administrator, robot, resource, path }
    }

    async fn is_refused_without_a_call(&self) {
        let calls = self.provider_calls();
        for body in [json!({}), json!({ "force": true }), json!({ "min_valid_seconds": 0 })] {
            let answer = self.ask(body).await;
            assert_eq!((answer.status, &answer.json()["provider_code"]), (409, &json!(REVOKED)), "{}", answer.text());
        }
        for body in [json!({}), json!({ "insist": false })] {
            let answer = self.administrator.post(&self.refresh_path().await, &body).await;
            answer.remedy(ProblemCode::Quarantined);
        }
        assert_eq!(self.provider_calls(), calls, "what was refused is not presented again");
    }
}

#[tokio::test]
async fn a_refused_refresh_token_is_set_aside_across_restarts_until_somebody_insists() {
    let scene = Scene::refused().await;
    scene.is_refused_without_a_call().await;
    let scene = scene.restarted().await;
    scene.is_refused_without_a_call().await;
    let token = scene.token().await;
    assert_eq!((&token["state"], &token["refreshable"]), (&json!("quarantined"), &json!(true)));
    assert_eq!(token["last_error"]["provider_code"], REVOKED);
    for text in ["detail", "remedy"] {
        assert!(!token["last_error"][text].as_str().unwrap().is_empty(), "{token}");
    }
    // Insisting while it is refused changes nothing but one call.
    let calls = scene.provider_calls();
    assert_eq!(scene.insist().await.status, 409);
    assert_eq!(scene.provider_calls(), calls + 1);
    scene.is_refused_without_a_call().await;
    // The provider is mended; nobody finds out by themselves.
    scene.provider.refuse_sign_ins(None);
    scene.is_refused_without_a_call().await;
    let token = scene.insist().await.expect(200).json();
    assert_eq!((&token["state"], &token["last_error"]), (&json!("valid"), &Value::Null));
    assert_eq!(scene.provider_calls(), calls + 2);
    assert_eq!(scene.served(json!({})).await["source"], "cache");
    assert_eq!(scene.events().await, ["refreshed", "insisted", "quarantined", "insisted", "quarantined", "acquired"]);
}

#[tokio::test]
async fn signing_in_anew_ends_the_quarantine() {
    let scene = Scene::refused().await;
    scene.administrator.authorize("contoso", &scene.resource, None).await;
    assert_eq!(scene.token().await["state"], "valid");
    assert_eq!(scene.served(json!({})).await["source"], "cache");
    scene.provider.refuse_sign_ins(None);
    assert_eq!(scene.served(json!({ "force": true })).await["source"], "refresh");
}

#[tokio::test]
async fn an_access_token_that_is_still_valid_is_served_with_the_warning() {
    let scene = Scene::with_token(3600).await;
    scene.provider.refuse_sign_ins(Some(REVOKED));
    let served = scene.served(json!({ "force": true })).await;
    assert_eq!(served["source"], "cache");
    assert!(served["warning"].as_str().unwrap().starts_with("oauth."), "{served}");
    let calls = scene.provider_calls();
    assert!(scene.served(json!({ "force": true })).await["warning"].is_string());
    assert!(scene.served(json!({})).await["warning"].is_null());
    assert_eq!((scene.provider_calls(), &scene.token().await["state"]), (calls, &json!("quarantined")));
}

#[tokio::test]
async fn whoever_insists_is_not_answered_with_the_refusal_of_others_who_do_not() {
    let scene = Scene::refused().await;
    scene.provider.refuse_sign_ins(None);
    let path = scene.refresh_path().await;
    let others: Vec<_> = (0..40)
        .map(|_| {
            let (robot, path) = (scene.robot.clone(), scene.path.clone());
            tokio::spawn(async move { robot.post(&path, &json!({ "force": true })).await.status })
        })
        .collect();
    let insisting = scene.administrator.post(&path, &json!({ "insist": true })).await;
    assert_eq!(insisting.expect(200).json()["state"], "valid");
    for other in others {
        assert!(matches!(other.await.unwrap(), 200 | 409));
    }
}

#[tokio::test]
async fn only_a_refused_sign_in_is_set_aside() {
    for (status, error, code) in [
        (401, "invalid_client", "AADSTS7000222"),
        (400, "invalid_grant", "AADSTS65001"),
        (400, "invalid_scope", "AADSTS70011"),
        (503, "temporarily_unavailable", "AADSTS90033"),
    ] {
        let scene = Scene::with_token(0).await;
        scene.provider.set_life(3600);
        scene.provider.always(Endpoint::Token, misbehaviour::provider_error(status, error, code));
        assert!(scene.ask(json!({})).await.status >= 400);
        assert_ne!(scene.token().await["state"], "quarantined", "{code}");
        scene.provider.behave();
        assert_eq!(scene.served(json!({ "force": true })).await["source"], "refresh", "{code}");
    }
}

#[tokio::test]
async fn what_is_set_aside_is_not_renewed_ahead_either() {
    let scene = Scene::on(Server::start_renewing().await, 3600).await;
    scene.provider.refuse_sign_ins(Some(REVOKED));
    let _ = scene.ask(json!({ "force": true })).await.expect(200);
    let database = scene.server.installation().database();
    let waiting = "SELECT COUNT(*) FROM token_renewals WHERE due_at IS NOT NULL OR fresh_at IS NOT NULL";
    assert_eq!(database.number(waiting).await, 0);
    let calls = scene.provider_calls();
    // Even if something said that it was due.
    assert_eq!(database.change("UPDATE token_renewals SET due_at = 1").await, 1);
    until("the job has looked at it", async || {
        let failed = scene.server.metric("consentry_renewals_failed_total{class=\"interaction\"}").await;
        (failed > 0).then_some(())
    })
    .await;
    assert_eq!(scene.provider_calls(), calls);
}

#[tokio::test]
async fn insisting_needs_the_right_to_issue_tokens_and_a_sound_body() {
    let scene = Scene::refused().await;
    let path = scene.refresh_path().await;
    let reader = scene.administrator.key(Some("contoso"), &[Scope::TokensRead]).await;
    reader.post(&path, &json!({ "insist": true })).await.problem(ProblemCode::Forbidden);
    let faults = scene.administrator.post(&path, &json!({ "insist": true, "please": true })).await.faults();
    assert_eq!(faults[0].0, "/please");
    // No body at all is a plain refresh.
    let bare = scene.administrator.request(reqwest::Method::POST, &path);
    scene.administrator.send(bare).await.problem(ProblemCode::Quarantined);
}
