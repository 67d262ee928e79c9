//! A provider that fails again and again is left alone for a while: for that tenant, whoever asks and however much
//! they insist.

use serde_json::json;
use shared::{permission::Scope, problem::ProblemCode, routes};
use tests::identity_server::{Endpoint, misbehaviour};

use crate::broker::Scene;

/// A provider that failed as often as it takes, without asking to be left alone for long.
async fn given_up_on(scene: &Scene) {
    scene.provider.always(Endpoint::Token, misbehaviour::retry_after(503, "1"));
    for _ in 0..5 {
        let _ = scene.ask(json!({ "force": true })).await;
    }
    assert_eq!(scene.server.metric("consentry_breaker_open").await, 1);
    assert_eq!(scene.server.metric("consentry_breaker_opened_total").await, 1);
}

#[tokio::test]
async fn asvs_16_5_2_a_failing_provider_is_left_alone_and_force_does_not_get_past_that() {
    let scene = Scene::with_token(0).await;
    given_up_on(&scene).await;
    let calls = scene.provider_calls();
    // It is well again, but nobody knows yet: for half a minute nobody finds out.
    scene.provider.behave();
    for body in [json!({}), json!({ "force": true })] {
        let answer = scene.ask(body).await;
        answer.remedy(ProblemCode::ProviderUnavailable);
        let wait: u64 = answer.header("retry-after").parse().expect("seconds");
        assert!((1..=31).contains(&wait), "{wait}");
    }
    let tokens = scene.administrator.list(&routes::tokens("contoso", scene.resource.id.as_str())).await;
    let path = routes::token_refresh("contoso", scene.resource.id.as_str(), tokens[0]["id"].as_str().unwrap());
    scene.administrator.post(&path, &json!({ "insist": true })).await.problem(ProblemCode::ProviderUnavailable);
    assert_eq!(scene.provider_calls(), calls);
}

#[tokio::test]
async fn another_tenant_is_served_by_the_same_provider_meanwhile() {
    let scene = Scene::with_token(0).await;
    given_up_on(&scene).await;
    scene.provider.behave();
    scene.administrator.tenant("fabrikam").await;
    let resource = scene.administrator.resource("fabrikam", &scene.provider).await;
    scene.administrator.authorize("fabrikam", &resource, None).await;
    let robot = scene.administrator.key(Some("fabrikam"), &[Scope::TokensIssue]).await;
    let served = robot.post(&routes::broker("fabrikam", resource.id.as_str()), &json!({ "force": true })).await;
    assert_eq!(served.expect(200).json()["source"], "refresh");
    scene.ask(json!({ "force": true })).await.problem(ProblemCode::ProviderUnavailable);
}

#[tokio::test]
async fn a_token_that_is_still_valid_is_served_with_the_warning_while_its_provider_is_left_alone() {
    let scene = Scene::with_token(3600).await;
    given_up_on(&scene).await;
    let calls = scene.provider_calls();
    let served = scene.served(json!({ "min_valid_seconds": 7200 })).await;
    assert_eq!((&served["source"], &served["warning"]), (&json!("cache"), &json!("oauth.provider_unavailable")));
    assert!(scene.served(json!({})).await["warning"].is_null(), "it has the life that is asked for");
    assert_eq!(scene.provider_calls(), calls);
}

#[tokio::test]
async fn a_refusal_is_an_answer_and_leaves_the_provider_open_to_others() {
    let scene = Scene::with_token(0).await;
    scene.provider.always(Endpoint::Token, misbehaviour::provider_error(401, "invalid_client", "AADSTS7000222"));
    for _ in 0..8 {
        scene.ask(json!({ "force": true })).await.problem(ProblemCode::InvalidClient);
    }
    assert_eq!(scene.server.metric("consentry_breaker_open").await, 0);
    assert_eq!(scene.provider_calls(), 1 + 8);
}
