//! The broker: a valid access token in one request, whatever happened before.

use serde_json::{Value, json};
use shared::{api::resource::Resource, permission::Scope, problem::ProblemCode, routes};
use tests::{
    harness::{Client, Server},
    identity_server::{Endpoint, IdentityServer, Rotation, misbehaviour},
};

pub(crate) struct Scene {
    pub(crate) server: Server,
    pub(crate) provider: IdentityServer,
    pub(crate) administrator: Client,
    pub(crate) robot: Client,
    pub(crate) resource: Resource,
    pub(crate) path: String,
}

impl Scene {
    /// A tenant, a resource, a token that lives `life` seconds, and a robot that may ask for it.
    pub(crate) async fn with_token(life: i64) -> Self {
        Self::on(Server::start().await, life).await
    }

    /// The same on a server that was started already.
    pub(crate) async fn on(server: Server, life: i64) -> Self {
        let provider = IdentityServer::start().await;
        provider.set_life(life);
        let administrator = server.administrator().await;
        administrator.tenant("contoso").await;
        let resource = administrator.resource("contoso", &provider).await;
        administrator.authorize("contoso", &resource, None).await;
        let robot = administrator.key(Some("contoso"), &[Scope::TokensIssue]).await;
        let path = routes::broker("contoso", resource.id.as_str());
        Self { server, provider, administrator, robot, resource, path }
    }

    pub(crate) async fn ask(&self, body: Value) -> tests::harness::Answer {
        self.robot.post(&self.path, &body).await
    }

    pub(crate) async fn served(&self, body: Value) -> Value {
        self.ask(body).await.expect(200).json()
    }

    pub(crate) fn provider_calls(&self) -> usize {
        self.provider.requests(Endpoint::Token).len()
    }
}

#[tokio::test]
async fn a_cached_token_is_served_without_asking_the_provider() {
    let scene = Scene::with_token(3600).await;
    let before = scene.provider_calls();
    let answer = scene.ask(json!({})).await.expect(200);
    assert_eq!(answer.header("cache-control"), "no-store");
    let token = answer.json();
    assert_eq!((&token["source"], &token["token_type"]), (&json!("cache"), &json!("Bearer")));
    assert!(scene.provider.secrets().iter().any(|secret| token["access_token"] == secret.as_str()));
    let life = token["expires_in"].as_i64().unwrap();
    assert!((3500..=3600).contains(&life), "{life}");
    assert_eq!(scene.served(json!({})).await["access_token"], token["access_token"]);
    assert_eq!(scene.provider_calls(), before);
}

#[tokio::test]
async fn a_token_with_too_little_life_is_refreshed_with_the_rotated_token() {
    let scene = Scene::with_token(30).await;
    let first = scene.served(json!({})).await;
    assert_eq!(first["source"], "refresh", "30 seconds are less than the usual 60");
    let second = scene.served(json!({})).await;
    assert_eq!(second["source"], "refresh");
    assert_ne!(first["access_token"], second["access_token"]);
    let presented: Vec<String> = scene.provider.requests(Endpoint::Token)[1..]
        .iter()
        .map(|request| request.parameter("refresh_token").to_owned())
        .collect();
    assert_eq!(presented.len(), 2);
    assert_ne!(presented[0], presented[1], "the second refresh uses the token that the first one brought");
}

#[tokio::test]
async fn min_valid_seconds_decides_and_a_fresh_token_is_served_whatever_its_life() {
    let scene = Scene::with_token(300).await;
    assert_eq!(scene.served(json!({ "min_valid_seconds": 200 })).await["source"], "cache");
    assert_eq!(scene.served(json!({ "min_valid_seconds": 0 })).await["source"], "cache");
    let refreshed = scene.served(json!({ "min_valid_seconds": 600 })).await;
    assert_eq!(refreshed["source"], "refresh");
    assert!(refreshed["expires_in"].as_i64().unwrap() <= 300);
    let faults = scene.ask(json!({ "min_valid_seconds": 86_401 })).await.faults();
    assert_eq!(faults[0].0, "/min_valid_seconds");
}

#[tokio::test]
async fn force_asks_the_provider_anew() {
    let scene = Scene::with_token(3600).await;
    let before = scene.served(json!({})).await;
    let forced = scene.served(json!({ "force": true })).await;
    assert_eq!(forced["source"], "refresh");
    assert_ne!(forced["access_token"], before["access_token"]);
    assert_eq!(scene.served(json!({})).await["access_token"], forced["access_token"]);
}

#[tokio::test]
async fn asvs_15_4_1_one_hundred_callers_at_once_cost_one_call_to_the_provider() {
    let scene = Scene::with_token(3600).await;
    // The new token lives long enough for whoever comes after it, too.
    scene.provider.set_life(10_800);
    let before = scene.provider_calls();
    let (hang, release) = misbehaviour::hang();
    scene.provider.once(Endpoint::Token, hang);
    let ask = |number: usize| {
        let (robot, path) = (scene.robot.clone(), scene.path.clone());
        // The cached token's hour is less than what they ask for, so all of them need a refresh.
        let body = json!({ "min_valid_seconds": 7200 });
        tokio::spawn(async move { (number, robot.post(&path, &body).await) })
    };
    let mut callers: Vec<_> = (0..100).map(ask).collect();
    scene.provider.asked(Endpoint::Token, before + 1).await;
    release.release();
    let mut tokens = std::collections::BTreeSet::new();
    for caller in callers.drain(..) {
        let (number, answer) = caller.await.unwrap();
        let token = answer.expect(200).json();
        assert!(token["access_token"].is_string(), "{number}");
        tokens.insert(token["access_token"].as_str().unwrap().to_owned());
    }
    assert_eq!(scene.provider_calls() - before, 1, "calls for a hundred callers");
    assert_eq!(tokens.len(), 1);
}

#[tokio::test]
async fn exactly_one_refresh_for_callers_who_all_want_the_usual_life() {
    let scene = Scene::with_token(30).await;
    scene.provider.set_life(3600);
    let before = scene.provider_calls();
    let callers: Vec<_> = (0..100)
        .map(|_| {
            let (robot, path) = (scene.robot.clone(), scene.path.clone());
            tokio::spawn(async move { robot.post(&path, &json!({})).await })
        })
        .collect();
    for caller in callers {
        let _ = caller.await.unwrap().expect(200);
    }
    assert_eq!(scene.provider_calls() - before, 1);
}

#[tokio::test]
async fn a_caller_who_hangs_up_does_not_lose_the_rotated_token() {
    let scene = Scene::with_token(30).await;
    let before = scene.provider_calls();
    let (hang, release) = misbehaviour::hang();
    scene.provider.once(Endpoint::Token, hang);
    let caller = tokio::spawn({
        let (robot, path) = (scene.robot.clone(), scene.path.clone());
        async move { robot.post(&path, &json!({})).await }
    });
    scene.provider.asked(Endpoint::Token, before + 1).await;
    caller.abort();
    release.release();
    // Strict rotation: had the new refresh token been lost, this would end in invalid_grant.
    let handed = scene.served(json!({})).await;
    assert!(handed["access_token"].is_string());
    let _ = scene.served(json!({})).await;
}

#[tokio::test]
async fn asvs_16_5_2_a_token_that_is_still_valid_is_served_while_the_provider_is_down() {
    let mut scene = Scene::with_token(300).await;
    let token = scene.served(json!({})).await;
    scene.provider = IdentityServer::start().await;
    let handed = scene.served(json!({ "min_valid_seconds": 600 })).await;
    assert_eq!(handed["access_token"], token["access_token"]);
    assert_eq!(handed["warning"], "oauth.provider_unavailable", "{handed}");
}

#[tokio::test]
async fn without_a_valid_token_a_provider_that_is_down_is_503_with_retry_after() {
    let mut scene = Scene::with_token(0).await;
    scene.provider = IdentityServer::start().await;
    let answer = scene.ask(json!({})).await;
    answer.remedy(ProblemCode::ProviderUnavailable);
    let wait: u32 = answer.header("retry-after").parse().expect("seconds");
    assert!(wait >= 1);
}

#[tokio::test]
async fn a_restart_keeps_the_token_and_so_does_kill_9() {
    let scene = Scene::with_token(3600).await;
    let token = scene.served(json!({})).await["access_token"].clone();
    let calls = scene.provider_calls();
    let tests::harness::Identity::Key(key) = scene.robot.identity.clone() else { panic!("a key") };
    let server = scene.server.stop().await.start().await;
    let handed = server.with_key(&key).post(&scene.path, &json!({})).await.expect(200).json();
    assert_eq!((&handed["access_token"], &handed["source"]), (&token, &json!("cache")));
    let server = server.kill().await.start().await;
    let handed = server.with_key(&key).post(&scene.path, &json!({})).await.expect(200).json();
    assert_eq!(handed["access_token"], token);
    assert_eq!(scene.provider.requests(Endpoint::Token).len(), calls);
}

#[tokio::test]
async fn after_kill_9_the_rotated_refresh_token_is_the_one_in_use() {
    let scene = Scene::with_token(30).await;
    let _ = scene.served(json!({})).await;
    let tests::harness::Identity::Key(key) = scene.robot.identity.clone() else { panic!("a key") };
    let server = scene.server.kill().await.start().await;
    let handed = server.with_key(&key).post(&scene.path, &json!({})).await.expect(200).json();
    assert_eq!(handed["source"], "refresh");
}

#[tokio::test]
async fn asvs_8_4_1_the_key_of_another_tenant_gets_exactly_not_found() {
    let scene = Scene::with_token(3600).await;
    scene.administrator.tenant("other").await;
    let stranger = scene.administrator.key(Some("other"), &[Scope::All]).await;
    let foreign = stranger.post(&scene.path, &json!({})).await;
    let missing = stranger.post(&routes::broker("missing", scene.resource.id.as_str()), &json!({})).await;
    let elsewhere = stranger.post(&routes::broker("other", scene.resource.id.as_str()), &json!({})).await;
    let plain = |answer: &tests::harness::Answer| {
        let mut body = answer.json();
        body.as_object_mut().unwrap().remove("request_id");
        (answer.status, body)
    };
    foreign.problem(ProblemCode::NotFound);
    assert_eq!(plain(&foreign), plain(&missing));
    assert_eq!(plain(&foreign), plain(&elsewhere));
}

#[tokio::test]
async fn asvs_8_3_2_a_revoked_key_gets_no_token_even_from_the_cache() {
    let scene = Scene::with_token(3600).await;
    let (id, robot) = scene.administrator.key_with_id(Some("contoso"), &[Scope::TokensIssue]).await;
    let _ = robot.post(&scene.path, &json!({})).await.expect(200);
    let _ = scene.administrator.delete(&routes::api_key(&id)).await.expect(204);
    robot.post(&scene.path, &json!({})).await.problem(ProblemCode::InvalidApiKey);
    let reader = scene.administrator.key(Some("contoso"), &[Scope::TokensRead]).await;
    reader.post(&scene.path, &json!({})).await.problem(ProblemCode::Forbidden);
}

#[tokio::test]
async fn a_deleted_token_is_gone_from_the_cache_too() {
    let scene = Scene::with_token(3600).await;
    let _ = scene.served(json!({})).await;
    let tokens = scene.administrator.list(&routes::tokens("contoso", scene.resource.id.as_str())).await;
    let path = routes::token("contoso", scene.resource.id.as_str(), tokens[0]["id"].as_str().unwrap());
    let _ = scene.administrator.delete(&path).await.expect(204);
    scene.ask(json!({})).await.remedy(ProblemCode::InteractionRequired);
}

#[tokio::test]
async fn a_resource_without_a_token_says_that_somebody_has_to_sign_in() {
    let scene = Scene::with_token(3600).await;
    scene.ask(json!({ "subject": "nobody@contoso.example.com" })).await.remedy(ProblemCode::InteractionRequired);
}

#[tokio::test]
async fn subjects_do_not_get_each_others_tokens() {
    let scene = Scene::with_token(3600).await;
    scene.administrator.authorize("contoso", &scene.resource, Some("one@contoso.example.com")).await;
    scene.administrator.authorize("contoso", &scene.resource, Some("two@contoso.example.com")).await;
    let one = scene.served(json!({ "subject": "one@contoso.example.com" })).await;
    let two = scene.served(json!({ "subject": "two@contoso.example.com" })).await;
    assert_ne!(one["access_token"], two["access_token"]);
    assert_eq!(one["subject"], "one@contoso.example.com");
}

#[tokio::test]
async fn an_application_acquires_its_own_token() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let body = provider.application("Application");
    let resource: Resource = administrator.post(&routes::resources("contoso"), &body).await.expect(201).to();
    let robot = administrator.key(Some("contoso"), &[Scope::TokensIssue]).await;
    let path = routes::broker("contoso", resource.id.as_str());
    let first = robot.post(&path, &json!({})).await.expect(200).json();
    assert_eq!(first["source"], "acquire");
    let second = robot.post(&path, &json!({})).await.expect(200).json();
    assert_eq!((&second["source"], &second["access_token"]), (&json!("cache"), &first["access_token"]));
    let request = &provider.requests(Endpoint::Token)[0];
    assert_eq!((request.parameter("grant_type"), request.parameter("scope")), ("client_credentials", "mail"));
}

#[tokio::test]
async fn a_refresh_token_that_is_not_rotated_keeps_working() {
    let scene = Scene::with_token(30).await;
    scene.provider.set_rotation(Rotation::None);
    for _ in 0..3 {
        assert_eq!(scene.served(json!({})).await["source"], "refresh");
    }
}

#[tokio::test]
async fn refreshing_by_hand_leaves_an_event() {
    let scene = Scene::with_token(3600).await;
    let id = scene.resource.id.as_str();
    let tokens = scene.administrator.list(&routes::tokens("contoso", id)).await;
    let token = tokens[0]["id"].as_str().unwrap();
    let _ = scene.administrator.post(&routes::token_refresh("contoso", id, token), &json!({})).await.expect(200);
    let events = scene.administrator.list(&routes::token_events("contoso", id, token)).await;
    let kinds: Vec<&str> = events.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"acquired") && kinds.contains(&"refreshed"), "{kinds:?}");
}
