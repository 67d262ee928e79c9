//! kill -9 during a bulk save: afterwards either all of it is there, or nothing.

use reqwest::Method;
use serde_json::{Value, json};
use shared::{permission::Scope, routes};
use tests::harness::{Client, Identity, Server};

use crate::dice::Dice;

const ROUNDS: usize = 20;
const EDITS: usize = 2000;
const TENANT: &str = "contoso";
const PLACE: &str = "production";

/// Every value says which round it is of; a few variables come and go, and references follow a name.
fn edits(round: usize) -> Value {
    let mut operations: Vec<Value> = (0..EDITS - 3)
        .map(|n| {
            let secret = n % 4 == 0;
            json!({ "op": "put", "name": format!("V{n}"), "value": format!("round {round} of {n}"), "secret": secret })
        })
        .collect();
    operations.push(json!({ "op": "put", "name": format!("Only {round}"), "value": "x" }));
    operations.push(json!({ "op": "put", "name": "Url", "value": "https://${variable:Host}/" }));
    operations.push(json!({ "op": "put", "name": "Host", "value": format!("round {round} of host") }));
    json!({ "note": format!("round {round}"), "operations": operations })
}

/// What is there: the round that every value is of, and the number of changes.
async fn found(client: &Client) -> (Vec<String>, usize, Vec<String>) {
    let matrix = client.get(&routes::tenant_variables(TENANT)).await.expect(200).json();
    let rows = matrix["rows"].as_array().unwrap();
    let (mut rounds, mut names) = (Vec::new(), Vec::new());
    for row in rows {
        names.push(row["name"].as_str().unwrap().to_owned());
        if let Some(value) = row["cells"][0]["value"].as_str().and_then(|value| value.split(" of ").next()) {
            rounds.extend(value.starts_with("round").then(|| value.to_owned()));
        }
    }
    rounds.sort();
    rounds.dedup();
    let changes = matrix["environments"][0]["change"].as_u64().unwrap();
    (rounds, usize::try_from(changes).unwrap(), names)
}

/// Saves, and tells how many turns of the runtime that took.
async fn watched(client: &Client, path: &str, body: &Value) -> u64 {
    let request = client.request(Method::POST, path).json(body);
    let caller = tokio::spawn(async move { request.send().await.unwrap().status() });
    let mut turns = 0;
    while !caller.is_finished() {
        tokio::task::yield_now().await;
        turns += 1;
    }
    assert!(caller.await.unwrap().is_success());
    turns
}

#[tokio::test]
async fn killed_during_a_bulk_save_all_of_it_is_there_or_nothing() {
    let mut dice = Dice::thrown_for("bulk save");
    let mut server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant(TENANT).await;
    let robot = administrator.key(Some(TENANT), &[Scope::SettingsRead, Scope::SettingsWrite]).await;
    let Identity::Key(key) = robot.identity.clone() else { panic!("a key") };
    let save = routes::variable_changes(TENANT, PLACE);
    let _ = robot.post(&save, &edits(0)).await.expect(200);
    let whole_save = watched(&robot, &save, &edits(1)).await;
    let (mut last, mut changes, mut saved) = (1, 2, 0);
    for round in 2..ROUNDS + 2 {
        let robot = server.with_key(&key);
        let body = edits(round);
        let request = robot.request(Method::POST, &save).json(&body);
        let caller = tokio::spawn(async move { request.send().await.is_ok_and(|answer| answer.status().is_success()) });
        // From before the request has arrived to after it was answered, as the dice say.
        dice.linger(whole_save * 3 / 2).await;
        server.signal_kill();
        let acknowledged = caller.await.unwrap();
        server = server.kill().await.start().await;
        let robot = server.with_key(&key);
        let (rounds, number, names) = found(&robot).await;
        assert_eq!(rounds.len(), 1, "round {round}: values of several saves: {rounds:?}");
        let now: usize = rounds[0].trim_start_matches("round ").parse().unwrap();
        let whole = now == round && number == changes + 1 && names.contains(&format!("Only {round}"));
        let none = now == last && number == changes && !names.contains(&format!("Only {round}"));
        assert!(whole || none, "round {round}: value of {now}, change {number} after {changes}");
        assert!(whole || !acknowledged, "round {round}: it was acknowledged, and is gone");
        (last, changes) = (now, number);
        saved += usize::from(whole);
        // The trail says the same.
        if whole {
            let listed = robot.list(&routes::setting_changes(TENANT, PLACE)).await;
            assert_eq!(listed[0]["note"], format!("round {round}"));
        }
    }
    println!("bulk save: {saved} of {ROUNDS} were there, the rest left nothing");
    let installation = server.stop().await;
    let _ = installation.run(&["doctor"], "").await.succeeded();
}
