//! The broker's contract, sentence by sentence: what programs are written against.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use shared::{permission::Scope, problem::ProblemCode, routes, timestamp::Timestamp};
use tests::{
    harness::until,
    identity_server::{Endpoint, misbehaviour::provider_error},
};

use crate::broker::Scene;

#[tokio::test]
async fn the_answer_has_exactly_the_promised_members_and_is_not_stored() {
    let scene = Scene::with_token(3600).await;
    let answer = scene.ask(json!({})).await.expect(200);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("content-type"), "application/json");
    let token = answer.json();
    let members: BTreeSet<&str> = token.as_object().unwrap().keys().map(String::as_str).collect();
    let promised = ["access_token", "expires_at", "expires_in", "source", "subject", "token_type"];
    assert_eq!(members, promised.into_iter().collect());
    let _: Timestamp = serde_json::from_value(token["expires_at"].clone()).expect("a time");
    let seconds = token["expires_in"].as_i64().expect("a number");
    assert!((3500..=3600).contains(&seconds), "{token}");
    assert!(token["expires_at"].as_str().is_some_and(|time| time.ends_with('Z')), "{token}");
    assert_eq!(token["subject"], Value::Null);
}

#[tokio::test]
async fn what_is_not_in_the_contract_is_refused_by_name() {
    let scene = Scene::with_token(3600).await;
    for (body, pointer) in [
        (json!({ "minimum": 5 }), "/minimum"),
        (json!({ "min_valid_seconds": "60" }), "/min_valid_seconds"),
        (json!({ "min_valid_seconds": -1 }), "/min_valid_seconds"),
        (json!({ "subject": 7 }), "/subject"),
        (json!({ "force": "yes" }), "/force"),
    ] {
        let answer = scene.ask(body.clone()).await;
        let problem = answer.problem(ProblemCode::InvalidFields);
        assert!(problem.errors.iter().any(|error| error.pointer == pointer), "{body}: {}", answer.text());
    }
    assert_eq!(scene.provider_calls(), 1, "only the sign-in");
}

#[tokio::test]
async fn only_a_key_that_may_issue_gets_a_token() {
    let scene = Scene::with_token(3600).await;
    for scopes in [&[Scope::TokensRead][..], &[Scope::ResourcesWrite, Scope::SettingsReveal], &[Scope::AuditRead]] {
        let key = scene.administrator.key(Some("contoso"), scopes).await;
        key.post(&scene.path, &json!({})).await.problem(ProblemCode::Forbidden);
    }
    let everything = scene.administrator.key(Some("contoso"), &[Scope::All]).await;
    let _ = everything.post(&scene.path, &json!({})).await.expect(200);
}

#[tokio::test]
async fn every_refusal_carries_a_remedy_and_what_the_provider_called_it() {
    let cases = [
        ("invalid_client", "AADSTS7000222", ProblemCode::InvalidClient),
        ("invalid_grant", "AADSTS65001", ProblemCode::ConsentRequired),
        ("invalid_grant", "AADSTS50076", ProblemCode::InteractionRequired),
    ];
    for (error, provider_code, expected) in cases {
        let scene = Scene::with_token(0).await;
        scene.provider.always(Endpoint::Token, provider_error(400, error, provider_code));
        let answer = scene.ask(json!({})).await;
        let problem = answer.problem(expected);
        assert!(problem.remedy.is_some_and(|remedy| !remedy.is_empty()), "{provider_code}");
        let body = answer.json();
        assert_eq!(body["provider_code"], provider_code, "{body}");
        assert_eq!(body["correlation_id"], "3f1c1f2e-9d53-4b9e-8a54-0c9d3c1b7a11", "{body}");
    }
}

#[tokio::test]
async fn every_hand_out_is_in_the_audit_trail() {
    const HAND_OUTS: usize = 150;
    let scene = Scene::with_token(3600).await;
    for _ in 0..HAND_OUTS {
        let _ = scene.served(json!({})).await;
    }
    let path = format!("{}?tenant=contoso&action=token.issue&limit=200", routes::AUDIT);
    let counted = until("every hand-out is recorded", async || {
        let entries = scene.administrator.list(&path).await;
        let count = entries.iter().map(|entry| entry["times"].as_u64().expect("how many it stands for")).sum::<u64>();
        (count >= HAND_OUTS as u64).then_some(count)
    })
    .await;
    assert_eq!(counted, HAND_OUTS as u64);
}
