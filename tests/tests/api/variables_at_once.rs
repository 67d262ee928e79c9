//! Many edits at once: all or nothing, two administrators who meet, renames that references follow.

use serde_json::{Value, json};
use shared::{api::setting_change::SettingsChanged, problem::ProblemCode, routes};
use tests::harness::{Client, Server};

const TENANT: &str = "contoso";
const PLACE: &str = "production";

async fn portal() -> (Server, Client) {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant(TENANT).await;
    (server, administrator)
}

fn put(name: &str, value: &str) -> Value {
    json!({ "op": "put", "name": name, "value": value })
}

async fn save(client: &Client, operations: Value) -> tests::harness::Answer {
    client.post(&routes::variable_changes(TENANT, PLACE), &json!({ "operations": operations })).await
}

async fn value(client: &Client, name: &str) -> Value {
    client.get(&routes::variable(TENANT, PLACE, name)).await.expect(200).json()["value"].clone()
}

#[tokio::test]
async fn many_edits_are_one_change_and_a_dry_run_is_none() {
    let (_server, client) = portal().await;
    let operations = json!([put("A", "1"), put("B", "2"), put("C", "3")]);
    let dry = json!({ "dry_run": true, "operations": operations });
    let told: SettingsChanged = client.post(&routes::variable_changes(TENANT, PLACE), &dry).await.expect(200).to();
    assert_eq!((told.change, told.items.len()), (None, 3));
    assert!(client.list(&routes::variables(TENANT, PLACE)).await.is_empty());
    let saved = save(&client, operations).await.expect(200).json();
    assert_eq!((&saved["change"], &saved["items"][0]["outcome"]), (&json!(1), &json!("new")));
    let body = json!({ "note": "Tidied", "operations": [
        { "op": "delete", "name": "a" }, put("B", "2"), { "op": "put", "name": "C", "value": "4", "expected_version": 1 },
        { "op": "put", "name": "D", "value": "5", "expected_version": null },
    ] });
    let saved = client.post(&routes::variable_changes(TENANT, PLACE), &body).await.expect(200).json();
    let outcomes: Vec<&Value> = saved["items"].as_array().unwrap().iter().map(|item| &item["outcome"]).collect();
    assert_eq!(outcomes, ["deleted", "same", "changed", "new"]);
    assert_eq!(
        (&saved["items"][2]["before"]["value"], &saved["items"][2]["after"]["value"]),
        (&json!("3"), &json!("4"))
    );
    let changes = client.list(&routes::setting_changes(TENANT, PLACE)).await;
    assert_eq!(changes.len(), 2);
    assert_eq!(
        (&changes[0]["number"], &changes[0]["origin"], &changes[0]["note"]),
        (&json!(2), &json!("bulk"), &json!("Tidied"))
    );
    assert_eq!((&changes[0]["touched"], &changes[0]["names"]), (&json!(3), &json!(["A", "C", "D"])));
    let detail = client.get(&routes::setting_change(TENANT, PLACE, "2")).await.expect(200).json();
    assert_eq!(detail["items"].as_array().unwrap().len(), 3);
    let _ = client.get(&routes::setting_change(TENANT, PLACE, "9")).await.problem(ProblemCode::NotFound);
    let trail = client.list(&format!("{}?action=settings.change", routes::AUDIT)).await;
    assert_eq!((trail.len(), &trail[0]["detail"]["names"]), (2, &json!(["A", "C", "D"])));
}

#[tokio::test]
async fn one_bad_edit_refuses_all_and_each_fault_says_where() {
    let (_server, client) = portal().await;
    let _ = save(&client, json!([put("A", "1")])).await.expect(200);
    let operations = json!([
        put("B", "2"),
        { "op": "put", "name": "C", "value": "x", "kind": "integer" },
        { "op": "delete", "name": "Nobody" },
        { "op": "rename", "name": "A", "to": "b" },
        put("B", "3"),
        { "op": "put", "name": "1", "value": "x" },
    ]);
    let refused = save(&client, operations).await;
    let mut faults = refused.faults();
    faults.sort();
    let expected = [
        ("/operations/1/value", "integer"),
        ("/operations/2/name", "no_such_thing"),
        ("/operations/3/to", "taken"),
        ("/operations/4/name", "twice"),
        ("/operations/5/name", "variable_name"),
    ];
    let told: Vec<(&str, &str)> = faults.iter().map(|(pointer, code)| (pointer.as_str(), code.as_str())).collect();
    for fault in expected.iter().filter(|(pointer, _)| *pointer != "/operations/3/to") {
        assert!(told.contains(fault), "{fault:?} is missing in {told:?}");
    }
    assert!(told.iter().any(|(_, code)| *code == "taken"), "{told:?}");
    let dutch = client.in_dutch().post(&routes::variable_changes(TENANT, PLACE), &json!({ "operations": [] })).await;
    assert_eq!(dutch.faults(), [("/operations".to_owned(), "required".to_owned())]);
    let many: Vec<Value> = (0..5001).map(|n| put(&format!("N{n}"), "x")).collect();
    assert_eq!(save(&client, json!(many)).await.faults(), [("/operations".to_owned(), "too_long".to_owned())]);
    assert_eq!(client.list(&routes::variables(TENANT, PLACE)).await.len(), 1, "nothing of it was saved");
}

#[tokio::test]
async fn two_administrators_who_edit_the_same_value_lose_nothing() {
    let (_server, first) = portal().await;
    let _ = save(&first, json!([put("Host", "old"), put("Port", "25"), put("Gone", "x")])).await.expect(200);
    let expecting = |name: &str, value: &str, version: i64| json!({ "op": "put", "name": name, "value": value, "expected_version": version });
    // Both have seen version 1. The first saves.
    let _ = save(&first, json!([expecting("Host", "of the first", 1), { "op": "delete", "name": "Gone" }]))
        .await
        .expect(200);
    // The second is told what is there now, name by name, and nothing of theirs is saved or lost.
    let staged = json!([expecting("Host", "of the second", 1), expecting("Port", "587", 1), expecting("Gone", "y", 1)]);
    for client in [first.clone(), first.in_dutch()] {
        let answer = save(&client, staged.clone()).await;
        let problem = answer.problem(ProblemCode::VariableConflict);
        assert!(problem.detail.contains("Host") && !problem.remedy.unwrap_or_default().is_empty());
        let told: Vec<_> = problem.conflicts.iter().map(|c| (c.pointer.as_str(), c.name.as_str(), c.version)).collect();
        assert_eq!(told, [("/operations/0", "Host", Some(2)), ("/operations/2", "Gone", None)]);
        let current = problem.conflicts[0].current.as_ref().unwrap();
        assert_eq!(serde_json::to_value(&current.value).unwrap(), "of the first");
        assert_eq!(problem.conflicts[0].updated_by.as_deref(), Some("Administrator"));
    }
    assert_eq!((value(&first, "Host").await, value(&first, "Port").await), (json!("of the first"), json!("25")));
    // With what they have seen now, the same edits go through.
    let decided = json!([expecting("Host", "of the second", 2), expecting("Port", "587", 1), { "op": "put", "name": "Gone", "value": "y", "expected_version": null }]);
    let _ = save(&first, decided).await.expect(200);
    assert_eq!((value(&first, "Host").await, value(&first, "Port").await), (json!("of the second"), json!("587")));
}

#[tokio::test]
async fn of_many_saves_at_once_each_is_a_change_of_its_own() {
    let (_server, client) = portal().await;
    let _ = save(&client, json!([put("Counter", "0")])).await.expect(200);
    let saves = (0..8).map(|n| {
        let client = client.clone();
        tokio::spawn(async move {
            let expecting =
                json!({ "op": "put", "name": "Counter", "value": (n + 1).to_string(), "expected_version": 1 });
            (
                save(&client, json!([put(&format!("Own {n}"), "x")])).await.status,
                save(&client, json!([expecting])).await.status,
            )
        })
    });
    let mut won = 0;
    for save in saves.collect::<Vec<_>>() {
        let (own, counter) = save.await.unwrap();
        assert_eq!(own, 200);
        won += usize::from(counter == 200);
    }
    assert_eq!(won, 1, "only one of those who had seen version 1 may write");
    let numbers: Vec<i64> = client
        .list(&routes::setting_changes(TENANT, PLACE))
        .await
        .iter()
        .map(|c| c["number"].as_i64().unwrap())
        .collect();
    assert_eq!(numbers, (1..=10).rev().collect::<Vec<_>>());
}

#[tokio::test]
async fn references_follow_a_new_name_and_names_can_be_exchanged() {
    let (_server, client) = portal().await;
    let _ = save(
        &client,
        json!([
            put("Host", "mail.contoso.com"),
            put("Port", "25"),
            put("Url", "smtp://${variable:HOST}:${variable:Port}/$${variable:Host}")
        ]),
    )
    .await
    .expect(200);
    let renamed = save(&client, json!([{ "op": "rename", "name": "Host", "to": "Mail host", "expected_version": 1 }]))
        .await
        .expect(200)
        .json();
    let outcomes: Vec<(&Value, &Value)> =
        renamed["items"].as_array().unwrap().iter().map(|item| (&item["name"], &item["outcome"])).collect();
    assert_eq!(outcomes, [(&json!("Mail host"), &json!("renamed")), (&json!("Url"), &json!("changed"))]);
    assert_eq!(value(&client, "Url").await, "smtp://${variable:Mail host}:${variable:Port}/$${variable:Host}");
    let swap = json!([{ "op": "rename", "name": "Mail host", "to": "Port" }, { "op": "rename", "name": "Port", "to": "Mail host" }]);
    let _ = save(&client, swap).await.expect(200);
    let url = client.get(&routes::variable(TENANT, PLACE, "Url")).await.expect(200).json();
    assert_eq!(url["value"], "smtp://${variable:Port}:${variable:Mail host}/$${variable:Host}");
    assert_eq!(url["resolved"], "smtp://mail.contoso.com:25/${variable:Host}", "the meaning has not changed");
    let versions = client.list(&routes::variable_versions(TENANT, PLACE, "Port")).await;
    assert_eq!(
        versions.iter().map(|version| version["setting"]["name"].clone()).collect::<Vec<_>>(),
        ["Port", "Mail host", "Host"]
    );
    // A new name and a new value in one edit.
    let _ = save(&client, json!([{ "op": "rename", "name": "Port", "to": "Host", "value": "smtp.contoso.com" }]))
        .await
        .expect(200);
    assert_eq!(value(&client, "Host").await, "smtp.contoso.com");
}

#[tokio::test]
async fn circles_are_refused_and_what_dangles_is_only_said() {
    let (_server, client) = portal().await;
    let _ = save(&client, json!([put("A", "${variable:B}"), put("B", "${variable:C}")])).await.expect(200);
    let a = client.get(&routes::variable(TENANT, PLACE, "A")).await.expect(200).json();
    assert_eq!((&a["resolved"], &a["problems"][0]["code"]), (&json!(null), &json!("reference_dangling")));
    assert_eq!(a["problems"][0]["reference"], "${variable:C}");
    for client in [client.clone(), client.in_dutch()] {
        let refused = save(&client, json!([put("X", "x"), put("c", "${variable:a}")])).await;
        let problem = refused.problem(ProblemCode::VariableCycle);
        assert!(["A", "B", "c"].iter().all(|name| problem.detail.contains(name)), "{}", problem.detail);
        assert_eq!(problem.errors[0].pointer, "/operations/1/value");
    }
    let itself = client.put(&routes::variable(TENANT, PLACE, "Self"), &json!({ "value": "${variable:self}" })).await;
    let _ = itself.problem(ProblemCode::VariableCycle);
    let _ = save(&client, json!([put("C", "end")])).await.expect(200);
    let a = client.get(&routes::variable(TENANT, PLACE, "A")).await.expect(200).json();
    assert_eq!((&a["resolved"], &a["problems"]), (&json!("end"), &json!([])));
    // What a reference comes to is judged by the kind.
    let _ = save(&client, json!([{ "op": "put", "name": "Port", "value": "${variable:C}", "kind": "integer" }]))
        .await
        .expect(200);
    let port = client.in_dutch().get(&routes::variable(TENANT, PLACE, "Port")).await.expect(200).json();
    assert_eq!(port["problems"][0]["code"], "integer");
    assert!(port["problems"][0]["detail"].as_str().unwrap().contains("geheel getal"), "{port}");
}
