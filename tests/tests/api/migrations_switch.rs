//! The switch and the way back: Basic authentication to OAuth over EWS, then to Microsoft Graph, and back again; and the
//! file of settings.

use serde_json::{Value, json};
use shared::{permission::Scope, problem::ProblemCode, routes};
use tests::{
    harness::{Client, Server},
    identity_server::{CLIENT_ID, CLIENT_SECRET, IdentityServer},
};

const TENANT: &str = "contoso";
const PLACE: &str = "production";
const EWS: &str = "k2-five-oauth";
const GRAPH: &str = "k2-graph";
const DIRECTORY: &str = "11111111-2222-4333-8444-555555555555";
const MAILBOX: &str = "k2@contoso.example.com";
/// As somebody once typed it: odd spaces, a password, and a key that no playbook knows.
const BASIC: &str = "Autodiscover=False; URL = https://mail.contoso.example.com/ews ;User ID=CONTOSO\\k2;\
                     Password='basic;secret-7781';Poll Interval=5;Custom Key = keep me ;";

async fn begun(client: &Client, playbook: &str, options: Value) -> String {
    let request = json!({ "playbook": playbook, "options": options });
    let made = client.post(&routes::migrations(TENANT, PLACE), &request).await.expect(201).json();
    made["id"].as_str().unwrap().to_owned()
}

pub(super) async fn fill(client: &Client, id: &str, values: Value) {
    let path = routes::migration_values(TENANT, PLACE, id);
    let _ = client.put(&path, &json!({ "values": values })).await.expect(200);
}

async fn act(client: &Client, id: &str, action: &str) -> Value {
    let path = routes::migration_actions(TENANT, PLACE, id);
    client.post(&path, &json!({ "action": action })).await.expect(200).json()
}

async fn entry_text(client: &Client) -> String {
    let entries = client.list(&routes::connection_entries(TENANT, PLACE)).await;
    assert_eq!(entries.len(), 1, "{entries:?}");
    let robot = client.key(Some(TENANT), &[Scope::SettingsReveal]).await;
    let path = routes::connection_entry_reveal(TENANT, PLACE, entries[0]["id"].as_str().unwrap());
    robot.post(&path, &json!({})).await.expect(200).json()["text"].as_str().unwrap().to_owned()
}

/// A migration to an application's own token of `provider`, up to its first token.
pub(super) async fn in_the_shadow(
    client: &Client,
    provider: &IdentityServer,
    playbook: &str,
    role: &str,
) -> (String, String) {
    let options = json!({ "permission_model": "application", "cloud": "own" });
    let id = begun(client, playbook, options).await;
    let endpoint = if role == "graph" { "token_endpoint" } else { "token_endpoint_v2" };
    let token = format!("{}/token", provider.issuer());
    let values = json!({
        "k2_host": "k2.contoso.example.com", "mailbox": MAILBOX, "directory_id": DIRECTORY,
        "client_secret": CLIENT_SECRET, endpoint: token,
    });
    fill(client, &id, values).await;
    let done = act(client, &id, &format!("resource:{role}")).await;
    let resource = done["resource"].as_str().unwrap().to_owned();
    let everywhere = json!({ "authorization": CLIENT_ID, "token": CLIENT_ID, "refresh": CLIENT_ID });
    let parameter = routes::resource_parameter(TENANT, &resource, "client_id");
    let _ = client.put(&parameter, &everywhere).await.expect(200);
    act(client, &id, &format!("acquire:{role}")).await;
    (id, resource)
}

pub(super) async fn switch(client: &Client, id: &str, to: &str) -> tests::harness::Answer {
    client.post(&routes::migration_cutover(TENANT, PLACE, id), &json!({ "to": to })).await
}

#[tokio::test]
async fn two_hops_are_made_and_taken_back_byte_for_byte() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let client = server.administrator().await;
    client.tenant(TENANT).await;
    let entry = json!({ "kind": "k2-ews-connection", "target": MAILBOX, "text": BASIC });
    let _ = client.post(&routes::connection_entries(TENANT, PLACE), &entry).await.expect(201);

    // Both ways are made ready while production goes on with its password.
    let (ews, exchange) = in_the_shadow(&client, &provider, EWS, "exchange").await;
    let (graph, mail) = in_the_shadow(&client, &provider, GRAPH, "graph").await;
    assert_eq!(entry_text(&client).await, BASIC, "nothing is written before the switch");
    let robot = client.key(Some(TENANT), &[Scope::TokensIssue]).await;
    for resource in [&exchange, &mail] {
        let handed = robot.post(&routes::broker(TENANT, resource), &json!({})).await.expect(200).json();
        assert!(!handed["access_token"].as_str().unwrap().is_empty());
    }

    // The first hop, told before it is made.
    let path = routes::migration_cutover(TENANT, PLACE, &ews);
    let would = client.post(&path, &json!({ "to": "new", "dry_run": true })).await.expect(200).json();
    assert_eq!(would["cutover"]["side"], "old");
    assert!(!would.to_string().contains("secret-7781"), "secrets are masked");
    assert_eq!(entry_text(&client).await, BASIC);
    let switched = switch(&client, &ews, "new").await.expect(200).json();
    assert_eq!(switched["cutover"]["side"], "new");
    let oauth = entry_text(&client).await;
    assert!(oauth.contains("OAuth Resource=") && oauth.contains("Custom Key = keep me"), "{oauth}");
    assert!(!oauth.contains("secret-7781") && !oauth.contains("Poll Interval"), "{oauth}");
    let _ = switch(&client, &ews, "new").await.remedy(ProblemCode::MigrationCutoverDone);

    // The second hop. The first cannot be taken back over it unless somebody insists.
    let _ = switch(&client, &graph, "new").await.expect(200);
    let on_graph = entry_text(&client).await;
    assert!(on_graph.contains("graph.microsoft.com") && on_graph != oauth, "{on_graph}");
    let refused = switch(&client, &ews, "old").await.problem(ProblemCode::MigrationCutoverChanged);
    assert!(refused.detail.contains(MAILBOX), "the setting is named: {}", refused.detail);

    // And back, hop by hop.
    let _ = switch(&client, &graph, "old").await.expect(200);
    assert_eq!(entry_text(&client).await, oauth);
    let back = switch(&client, &ews, "old").await.expect(200).json();
    assert_eq!(back["cutover"]["side"], "old");
    assert_eq!(entry_text(&client).await, BASIC, "byte for byte");
    let changes = client.list(&routes::setting_changes(TENANT, PLACE)).await;
    assert_eq!(changes.len(), 5, "every switch is one change");
    assert!(changes[0]["note"].as_str().unwrap().starts_with("Migration "));
    for resource in [&exchange, &mail] {
        let _ = robot.post(&routes::broker(TENANT, resource), &json!({})).await.expect(200);
    }
    let audit = client.list(&format!("{}?tenant={TENANT}&action=migration.switch", routes::AUDIT)).await;
    assert_eq!(audit.len(), 4);

    // Somebody edits in between: told, refused, and lost only when that is wanted.
    let _ = switch(&client, &ews, "new").await.expect(200);
    let entries = client.list(&routes::connection_entries(TENANT, PLACE)).await;
    let one = routes::connection_entry(TENANT, PLACE, entries[0]["id"].as_str().unwrap());
    let _ = client.put(&one, &json!({ "text": "URL=https://elsewhere.example.com" })).await.expect(200);
    let _ = switch(&client, &ews, "old").await.problem(ProblemCode::MigrationCutoverChanged);
    let forced = client.post(&path, &json!({ "to": "old", "force": true })).await;
    let _ = forced.expect(200);
    assert_eq!(entry_text(&client).await, BASIC);
}

#[tokio::test]
async fn a_file_holds_what_the_playbook_needs_and_nothing_else() {
    let server = Server::start().await;
    let client = server.administrator().await;
    client.tenant(TENANT).await;
    let _ = client.put(&routes::variable(TENANT, PLACE, "Other"), &json!({ "value": "x" })).await.expect(201);
    let rendered = |playbook: &str| {
        format!("{}?format=json&secrets=omit&playbook={playbook}", routes::settings_rendered(TENANT, PLACE))
    };
    let _ = client.get(&rendered(EWS)).await.problem(ProblemCode::InvalidQuery);
    let id = begun(&client, EWS, json!({})).await;
    fill(&client, &id, json!({ "k2_host": "k2", "mailbox": MAILBOX, "k2_version": "5.7" })).await;
    act(&client, &id, "settings").await;
    let text = client.get(&rendered(EWS)).await.expect(200).text();
    assert!(text.contains("From Address") && text.contains(MAILBOX) && !text.contains("Other"), "{text}");
    let path = routes::migration(TENANT, PLACE, &id);
    let _ = client.patch(&path, &json!({ "state": "abandoned" })).await.expect(200);
    let _ = client.get(&rendered(EWS)).await.problem(ProblemCode::InvalidQuery);
}

#[tokio::test]
async fn checks_close_a_step_and_one_that_is_taken_up_again_waits_for_new_ones() {
    let server = Server::start().await;
    let client = server.administrator().await;
    client.tenant(TENANT).await;
    let id = begun(&client, EWS, json!({ "cloud": "own" })).await;
    fill(&client, &id, json!({ "k2_host": "k2", "mailbox": MAILBOX, "k2_version": "5.7" })).await;
    let step = |step: &str| routes::migration_step(TENANT, PLACE, &id, step);
    let _ = client.patch(&step("prepare"), &json!({ "state": "done" })).await.expect(200);
    let checks = routes::migration_checks(TENANT, PLACE, &id);
    let run = json!({ "steps": ["from-address"] });
    let before = client.post(&checks, &run).await.expect(200).json();
    assert_eq!(before["closed"], json!([]), "the action has not been done: {before}");
    act(&client, &id, "settings").await;
    let after = client.post(&checks, &run).await.expect(200).json();
    assert_eq!(after["closed"], json!(["from-address"]), "{after}");
    assert_eq!(after["items"][0]["migration"], id);
    let open = client.patch(&step("from-address"), &json!({ "state": "open" })).await.expect(200).json();
    assert_eq!(open["state"], "open");
    fill(&client, &id, json!({ "service_account": "CONTOSO\\k2" })).await;
    let migration = client.get(&routes::migration(TENANT, PLACE, &id)).await.expect(200).json();
    let state = |migration: &Value| {
        let steps = migration["steps"].as_array().unwrap();
        steps.iter().find(|step| step["id"] == "from-address").unwrap()["state"].clone()
    };
    assert_eq!(state(&migration), "open", "the old evidence does not close it again");
    let again = client.post(&checks, &run).await.expect(200).json();
    assert_eq!(again["closed"], json!(["from-address"]));
    let unknown = client.post(&checks, &json!({ "steps": ["nothing"] })).await.faults();
    assert_eq!(unknown, [("/steps/0".to_owned(), "no_such_thing".to_owned())]);
}

#[tokio::test]
async fn the_way_back_to_nothing_says_that_the_entry_goes() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let client = server.administrator().await;
    client.tenant(TENANT).await;
    let (id, _) = in_the_shadow(&client, &provider, EWS, "exchange").await;
    let outcome = |migration: &Value| migration["cutover"]["items"][0]["outcome"].clone();
    let before = client.get(&routes::migration(TENANT, PLACE, &id)).await.expect(200).json();
    assert_eq!(outcome(&before), "new");
    let switched = switch(&client, &id, "new").await.expect(200).json();
    assert_eq!(outcome(&switched), "deleted");
    assert!(switched["cutover"]["items"][0]["after"].is_null(), "{}", switched["cutover"]);
}

#[tokio::test]
async fn a_migration_writes_elsewhere_only_for_whoever_may_write_there() {
    let server = Server::start().await;
    let client = server.administrator().await;
    client.tenant(TENANT).await;
    let id = begun(&client, EWS, json!({})).await;
    fill(&client, &id, json!({ "k2_host": "k2", "mailbox": MAILBOX, "directory_id": DIRECTORY })).await;
    let robot = client.key(Some(TENANT), &[Scope::MigrationsWrite]).await;
    let values = routes::migration_values(TENANT, PLACE, &id);
    let act = routes::migration_actions(TENANT, PLACE, &id);
    let _ = robot.put(&values, &json!({ "values": { "service_account": "x" } })).await.expect(200);
    for values_of_others in [json!({ "from_address": MAILBOX }), json!({ "directory_id": DIRECTORY })] {
        let refused = robot.put(&values, &json!({ "values": values_of_others })).await;
        let _ = refused.problem(ProblemCode::Forbidden);
    }
    for action in ["settings", "resource:exchange"] {
        let _ = robot.post(&act, &json!({ "action": action })).await.problem(ProblemCode::Forbidden);
    }
    let _ = switch(&robot, &id, "new").await.problem(ProblemCode::Forbidden);
    let _ = client
        .post(&act, &json!({ "action": "acquire:exchange" }))
        .await
        .problem(ProblemCode::MigrationActionUnavailable);
    let _ = client.post(&act, &json!({ "action": "cutover" })).await.problem(ProblemCode::MigrationActionUnavailable);
    // What only the support team may change stays theirs.
    let protected = json!({ "value": "a@contoso.example.com", "protected": true });
    let _ = client.put(&routes::variable(TENANT, PLACE, "From Address"), &protected).await.expect(201);
    let editor = client.key(Some(TENANT), &[Scope::MigrationsWrite, Scope::SettingsWrite]).await;
    let refused = editor.put(&values, &json!({ "values": { "from_address": MAILBOX } })).await;
    let _ = refused.problem(ProblemCode::VariableProtected);
}
