//! What nobody typed follows what it is made of; what somebody typed stays.

use serde_json::{Value, json};
use shared::routes;
use tests::harness::{Client, Server};

const TENANT: &str = "contoso";
const PLACE: &str = "production";
const DIRECTORY: &str = "11111111-2222-4333-8444-555555555555";
const OTHER: &str = "99999999-2222-4333-8444-555555555555";

struct Scene {
    _server: Server,
    client: Client,
    id: String,
}

impl Scene {
    async fn begin() -> Self {
        let server = Server::start().await;
        let client = server.administrator().await;
        client.tenant(TENANT).await;
        let request = json!({ "playbook": "k2-five-oauth" });
        let made = client.post(&routes::migrations(TENANT, PLACE), &request).await.expect(201).json();
        Self { id: made["id"].as_str().unwrap().to_owned(), client, _server: server }
    }

    async fn fill(&self, values: Value) -> Value {
        let path = routes::migration_values(TENANT, PLACE, &self.id);
        self.client.put(&path, &json!({ "values": values })).await.expect(200).json()
    }

    async fn seen(&self) -> Value {
        self.client.get(&routes::migration(TENANT, PLACE, &self.id)).await.expect(200).json()
    }

    async fn resource(&self) -> Value {
        let path = routes::migration_actions(TENANT, PLACE, &self.id);
        let done = self.client.post(&path, &json!({ "action": "resource:exchange" })).await.expect(200).json();
        self.client.get(&routes::resource(TENANT, done["resource"].as_str().unwrap())).await.expect(200).json()
    }

    async fn again(&self, resource: &Value) -> Value {
        self.client.get(&routes::resource(TENANT, resource["id"].as_str().unwrap())).await.expect(200).json()
    }

    async fn patch(&self, step: &str, change: Value) -> Value {
        self.client.patch(&routes::migration_step(TENANT, PLACE, &self.id, step), &change).await.expect(200).json()
    }
}

fn one<'a>(migration: &'a Value, list: &str, id: &str) -> &'a Value {
    let items = migration[list].as_array().unwrap();
    items.iter().find(|item| item["id"] == id).unwrap_or_else(|| panic!("{id} is among {list}"))
}

fn redirect(host: &str) -> String {
    format!("https://{host}/identity/token/oauth/2")
}

#[tokio::test]
async fn a_corrected_host_reaches_the_redirect_address_in_the_instructions_and_in_the_resource() {
    let scene = Scene::begin().await;
    let start = json!({ "k2_host": "wrong.contoso.example.com", "mailbox": "k2@contoso.example.com",
        "directory_id": DIRECTORY, "k2_version": "5.7" });
    scene.fill(start).await;
    let made = scene.resource().await;
    assert_eq!(made["parameters"]["redirect_uri"]["token"], redirect("wrong.contoso.example.com"));
    // Whoever saves the page sends what was proposed along with what was typed.
    let old = redirect("wrong.contoso.example.com");
    let seen = scene.fill(json!({ "k2_host": "k2.contoso.example.com", "k2_redirect_uri": old })).await;
    let right = redirect("k2.contoso.example.com");
    assert_eq!(one(&seen, "values", "k2_redirect_uri")["value"], right);
    assert!(!seen.to_string().contains("wrong.contoso.example.com"), "no instruction says the old one");
    let made = scene.again(&made).await;
    assert_eq!(made["parameters"]["redirect_uri"]["token"], right);
    assert_eq!(made["parameters"]["redirect_uri"]["authorization"], right);
    assert_eq!(one(&seen, "steps", "resource")["actions"][0]["done"], true);

    // What somebody typed stays.
    let typed = "https://k2.contoso.example.com:8443/own";
    scene.fill(json!({ "k2_redirect_uri": typed })).await;
    let seen = scene.fill(json!({ "k2_host": "third.contoso.example.com" })).await;
    assert_eq!(one(&seen, "values", "k2_redirect_uri")["value"], typed);
    assert_eq!(scene.resource().await["parameters"]["redirect_uri"]["token"], typed);
}

#[tokio::test]
async fn a_proposal_that_was_saved_as_it_stood_follows_before_the_resource_is_there() {
    let scene = Scene::begin().await;
    let start = json!({ "k2_host": "wrong.contoso.example.com", "mailbox": "k2@contoso.example.com" });
    scene.fill(start).await;
    scene
        .fill(json!({ "k2_redirect_uri": redirect("wrong.contoso.example.com"), "audience": "https://api.example.com",
        "exchange_host": "mail.example.com", "ews_url": "https://outlook.office365.com/EWS/Exchange.asmx" }))
        .await;
    let seen = scene.fill(json!({ "k2_host": "k2.contoso.example.com", "directory_id": DIRECTORY })).await;
    assert_eq!(one(&seen, "values", "k2_redirect_uri")["value"], redirect("k2.contoso.example.com"));
    assert_eq!(one(&seen, "values", "audience")["value"], "https://api.example.com", "this one was typed");
    assert_eq!(one(&seen, "values", "ews_url")["value"], "https://mail.example.com/EWS/Exchange.asmx");
    let made = scene.resource().await;
    assert_eq!(made["parameters"]["redirect_uri"]["token"], redirect("k2.contoso.example.com"));
}

#[tokio::test]
async fn endpoints_follow_the_directory_and_the_action_says_that_it_is_to_be_done_again() {
    let scene = Scene::begin().await;
    let start = json!({ "k2_host": "k2.contoso.example.com", "mailbox": "k2@contoso.example.com",
        "directory_id": DIRECTORY });
    scene.fill(start).await;
    let made = scene.resource().await;
    assert!(made["endpoints"].to_string().contains(DIRECTORY));
    let seen = scene.fill(json!({ "directory_id": OTHER })).await;
    let action = &one(&seen, "steps", "resource")["actions"][0];
    assert_eq!((&action["done"], &action["changes"]), (&json!(false), &json!(["endpoints", "entity_id"])));
    assert!(one(&seen, "values", "token_endpoint")["value"].as_str().unwrap().contains(OTHER));
    let made = scene.resource().await;
    let endpoints = made["endpoints"].to_string();
    assert!(endpoints.contains(OTHER) && !endpoints.contains(DIRECTORY), "{endpoints}");
    assert_eq!(one(&scene.seen().await, "steps", "resource")["actions"][0]["done"], true);
}

#[tokio::test]
async fn names_of_servers_and_addresses_are_cleaned_and_what_is_none_is_refused() {
    let scene = Scene::begin().await;
    let seen = scene
        .fill(json!({ "k2_host": "https://k2.contoso.example.com/identity/",
            "ews_url": "https://outlook.office365.com/EWS/Exchange.asmx?wsdl=1" }))
        .await;
    assert_eq!(one(&seen, "values", "k2_host")["value"], "k2.contoso.example.com");
    assert_eq!(one(&seen, "values", "ews_url")["value"], "https://outlook.office365.com/EWS/Exchange.asmx");
    let wrong =
        json!({ "values": { "k2_host": "our K2 server", "ews_url": "https://https://outlook.office365.com/" } });
    let faults = scene.client.put(&routes::migration_values(TENANT, PLACE, &scene.id), &wrong).await.faults();
    let expected = [("/values/ews_url", "url"), ("/values/k2_host", "domain")];
    assert_eq!(faults, expected.map(|(at, code)| (at.to_owned(), code.to_owned())));
}

#[tokio::test]
async fn a_step_with_green_checks_closes_when_what_it_waits_for_is_done_and_planning_closes_by_hand() {
    let scene = Scene::begin().await;
    let skip = || json!({ "state": "skipped", "reason": "not here" });
    let checks = |step: &str| json!({ "steps": [step] });
    let path = routes::migration_checks(TENANT, PLACE, &scene.id);
    let ran = scene.client.post(&path, &checks("from-address")).await.expect(200).json();
    assert_eq!(ran["waiting"]["from-address"], json!(["prepare"]), "{ran}");
    let values = json!({ "k2_host": "k2.contoso.example.com", "mailbox": "k2@contoso.example.com",
        "k2_version": "5.7", "from_address": "k2@contoso.example.com" });
    scene.fill(values).await;
    let act = routes::migration_actions(TENANT, PLACE, &scene.id);
    let _ = scene.client.post(&act, &json!({ "action": "settings" })).await.expect(200);
    let ran = scene.client.post(&path, &checks("from-address")).await.expect(200).json();
    assert_eq!((&ran["items"][0]["state"], &ran["closed"]), (&json!("warning"), &json!([])));
    assert_eq!(one(&scene.seen().await, "steps", "from-address")["state"], "waiting");
    scene.patch("prepare", json!({ "state": "done" })).await;
    assert_eq!(one(&scene.seen().await, "steps", "from-address")["state"], "done", "its checks were green already");

    let steps: Vec<String> = scene.seen().await["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["id"].as_str().unwrap().to_owned())
        .filter(|id| id != "plan-graph")
        .collect();
    for step in steps {
        scene.patch(&step, skip()).await;
    }
    let ran = scene.client.post(&path, &checks("plan-graph")).await.expect(200).json();
    assert_eq!((ran["items"].as_array().unwrap().len(), &ran["closed"]), (1, &json!([])), "{ran}");
    assert_eq!(one(&scene.seen().await, "steps", "plan-graph")["state"], "open");
    assert_eq!(scene.patch("plan-graph", json!({ "state": "done" })).await["state"], "done");
}
