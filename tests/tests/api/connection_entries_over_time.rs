//! Connection entries and time: versions, what comes back, what follows a new name, what refers to what.

use serde_json::{Value, json};
use shared::{permission::Scope, problem::ProblemCode, routes};
use tests::harness::{Client, Server};

const TENANT: &str = "contoso";
const PLACE: &str = "production";

async fn portal() -> (Server, Client) {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant(TENANT).await;
    (server, administrator)
}

async fn made(client: &Client, kind: &str, target: &str, text: &str) -> Value {
    let body = json!({ "kind": kind, "target": target, "text": text });
    client.post(&routes::connection_entries(TENANT, PLACE), &body).await.expect(201).json()
}

fn path(entry: &Value) -> String {
    routes::connection_entry(TENANT, PLACE, entry["id"].as_str().unwrap())
}

async fn revealed(client: &Client, entry: &Value) -> Value {
    let path = routes::connection_entry_reveal(TENANT, PLACE, entry["id"].as_str().unwrap());
    let robot = client.key(Some(TENANT), &[Scope::SettingsReveal]).await;
    robot.post(&path, &json!({})).await.expect(200).json()
}

#[tokio::test]
async fn versions_come_back_and_so_does_what_was_deleted() {
    let (_server, client) = portal().await;
    let first = made(&client, "dotnet", "Db", "Server=a;Password=the first secret").await;
    let id = first["id"].as_str().unwrap();
    let _ = client.put(&path(&first), &json!({ "text": "Server=b", "target": "Database" })).await.expect(200);
    let restore = |version: &str| routes::connection_entry_version_restore(TENANT, PLACE, id, version);
    let back = client.post(&restore("1"), &json!({ "note": "as it was" })).await.expect(200).json();
    assert_eq!((&back["name"], &back["version"]), (&json!("Db"), &json!(3)));
    assert_eq!(revealed(&client, &first).await["text"], "Server=a;Password=the first secret");
    let _ = client.delete(&path(&first)).await.expect(204);
    let _ = client.get(&path(&first)).await.problem(ProblemCode::NotFound);
    let versions = client.list(&routes::connection_entry_versions(TENANT, PLACE, id)).await;
    let told: Vec<(i64, bool)> =
        versions.iter().map(|v| (v["version"].as_i64().unwrap(), v["text"].is_null())).collect();
    assert_eq!(told, [(4, true), (3, false), (2, false), (1, false)]);
    assert!(!json!(versions).to_string().contains("first secret"), "masked");
    let _ = client.post(&restore("4"), &json!({})).await.problem(ProblemCode::NotFound);
    let back = client.post(&restore("2"), &json!({})).await.expect(200).json();
    assert_eq!((&back["id"], &back["name"], &back["version"]), (&json!(id), &json!("Database"), &json!(5)));
    assert_eq!(back["created_at"], first["created_at"]);
    // The environment's changes tell them all, and the whole environment can be put back.
    let changes = client.list(&routes::setting_changes(TENANT, PLACE)).await;
    assert_eq!(changes.len(), 5);
    let _ = client.post(&routes::settings_restore(TENANT, PLACE), &json!({ "at": 1 })).await.expect(200);
    assert_eq!(client.get(&path(&first)).await.expect(200).json()["name"], "Db");
}

#[tokio::test]
async fn entries_follow_the_names_of_what_they_refer_to() {
    let (_server, client) = portal().await;
    let resource =
        client.post(&routes::resources(TENANT), &json!({ "name": "Exchange", "type": "microsoft-online" })).await;
    let resource = resource.expect(201).json();
    let _ = client.put(&routes::variable(TENANT, PLACE, "Mail user"), &json!({ "value": "k2 user" })).await.expect(201);
    let secret = json!({ "value": "a;b", "kind": "secret" });
    let _ = client.put(&routes::variable(TENANT, PLACE, "Mail password"), &secret).await.expect(201);
    let text = "URL=https://mail.example.com;OAuth Resource = Exchange ;User ID=\"${variable:Mail user}\";Password=\"${variable:Mail password}\"";
    let entry = made(&client, "k2-ews-connection", "k2@contoso.example.com", text).await;
    assert_eq!(entry["text"], text, "a reference is no secret");
    let shown = revealed(&client, &entry).await;
    let resolved = "URL=https://mail.example.com;OAuth Resource = Exchange ;User ID=\"k2 user\";Password=\"a;b\"";
    assert_eq!((&shown["text"], &shown["resolved"]), (&json!(text), &json!(resolved)));
    // Told before the resource gets another name, and followed then.
    let id = resource["id"].as_str().unwrap();
    let dependents = client.get(&routes::resource_dependents(TENANT, id)).await.expect(200).json();
    assert!(dependents.to_string().contains(entry["name"].as_str().unwrap()), "{dependents}");
    let path_of_resource = format!("{}?confirm={id}", routes::resource(TENANT, id));
    let _ = client.patch(&path_of_resource, &json!({ "name": "Mail; all" })).await.expect(200);
    let after = client.get(&path(&entry)).await.expect(200).json();
    assert_eq!(after["text"], text.replace("OAuth Resource = Exchange ", "OAuth Resource = \"Mail; all\" "));
    assert_eq!(after["version"], 2);
    let rename = json!({ "operations": [{ "op": "rename", "name": "Mail user", "to": "Sender" }] });
    let _ = client.post(&routes::variable_changes(TENANT, PLACE), &rename).await.expect(200);
    let after = client.get(&path(&entry)).await.expect(200).json();
    assert!(after["text"].as_str().unwrap().contains("User ID=${variable:Sender}"), "{after}");
    // What refers to nothing says so, and does not resolve.
    let _ = client.delete(&routes::variable(TENANT, PLACE, "Sender")).await.expect(204);
    let after = client.get(&path(&entry)).await.expect(200).json();
    let warnings = after["warnings"].as_array().unwrap();
    let dangling = warnings.iter().find(|warning| warning["code"] == "reference_unresolved").unwrap();
    assert_eq!(dangling["property"], "User ID");
    assert!(dangling["detail"].as_str().unwrap().contains("Sender"), "{dangling}");
    assert_eq!(revealed(&client, &entry).await["resolved"], Value::Null);
}

#[tokio::test]
async fn duplicates_synonyms_and_spacing_stay_as_they_are_until_edited() {
    let (_server, client) = portal().await;
    let text = "DSN = a ;dsn=b;UID=u;User ID=v;Trace=;PWD={p;w}";
    let entry = made(&client, "odbc", "Warehouse", text).await;
    let codes: Vec<&str> =
        entry["warnings"].as_array().unwrap().iter().map(|warning| warning["code"].as_str().unwrap()).collect();
    for code in ["duplicate_key_odbc", "odbc_outer_space", "synonym_beside", "value_vanishes"] {
        assert!(codes.contains(&code), "{code} is not among {codes:?}");
    }
    let _ = client.put(&path(&entry), &json!({ "properties": entry["properties"] })).await.expect(200);
    assert_eq!(revealed(&client, &entry).await["text"], text);
    let mut properties = entry["properties"].clone();
    properties["UID"] = json!("w");
    let _ = client.put(&path(&entry), &json!({ "properties": properties })).await.expect(200);
    assert_eq!(revealed(&client, &entry).await["text"], text.replace("UID=u", "UID=w"));
}
