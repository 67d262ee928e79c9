//! Scripts of a migration, filled from what it knows, and what they print pasted back into it.

use serde_json::{Value, json};
use shared::{permission::Role, problem::ProblemCode, routes};
use tests::harness::{Client, Server};

const TENANT: &str = "contoso";
const PLACE: &str = "production";
const DIRECTORY: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
const CLIENT: &str = "22222222-3333-4444-8555-666666666666";
const SECRET: &str = "abc8Q~0123456789.abcdefghijklmnopqrstuvw";

/// A migration of K2 with the host of the product filled in.
async fn begun(client: &Client) -> String {
    client.tenant(TENANT).await;
    let request = json!({ "playbook": "k2-five-oauth" });
    let made = client.post(&routes::migrations(TENANT, PLACE), &request).await.expect(201).json();
    let id = made["id"].as_str().unwrap().to_owned();
    let values = json!({ "values": { "k2_host": "k2.contoso.example.com", "mailbox": "k2@contoso.example.com" } });
    let _ = client.put(&routes::migration_values(TENANT, PLACE, &id), &values).await.expect(200);
    id
}

fn script(id: &str, script: &str, language: &str) -> String {
    format!("{}?language={language}", routes::migration_script(TENANT, PLACE, id, script))
}

async fn paste(client: &Client, id: &str, text: &str, step: Option<&str>, dry_run: bool) -> Value {
    let body = json!({ "text": text, "step": step, "dry_run": dry_run });
    client.post(&routes::migration_paste(TENANT, PLACE, id), &body).await.expect(200).json()
}

async fn value(client: &Client, id: &str, name: &str) -> Value {
    let migration = client.get(&routes::migration(TENANT, PLACE, id)).await.expect(200).json();
    let values = migration["values"].as_array().unwrap();
    values.iter().find(|value| value["id"] == name).expect("the value is there")["value"].clone()
}

#[tokio::test]
async fn scripts_carry_the_migrations_own_values_and_no_secret() {
    let server = Server::start().await;
    let client = server.administrator().await;
    let id = begun(&client).await;
    let values = json!({ "values": { "directory_id": DIRECTORY, "client_secret": SECRET } });
    let _ = client.put(&routes::migration_values(TENANT, PLACE, &id), &values).await.expect(200);
    for language in ["powershell", "az", "json"] {
        let written = client.get(&script(&id, "registration", language)).await.expect(200).json();
        let text = written["text"].as_str().unwrap();
        assert!(text.contains("https://k2.contoso.example.com/identity/token/oauth/2"), "{text}");
        assert!(text.contains("3b5f3d61-589b-4a3c-a359-5dd4b5ee5bd5"), "EWS.AccessAsUser.All: {text}");
        assert!(!text.contains(SECRET), "{text}");
        assert_eq!(text.contains(DIRECTORY), language != "json");
        assert_eq!(written["languages"], json!(["powershell", "az", "json"]));
        assert_eq!(written["bom"], language == "powershell");
    }
    let dutch = client.get(&script(&id, "secret", "az")).await.expect(200).json();
    assert!(dutch["file_name"] == "secret.sh" && dutch["text"].as_str().unwrap().contains("--append"));

    let missing = client.get(&script(&id, "ews_allow_list", "powershell")).await;
    let missing = missing.problem(ProblemCode::ScriptImpossible);
    assert!(missing.detail.contains("client"), "{}", missing.detail);
    let _ = client.get(&script(&id, "ews_allow_list", "az")).await.problem(ProblemCode::ScriptImpossible);
    let _ = client.get(&script(&id, "nothing", "az")).await.problem(ProblemCode::NotFound);
    let _ = client.get(&script(&id, "secret", "bash")).await.problem(ProblemCode::InvalidQuery);
}

#[tokio::test]
async fn what_a_script_prints_fills_the_values_and_mistakes_are_told() {
    let server = Server::start().await;
    let client = server.administrator().await;
    let id = begun(&client).await;
    let printed = format!(
        "Registered K2 ({CLIENT}).\r\n{{\"consentry\":\"registration\",\"directory_id\":\"{DIRECTORY}\",\
         \"application_id\":\"{CLIENT}\",\"application_object_id\":\"77777777-2222-4333-8444-555555555555\"}}\r\nPS> "
    );
    let told = paste(&client, &id, &printed, None, true).await;
    assert_eq!(told["filled"], json!(["directory_id", "client_id"]));
    assert_eq!(value(&client, &id, "client_id").await, Value::Null);
    assert_eq!(told["items"][2]["kind"], "application_object_id");
    assert_eq!(told["items"][2].get("to"), None, "nothing here needs it");
    let filled = paste(&client, &id, &printed, None, false).await;
    assert_eq!(filled["filled"], told["filled"]);
    assert_eq!(value(&client, &id, "client_id").await, CLIENT);
    assert_eq!(value(&client, &id, "directory_id").await, DIRECTORY);

    // The directory's id where the application's belongs, and the id of a secret instead of its value.
    let mixed = format!(r#"{{"appId":"{DIRECTORY}","password":"{CLIENT}"}}"#);
    let refused = paste(&client, &id, &mixed, None, false).await;
    assert_eq!(refused["filled"], json!([]));
    let codes: Vec<&str> =
        refused["items"].as_array().unwrap().iter().map(|item| item["remarks"][0]["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["is_directory_id", "is_client_id"]);

    let secret = format!(r#"{{"secretText":"{SECRET}","keyId":"44444444-2222-4333-8444-555555555555"}}"#);
    let body = json!({ "text": secret, "dry_run": false });
    let answer = client.post(&routes::migration_paste(TENANT, PLACE, &id), &body).await.expect(200);
    assert!(!answer.text().contains(SECRET), "a secret never comes back");
    assert_eq!(answer.json()["items"][0]["value"]["last4"], "tuvw");
    assert_eq!(value(&client, &id, "client_secret").await["set"], true);
    let audit = client.list(&format!("{}?tenant={TENANT}", routes::AUDIT)).await;
    assert!(!json!(audit).to_string().contains(SECRET));

    let bare = paste(&client, &id, "44444444-2222-4333-8444-555555555555", Some("secret"), true).await;
    assert_eq!(bare["items"][0]["remarks"][0]["code"], "secret_id");
    assert_eq!(bare["items"][0].get("value"), None);
    let nothing = paste(&client, &id, "no value at all", None, false).await;
    assert_eq!(nothing, json!({ "items": [], "filled": [] }));

    let viewer = server.member(&client, TENANT, Role::Viewer).await;
    let _ = viewer.get(&script(&id, "secret", "az")).await.expect(200);
    let _ = viewer
        .post(&routes::migration_paste(TENANT, PLACE, &id), &json!({ "text": "x", "dry_run": true }))
        .await
        .problem(ProblemCode::Forbidden);
}
