//! Migrations: a playbook running for an environment, from its beginning to what its values and steps say.

use serde_json::{Value, json};
use shared::{
    permission::{Role, Scope},
    problem::ProblemCode,
    routes,
};
use tests::harness::{Client, Server};

const TENANT: &str = "contoso";
const PLACE: &str = "production";
const K2: &str = "k2-five-oauth";
const DIRECTORY: &str = "11111111-2222-4333-8444-555555555555";
const CLIENT: &str = "22222222-3333-4444-8555-666666666666";

async fn portal() -> (Server, Client) {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant(TENANT).await;
    (server, administrator)
}

async fn begun(client: &Client) -> String {
    let request = json!({ "playbook": K2 });
    let made = client.post(&routes::migrations(TENANT, PLACE), &request).await.expect(201).json();
    made["id"].as_str().unwrap().to_owned()
}

async fn fill(client: &Client, id: &str, values: Value) -> Value {
    let path = routes::migration_values(TENANT, PLACE, id);
    client.put(&path, &json!({ "values": values })).await.expect(200).json()
}

async fn seen(client: &Client, id: &str) -> Value {
    client.get(&routes::migration(TENANT, PLACE, id)).await.expect(200).json()
}

fn one<'a>(migration: &'a Value, list: &str, id: &str) -> &'a Value {
    let items = migration[list].as_array().unwrap();
    items.iter().find(|item| item["id"] == id).unwrap_or_else(|| panic!("{id} is among {list}"))
}

async fn actions_of(client: &Client) -> Vec<String> {
    let audit = client.list(&format!("{}?tenant={TENANT}&action=migration.", routes::AUDIT)).await;
    audit.iter().map(|row| row["action"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_migration_begins_with_its_steps_and_fills_its_texts_as_values_come() {
    let (_server, client) = portal().await;
    let unknown = client.post(&routes::migrations(TENANT, PLACE), &json!({ "playbook": "nothing" })).await;
    assert_eq!(unknown.faults(), [("/playbook".to_owned(), "no_such_thing".to_owned())]);
    let strange = json!({ "playbook": K2, "options": { "cloud": "moon", "colour": "red" } });
    let refused = client.post(&routes::migrations(TENANT, PLACE), &strange).await.faults();
    assert_eq!(refused.len(), 2, "{refused:?}");

    let id = begun(&client).await;
    let migration = seen(&client, &id).await;
    assert_eq!((&migration["state"], &migration["done"]), (&json!("running"), &json!(0)));
    assert_eq!(migration["current"]["step"], "prepare");
    assert_eq!(one(&migration, "steps", "prepare")["state"], "open");
    let waiting = one(&migration, "steps", "resource");
    assert_eq!((&waiting["state"], &waiting["blocked_by"]), (&json!("waiting"), &json!(["prepare"])));
    let text = migration.to_string();
    assert!(!text.contains("{k2_host}") && !text.contains("{mailbox}"), "no place is left unfilled");
    assert!(text.contains('‹'), "what is not known stands under its label");

    let values =
        json!({ "k2_host": " k2.contoso.example.com ", "mailbox": "k2@contoso.example.com", "k2_version": "5.7" });
    let migration = fill(&client, &id, values).await;
    assert_eq!(one(&migration, "values", "k2_host")["value"], "k2.contoso.example.com");
    let redirect = one(&migration, "values", "k2_redirect_uri");
    assert_eq!(redirect["value"], "https://k2.contoso.example.com/identity/token/oauth/2");
    assert_eq!(redirect["proposed"], true);
    let variable = client.get(&routes::variable(TENANT, PLACE, "K2 Version")).await.expect(200).json();
    assert_eq!(variable["value"], "5.7", "a variable's value lives in the variable");
    let bad = json!({ "values": { "mailbox": "a@b@c", "nothing": "x", "callback_url": "https://a.example.com" } });
    let faults = client.put(&routes::migration_values(TENANT, PLACE, &id), &bad).await.faults();
    assert_eq!(faults.len(), 3, "{faults:?}");

    let list = client.list(&routes::migrations(TENANT, PLACE)).await;
    assert_eq!((list.len(), &list[0]["id"]), (1, &json!(id)));
    let events = client.list(&routes::migration_events(TENANT, PLACE, &id)).await;
    let whats: Vec<&str> = events.iter().map(|event| event["what"].as_str().unwrap()).collect();
    assert_eq!(whats, ["values_filled", "created"]);
    assert!(!json!(events).to_string().contains("k2.contoso"), "events name values, they never hold them");
    let _ = client.delete(&routes::migration(TENANT, PLACE, &id)).await.expect(204);
    let _ = client.get(&routes::migration(TENANT, PLACE, &id)).await.problem(ProblemCode::NotFound);
    let actions = actions_of(&client).await;
    for action in ["migration.create", "migration.values", "migration.delete"] {
        assert!(actions.iter().any(|known| known == action), "{action} in {actions:?}");
    }
}

#[tokio::test]
async fn values_of_a_resource_wait_for_it_and_move_into_it() {
    let (_server, client) = portal().await;
    let id = begun(&client).await;
    let values = json!({
        "k2_host": "k2.contoso.example.com", "mailbox": "k2@contoso.example.com", "k2_version": "5.7",
        "client_id": CLIENT, "client_secret": "the-secret-of-contoso-1",
    });
    let migration = fill(&client, &id, values).await;
    let secret = one(&migration, "values", "client_secret");
    assert_eq!((&secret["value"]["set"], &secret["value"]["last4"]), (&json!(true), &json!("so-1")));
    let act = routes::migration_actions(TENANT, PLACE, &id);
    let request = json!({ "action": "resource:exchange" });
    let refused = client.post(&act, &request).await.problem(ProblemCode::MigrationInputsMissing);
    assert!(!refused.detail.contains("directory_id"), "the label is said: {}", refused.detail);
    fill(&client, &id, json!({ "directory_id": DIRECTORY })).await;
    let would = client.post(&act, &json!({ "action": "resource:exchange", "dry_run": true })).await.expect(200).json();
    assert_eq!(would["resource"], Value::Null);
    let done = client.post(&act, &request).await.expect(200).json();
    let resource = done["resource"].as_str().unwrap();
    let made = client.get(&routes::resource(TENANT, resource)).await.expect(200).json();
    assert_eq!((&made["name"], &made["grant"]), (&json!("Exchange Online"), &json!("authorization_code")));
    assert_eq!(made["parameters"]["client_id"]["token"], CLIENT);
    let token = made["endpoints"]["token"].as_str().unwrap();
    assert_eq!(token, format!("https://login.microsoftonline.com/{DIRECTORY}/oauth2/token"));
    let credentials = client.list(&routes::credentials(TENANT, resource)).await;
    assert_eq!(credentials.len(), 1);
    let migration = seen(&client, &id).await;
    let step = one(&migration, "steps", "resource");
    assert_eq!((&step["actions"][0]["done"], &step["actions"][0]["resource"]), (&json!(true), &json!(resource)));
    assert_eq!(one(&migration, "values", "callback_url")["value"], made["callback_url"]);
    assert!(!migration.to_string().contains("the-secret-of-contoso-1"));

    // From now on the value is the resource's own, both ways.
    let other = "33333333-3333-4444-8555-666666666666";
    fill(&client, &id, json!({ "client_id": other })).await;
    let made = client.get(&routes::resource(TENANT, resource)).await.expect(200).json();
    assert_eq!(made["parameters"]["client_id"]["token"], other);

    // Deleted by somebody: the role is free again, and says so.
    let _ = client.delete(&format!("{}?confirm={resource}", routes::resource(TENANT, resource))).await.expect(204);
    let migration = seen(&client, &id).await;
    assert_eq!(
        (&migration["resources"][0]["deleted"], &migration["resources"][0]["resource"]),
        (&json!(true), &Value::Null)
    );
}

#[tokio::test]
async fn several_endpoints_filled_at_once_are_all_kept() {
    let (_server, client) = portal().await;
    let id = begun(&client).await;
    fill(&client, &id, json!({ "k2_host": "k2.contoso.example.com", "mailbox": "k2@contoso.example.com" })).await;
    fill(&client, &id, json!({ "client_id": CLIENT, "directory_id": DIRECTORY })).await;
    let request = json!({ "action": "resource:exchange" });
    let done = client.post(&routes::migration_actions(TENANT, PLACE, &id), &request).await.expect(200).json();
    let resource = done["resource"].as_str().unwrap();
    let (authorization, token) = ("https://login.example.com/authorize", "https://login.example.com/token");
    fill(&client, &id, json!({ "authorization_endpoint": authorization, "token_endpoint": token })).await;
    let made = client.get(&routes::resource(TENANT, resource)).await.expect(200).json();
    let endpoints = &made["endpoints"];
    assert_eq!((&endpoints["authorization"], &endpoints["token"]), (&json!(authorization), &json!(token)));
}

#[tokio::test]
async fn whoever_says_where_a_token_goes_needs_the_permission_for_tokens() {
    let (_server, client) = portal().await;
    let id = begun(&client).await;
    let mailbox = json!({ "k2_host": "k2.contoso.example.com", "mailbox": "k2@contoso.example.com" });
    fill(&client, &id, mailbox).await;
    fill(&client, &id, json!({ "client_id": CLIENT, "directory_id": DIRECTORY })).await;
    let request = json!({ "action": "resource:exchange" });
    let _ = client.post(&routes::migration_actions(TENANT, PLACE, &id), &request).await.expect(200);
    let path = routes::migration_checks(TENANT, PLACE, &id);
    let shadow = json!({ "steps": ["shadow"] });
    let without = client.key(Some(TENANT), &[Scope::MigrationsWrite]).await;
    without.post(&path, &shadow).await.problem(ProblemCode::Forbidden);
    let with = client.key(Some(TENANT), &[Scope::MigrationsWrite, Scope::TokensIssue]).await;
    let ran = with.post(&path, &shadow).await.expect(200).json();
    let ran: Vec<&str> = ran["items"].as_array().unwrap().iter().map(|run| run["check"].as_str().unwrap()).collect();
    assert_eq!(ran, ["token", "ews_get_folder"]);
}

#[tokio::test]
async fn a_resource_is_proposed_by_type_and_name_and_never_just_taken() {
    let (_server, client) = portal().await;
    let body = json!({ "name": "Exchange Online", "type": "microsoft-online" });
    let there = client.post(&routes::resources(TENANT), &body).await.expect(201).json();
    let other = json!({ "name": "Other", "type": "exchange-online-imap" });
    let other = client.post(&routes::resources(TENANT), &other).await.expect(201).json();
    let id = begun(&client).await;
    let migration = seen(&client, &id).await;
    assert_eq!(migration["resources"][0]["proposed"], there["id"]);
    assert_eq!(migration["resources"][0]["resource"], Value::Null);
    let path = routes::migration(TENANT, PLACE, &id);
    let wrong = client.patch(&path, &json!({ "resources": { "exchange": other["id"] } })).await.faults();
    assert_eq!(wrong, [("/resources/exchange".to_owned(), "choice".to_owned())]);
    let link = json!({ "resources": { "exchange": there["id"] }, "version": 1 });
    let linked = client.patch(&path, &link).await.expect(200).json();
    assert_eq!(linked["resources"][0]["resource"], there["id"]);
    assert_eq!(linked["version"], 2);
    let _ = client.patch(&path, &link).await.problem(ProblemCode::PreconditionFailed);
    let freed = client.patch(&path, &json!({ "resources": { "exchange": null } })).await.expect(200).json();
    assert_eq!(freed["resources"][0]["resource"], Value::Null);
}

#[tokio::test]
async fn steps_wait_say_what_they_lack_and_tell_whoever_comes_second() {
    let (server, client) = portal().await;
    let id = begun(&client).await;
    let path = |step: &str| routes::migration_step(TENANT, PLACE, &id, step);
    let done = json!({ "state": "done" });
    let refused = client.patch(&path("fix-pack"), &done).await.problem(ProblemCode::MigrationStepWaiting);
    assert!(!refused.detail.contains("prepare:"), "{}", refused.detail);
    let _ = client.patch(&path("prepare"), &done).await.remedy(ProblemCode::MigrationInputsMissing);
    let faults = client.patch(&path("prepare"), &json!({ "state": "skipped" })).await.faults();
    assert_eq!(faults, [("/reason".to_owned(), "required".to_owned())]);
    fill(&client, &id, json!({ "k2_host": "k2", "mailbox": "k2@contoso.example.com", "k2_version": "5.7" })).await;
    let step = client.patch(&path("prepare"), &json!({ "state": "done", "version": 0 })).await.expect(200).json();
    assert_eq!((&step["state"], &step["version"]), (&json!("done"), &json!(1)));
    // Two people with the same version: the second is shown what the first made of it.
    let editor = server.member(&client, TENANT, Role::Editor).await;
    let note = |text: &str| json!({ "note": text, "version": 0 });
    let (at, mine, yours) = (path("fix-pack"), note("mine"), note("yours"));
    let (first, second) = tokio::join!(client.patch(&at, &mine), editor.patch(&at, &yours));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let (won, lost) = if first.status == 200 { (first, second) } else { (second, first) };
    let current = lost.problem(ProblemCode::MigrationConflict).step.expect("the step as it is");
    assert_eq!(current.note.as_deref(), won.json()["note"].as_str());
    // Different steps never collide.
    let skipped = json!({ "state": "skipped", "reason": "Done last year <b>", "version": 1 });
    let _ = editor.patch(&path("fix-pack"), &skipped).await.expect(200);
    let viewer = server.member(&client, TENANT, Role::Viewer).await;
    let _ = viewer.patch(&path("fix-pack"), &done).await.problem(ProblemCode::Forbidden);
    let _ = client.patch(&path("secret"), &done).await.problem(ProblemCode::MigrationStepWaiting);
    let given_up = json!({ "state": "abandoned" });
    let _ = client.patch(&routes::migration(TENANT, PLACE, &id), &given_up).await.expect(200);
    let _ = client.patch(&path("fix-pack"), &done).await.remedy(ProblemCode::MigrationAbandoned);
}

#[tokio::test]
async fn what_happened_can_be_taken_back_newest_first() {
    let (_server, client) = portal().await;
    let id = begun(&client).await;
    let values = routes::migration_values(TENANT, PLACE, &id);
    for host in ["one", "two"] {
        let request = json!({ "values": { "k2_host": host, "k2_version": "5.7" }, "step": "prepare" });
        let _ = client.put(&values, &request).await.expect(200);
    }
    let events = || async { client.list(&routes::migration_events(TENANT, PLACE, &id)).await };
    let all = events().await;
    let undoable: Vec<bool> = all.iter().map(|event| event["undoable"].as_bool().unwrap()).collect();
    assert_eq!(undoable, [true, false, false], "the newest of the step only");
    let undo = |event: &Value| routes::migration_event_undo(TENANT, PLACE, &id, event["id"].as_str().unwrap());
    let _ = client.post(&undo(&all[1]), &json!({})).await.remedy(ProblemCode::MigrationNotUndoable);
    let back = client.post(&undo(&all[0]), &json!({})).await.expect(200).json();
    assert_eq!(one(&back, "values", "k2_host")["value"], "one");
    let _ = client.post(&undo(&all[0]), &json!({})).await.problem(ProblemCode::MigrationNotUndoable);
    let back = client.post(&undo(&all[1]), &json!({})).await.expect(200).json();
    assert_eq!(one(&back, "values", "k2_host")["value"], Value::Null);
    let _ = client.get(&routes::variable(TENANT, PLACE, "K2 Version")).await.problem(ProblemCode::NotFound);
    assert_eq!(events().await.len(), 5);
}

#[tokio::test]
async fn several_people_fill_different_values_at_once_without_losing_any() {
    let (_server, client) = portal().await;
    let id = begun(&client).await;
    let path = routes::migration_values(TENANT, PLACE, &id);
    let values = ["k2_host", "service_account", "app_name", "destination_name", "login_host", "exchange_host"];
    let writes = values.iter().map(|value| {
        let body = json!({ "values": { *value: format!("{value}-x") } });
        let (client, path) = (client.clone(), path.clone());
        tokio::spawn(async move { client.put(&path, &body).await.status })
    });
    for write in writes.collect::<Vec<_>>() {
        assert_eq!(write.await.unwrap(), 200);
    }
    let migration = seen(&client, &id).await;
    for value in values {
        assert_eq!(one(&migration, "values", value)["value"], format!("{value}-x"));
    }
}
