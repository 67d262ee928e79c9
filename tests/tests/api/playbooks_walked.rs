//! Every playbook that comes with the program, with each of its choices, from an empty tenant to a completed migration:
//! what its steps ask can be filled, what they do can be done, and no text shows a brace.

use serde_json::{Value, json};
use shared::routes;
use tests::harness::{Client, Server};

const PLACE: &str = "production";
const PLAYBOOKS: [&str; 7] = [
    "k2-blackpearl-oauth",
    "k2-five-oauth",
    "k2-graph",
    "mail-oauth",
    "smtp-auth-basic",
    "wicbox-application",
    "wicbox-delegated",
];

/// A migration that is walked through.
struct Walk<'c> {
    client: &'c Client,
    tenant: String,
    id: String,
    called: String,
}

impl Walk<'_> {
    async fn seen(&self) -> Value {
        self.client.get(&routes::migration(&self.tenant, PLACE, &self.id)).await.expect(200).json()
    }

    /// Fills what is writable and empty; twice, for some of it appears with the rest.
    async fn fill(&self) {
        for _ in 0..2 {
            let migration = self.seen().await;
            let empty = |value: &&Value| value["writable"] == true && value["value"].is_null();
            let open = items(&migration, "values").iter().filter(empty);
            let given: serde_json::Map<String, Value> =
                open.map(|value| (word(&value["id"]).to_owned(), sample(value))).collect();
            if !given.is_empty() {
                let path = routes::migration_values(&self.tenant, PLACE, &self.id);
                let _ = self.client.put(&path, &json!({ "values": given })).await.expect(200);
            }
        }
    }

    /// Does what the portal can do by itself, with nobody at a provider.
    async fn act(&self) {
        let migration = self.seen().await;
        for step in items(&migration, "steps") {
            for action in items(step, "actions") {
                let name = word(&action["action"]);
                if name.starts_with("resource:") || name == "settings" {
                    let path = routes::migration_actions(&self.tenant, PLACE, &self.id);
                    let _ = self.client.post(&path, &json!({ "action": name })).await.expect(200);
                }
            }
        }
        if !migration["cutover"].is_null() {
            let path = routes::migration_cutover(&self.tenant, PLACE, &self.id);
            let _ = self.client.post(&path, &json!({ "to": "new" })).await.expect(200);
        }
        for step in items(&self.seen().await, "steps") {
            for action in items(step, "actions") {
                let name = word(&action["action"]);
                assert_eq!(action["missing"], json!([]), "{}: {name} lacks something", self.called);
                let own = name.starts_with("resource:") || matches!(name, "settings" | "cutover");
                assert!(!own || action["done"] == true, "{}: {name} is not done", self.called);
            }
        }
    }

    /// Says of every step that it is done where a person may say so; checks have nothing to look at here.
    async fn end(&self) {
        let migration = self.seen().await;
        // A resource that another playbook makes is pointed to, not made.
        let elsewhere: Vec<&Value> =
            items(&migration, "resources").iter().filter(|r| r["resource"].is_null()).map(|r| &r["role"]).collect();
        for step in items(&migration, "steps") {
            let id = word(&step["id"]);
            for check in items(step, "checks") {
                let lacks = items(check, "missing").iter().find(|name| !elsewhere.contains(name));
                assert_eq!(lacks, None, "{}: a check of {id}", self.called);
            }
            let skipped = json!({ "state": "skipped", "reason": "nothing to look at" });
            let change = if step["by_hand"] == true { json!({ "state": "done" }) } else { skipped };
            let path = routes::migration_step(&self.tenant, PLACE, &self.id, id);
            let _ = self.client.patch(&path, &change).await.expect(200);
        }
        let ended = self.seen().await;
        assert_eq!(ended["state"], "completed", "{}", self.called);
        for step in items(&ended, "steps") {
            for part in ["title", "why", "body", "caution", "today"] {
                for language in ["en", "nl"] {
                    let text = step[part][language].as_str().unwrap_or_default();
                    let place = format!("{} {} {part} {language}: {text}", self.called, step["id"]);
                    assert!(!text.contains('{') && (!text.is_empty() || step[part].is_null()), "{place}");
                }
            }
        }
    }
}

fn items<'a>(value: &'a Value, list: &str) -> &'a Vec<Value> {
    value[list].as_array().unwrap_or_else(|| panic!("{list} of {value}"))
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn sample(value: &Value) -> Value {
    let id = word(&value["id"]);
    json!(match word(&value["kind"]) {
        "guid" => "22222222-3333-4444-8555-666666666666".to_owned(),
        "email" => format!("{}@contoso.example.com", id.replace('_', "-")),
        "url" => format!("https://{}.contoso.example.com/", id.replace('_', "-")),
        "integer" => "587".to_owned(),
        "enum" => word(&value["choices"][0]).to_owned(),
        "secret" => "W8~x.Kq3vT-example-only".to_owned(),
        _ if id == "registered_redirect_uri" => "https://k2.contoso.example.com/identity/token/oauth/2".to_owned(),
        _ if id == "thumbprint" => "0123456789ABCDEF0123456789ABCDEF01234567".to_owned(),
        _ if id.ends_with("host") => "k2.contoso.example.com".to_owned(),
        _ => "Contoso".to_owned(),
    })
}

async fn begin<'c>(client: &'c Client, tenant: &str, request: &Value) -> Walk<'c> {
    client.tenant(tenant).await;
    let begun = client.post(&routes::migrations(tenant, PLACE), request).await.expect(201).json();
    Walk { client, tenant: tenant.to_owned(), id: word(&begun["id"]).to_owned(), called: request.to_string() }
}

/// What can be chosen in a playbook: option and choice.
async fn choices(client: &Client, playbook: &str) -> Vec<(String, String)> {
    let walk = begin(client, playbook, &json!({ "playbook": playbook })).await;
    let migration = walk.seen().await;
    let of = |option: &Value| {
        let id = word(&option["id"]).to_owned();
        let choices = items(option, "choices").iter().map(move |choice| (id.clone(), word(choice).to_owned()));
        choices.collect::<Vec<_>>()
    };
    items(&migration, "choices").iter().flat_map(of).collect()
}

#[tokio::test]
async fn every_playbook_leads_from_an_empty_tenant_to_its_end_with_each_of_its_choices() {
    let server = Server::start().await;
    let client = server.administrator().await;
    let mut walked = 0;
    for playbook in PLAYBOOKS {
        for (option, choice) in choices(&client, playbook).await {
            walked += 1;
            let request = json!({ "playbook": playbook, "options": { &option: &choice } });
            let walk = begin(&client, &format!("t{walked}"), &request).await;
            walk.fill().await;
            walk.act().await;
            walk.end().await;
        }
    }
    assert!(walked >= 35, "{walked}");
}
