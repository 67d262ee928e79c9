//! Two processes on one PostgreSQL database. SQLite is for one process: there, a lease of another one counts as left
//! behind by a crash.

use serde_json::json;
use shared::{problem::ProblemCode, routes};
use tests::{
    harness::{Database, until},
    identity_server::{Endpoint, Rotation, misbehaviour},
};

use crate::broker::Scene;

#[tokio::test]
async fn two_nodes_refresh_a_rotating_token_once_between_them() {
    assert!(Database::is_postgres(), "several nodes need PostgreSQL; the profile for SQLite leaves this test out");
    let scene = Scene::with_token(30).await;
    scene.provider.set_rotation(Rotation::Strict);
    scene.provider.set_life(3600);
    let other = scene.server.another_node().await;
    let before = scene.provider_calls();
    let (hang, release) = misbehaviour::hang();
    scene.provider.once(Endpoint::Token, hang);
    let ask = |number: usize| {
        let robot = if number.is_multiple_of(2) { scene.robot.clone() } else { scene.robot.at(other.url()) };
        let path = scene.path.clone();
        tokio::spawn(async move { robot.post(&path, &json!({})).await.expect(200).json()["access_token"].clone() })
    };
    let callers: Vec<_> = (0..40).map(ask).collect();
    scene.provider.asked(Endpoint::Token, before + 1).await;
    release.release();
    let mut tokens = Vec::new();
    for caller in callers {
        tokens.push(caller.await.unwrap());
    }
    tokens.dedup();
    assert_eq!((tokens.len(), scene.provider_calls() - before), (1, 1));
}

#[tokio::test]
async fn a_key_revoked_on_one_node_soon_stops_working_on_the_other() {
    assert!(Database::is_postgres(), "several nodes need PostgreSQL; the profile for SQLite leaves this test out");
    let scene = Scene::with_token(3600).await;
    let other = scene.server.another_node().await;
    let (id, key) = scene.administrator.key_with_id(Some("contoso"), &[shared::permission::Scope::TokensIssue]).await;
    let there = key.at(other.url());
    let _ = there.post(&scene.path, &json!({})).await.expect(200);
    let _ = scene.administrator.delete(&routes::api_key(&id)).await.expect(204);
    key.post(&scene.path, &json!({})).await.problem(ProblemCode::InvalidApiKey);
    until("the other node refuses the key", async || {
        (there.post(&scene.path, &json!({})).await.status == 401).then_some(())
    })
    .await;
}
