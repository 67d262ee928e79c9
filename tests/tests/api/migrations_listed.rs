//! The list of migrations, which reads all of a page at once, says of each what its own page says.

use serde_json::{Value, json};
use shared::{problem::ProblemCode, routes};
use tests::{
    harness::{Client, Server},
    identity_server::IdentityServer,
};

use super::migrations_switch::{fill, in_the_shadow, switch};

const TENANT: &str = "contoso";
const PLACE: &str = "production";
const EWS: &str = "k2-five-oauth";

async fn begun(client: &Client, playbook: &str) -> String {
    let made = client.post(&routes::migrations(TENANT, PLACE), &json!({ "playbook": playbook })).await.expect(201);
    made.json()["id"].as_str().unwrap().to_owned()
}

async fn page(client: &Client, id: &str) -> Value {
    client.get(&routes::migration(TENANT, PLACE, id)).await.expect(200).json()
}

async fn step(client: &Client, id: &str, step: &str, change: Value) {
    let _ = client.patch(&routes::migration_step(TENANT, PLACE, id, step), &change).await.expect(200);
}

async fn check(client: &Client, id: &str, step: &str) {
    let path = routes::migration_checks(TENANT, PLACE, id);
    let _ = client.post(&path, &json!({ "steps": [step] })).await.expect(200);
}

async fn abandoned(client: &Client, playbook: &str) -> String {
    let id = begun(client, playbook).await;
    let _ = client.patch(&routes::migration(TENANT, PLACE, &id), &json!({ "state": "abandoned" })).await.expect(200);
    id
}

/// With a resource of its own, a proposal that was accepted as it stood and has another host since, and a step done.
async fn half_done(client: &Client, resource: &str) -> String {
    let id = begun(client, EWS).await;
    let mailbox = json!({ "k2_host": "wrong.contoso.example.com", "mailbox": "k2@contoso.example.com",
        "k2_version": "5.7", "directory_id": "11111111-2222-4333-8444-555555555555",
        "resource_name": resource });
    fill(client, &id, mailbox).await;
    let accepted = json!({ "k2_redirect_uri": "https://wrong.contoso.example.com/identity/token/oauth/2" });
    fill(client, &id, accepted).await;
    let actions = routes::migration_actions(TENANT, PLACE, &id);
    let _ = client.post(&actions, &json!({ "action": "resource:exchange" })).await.expect(200);
    fill(client, &id, json!({ "k2_host": "k2.contoso.example.com" })).await;
    step(client, &id, "prepare", json!({ "state": "done" })).await;
    id
}

async fn completed(client: &Client) -> String {
    let id = begun(client, "k2-graph").await;
    for own in page(client, &id).await["steps"].as_array().unwrap() {
        step(client, &id, own["id"].as_str().unwrap(), json!({ "state": "skipped", "reason": "elsewhere" })).await;
    }
    id
}

#[tokio::test]
async fn a_list_of_migrations_says_of_each_what_its_page_says() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let client = server.administrator().await;
    client.tenant(TENANT).await;
    let untouched = begun(&client, EWS).await;
    let half = half_done(&client, "Half").await;
    let failing = half_done(&client, "Failing").await;
    // The same question in two of them, answered twice in one, and one that fails.
    for id in [&half, &failing, &failing] {
        check(&client, id, "from-address").await;
    }
    check(&client, &failing, "secret").await;
    // Forgotten by its environment, not by the migrations in which it was asked.
    let known = client.list(&routes::checks(TENANT, PLACE)).await;
    let failed = known.iter().find(|check| check["step"] == "secret").unwrap_or_else(|| panic!("{known:?}"));
    let forgotten = routes::check_run(TENANT, PLACE, failed["id"].as_str().unwrap());
    let _ = client.delete(&forgotten).await.expect(204);
    let (over, _) = in_the_shadow(&client, &provider, EWS, "exchange").await;
    let _ = switch(&client, &over, "new").await.expect(200);
    let completed = completed(&client).await;
    let given_up = abandoned(&client, "wicbox-delegated").await;
    let (gone, broken) = (begun(&client, "mail-oauth").await, begun(&client, "smtp-auth-basic").await);
    // What another environment has is not among them.
    let _ = client.post(&routes::environments(TENANT), &json!({ "slug": "test", "name": "Test" })).await.expect(201);
    let _ = client.post(&routes::migrations(TENANT, "test"), &json!({ "playbook": EWS })).await.expect(201);
    // One playbook is not there any more; one was taken by a program that read it differently.
    for statement in [
        "UPDATE migration_runs SET playbook = 'gone' WHERE playbook = 'mail-oauth'",
        "UPDATE migration_runs SET playbook = 'broken' WHERE playbook = 'smtp-auth-basic'",
        "INSERT INTO playbooks (id, version, playbook, en, nl, uploaded_at, uploaded_by)
         VALUES ('broken', 1, '[', '', '', 0, 'Ann')",
    ] {
        assert_eq!(server.installation().database().change(statement).await, 1);
    }

    let list = client.list(&routes::migrations(TENANT, PLACE)).await;
    let ids: Vec<&str> = list.iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(ids, [&*broken, &gone, &given_up, &completed, &over, &failing, &half, &untouched]);
    let states: Vec<&str> = list.iter().map(|item| item["state"].as_str().unwrap()).collect();
    assert_eq!(states[1..5], ["running", "abandoned", "completed", "running"]);
    let counted = |what: &str| list.iter().map(|item| item[what].as_u64().unwrap()).collect::<Vec<_>>();
    let (done, failing) = (counted("done"), counted("failing"));
    assert!(failing[5] > failing[6] && failing[7] == 0, "{failing:?}");
    assert!(done[6] > done[7] && done[7] == 0, "{done:?}");
    for item in &list[2..] {
        let page = page(&client, item["id"].as_str().unwrap()).await;
        for (name, value) in item.as_object().unwrap() {
            assert_eq!(&page[name], value, "{name} of {}", item["name"]);
        }
    }
    assert_eq!(
        (&list[1]["name"]["en"], &list[1]["total"], &list[1]["current"]),
        (&json!("gone"), &json!(0), &json!(null))
    );
    let _ = client.get(&routes::migration(TENANT, PLACE, &gone)).await.problem(ProblemCode::MigrationPlaybookGone);
    // One at a time is the same as all at once.
    let mut one_by_one = Vec::new();
    let mut path = format!("{}?limit=1", routes::migrations(TENANT, PLACE));
    loop {
        let page = client.get(&path).await.expect(200).json();
        one_by_one.extend(page["items"].as_array().unwrap().clone());
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("{}?limit=1&cursor={cursor}", routes::migrations(TENANT, PLACE));
    }
    assert_eq!(one_by_one, list);
}

/// How often the database is asked for the list, by the log: the least of some times, for what runs by itself asks as well.
async fn questions(server: &Server, client: &Client) -> usize {
    let mut least = asked(server, client).await;
    for _ in 0..4 {
        least = least.min(asked(server, client).await);
    }
    least
}

async fn asked(server: &Server, client: &Client) -> usize {
    let before = client.get(routes::SESSION).await.header("x-request-id").to_owned();
    let _ = client.get(&routes::migrations(TENANT, PLACE)).await.expect(200);
    let after = client.get(routes::SESSION).await.header("x-request-id").to_owned();
    let _ = server.stderr().line(|line| line.contains(&after)).await.expect("the request is logged");
    let log = server.stderr().text();
    let (_, since) = log.rsplit_once(&before).expect("the request is logged");
    since.lines().filter(|line| line.contains("sqlx::query")).count()
}

#[tokio::test]
async fn a_list_of_many_migrations_costs_no_more_questions_than_one() {
    let server = Server::start().await;
    let client = server.administrator().await;
    client.tenant(TENANT).await;
    half_done(&client, "First").await;
    let one = questions(&server, &client).await;
    for more in ["Second", "Third", "Fourth"] {
        half_done(&client, more).await;
    }
    let many = questions(&server, &client).await;
    assert!(one > 3 && many == one, "{many} questions instead of {one}");
}
