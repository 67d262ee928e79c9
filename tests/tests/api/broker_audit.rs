//! No audit, no token: while the trail cannot be written nothing is handed out, and nothing that was is forgotten.

use serde_json::{Value, json};
use shared::{problem::ProblemCode, routes};
use tests::harness::until;

use super::broker::Scene;

#[tokio::test]
async fn while_the_trail_cannot_be_written_no_token_leaves_and_afterwards_every_hand_out_is_in_it() {
    let scene = Scene::with_token(3600).await;
    let database = scene.server.installation().database();
    let mut handed_out = 0;
    let _ = scene.served(json!({})).await;
    handed_out += 1;

    database.change("ALTER TABLE audit RENAME TO audit_out_of_reach").await;
    // What is queued before the first batch fails was handed out, and has to be in the trail in the end.
    let refusal = loop {
        let answer = scene.ask(json!({})).await;
        if answer.status != 200 {
            break answer;
        }
        handed_out += 1;
    };
    assert_eq!(refusal.status, 503);
    refusal.problem(ProblemCode::StorageUnavailable);
    for _ in 0..20 {
        let answer = scene.ask(json!({})).await;
        assert!(answer.text().find("access_token").is_none(), "a token without a trail");
        let _ = answer.expect(503);
    }

    database.change("ALTER TABLE audit_out_of_reach RENAME TO audit").await;
    let served = async || Some(scene.ask(json!({})).await).filter(|answer| answer.status == 200);
    let again = until("tokens are handed out again", served).await;
    assert_eq!(again.json()["source"], "cache");
    handed_out += 1;
    let trail = format!("{}?tenant=contoso&action=token.issue", routes::AUDIT);
    let entries = scene.administrator.list(&trail).await;
    let recorded: u64 = entries.iter().map(times).sum();
    assert_eq!(recorded, handed_out, "{entries:?}");
}

fn times(entry: &Value) -> u64 {
    entry["times"].as_u64().expect("a number")
}
