//! What only an uploaded playbook asks for so far: a key pair made at a step, and a switch of nothing but variables.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use shared::{permission::Scope, problem::ProblemCode, routes};
use tests::{
    harness::{Client, Server},
    identity_server::{CLIENT_ID, IdentityServer},
};

const TENANT: &str = "contoso";
const PLACE: &str = "production";

const PLAYBOOK: &str = r#"
format = 1
id = "desk-certificate"
version = 1
product = "desk"
values = [
  { id = "client_id", at = "resource.mail.parameter.client_id" },
  { id = "token_endpoint", kind = "url", at = "resource.mail.endpoint.token" },
  { id = "thumbprint", at = "credential.mail.thumbprint" },
  { id = "certificate", at = "credential.mail.certificate" },
  { id = "url", kind = "url", default = "https://desk.contoso.example.com/" },
]

[[resources]]
id = "mail"
type = "oauth2"
grant = "client_credentials"
client_auth = "private_key_jwt"
name = "Desk"

[[variables]]
name = "DESK_CERTIFICATE"
value = "{thumbprint}"

[[variables]]
name = "DESK_METHOD"
value = "OAuth2"
at_cutover = true

[[variables]]
name = "DESK_URL"
kind = "url"
value = "{url}"
at_cutover = true

[[variables]]
name = "DESK_PASSWORD"
value = ""
at_cutover = true

[[steps]]
id = "register"
owner = "directory_administrator"
inputs = ["client_id", "token_endpoint"]
actions = ["resource:mail"]

[[steps]]
id = "key"
owner = "directory_administrator"
after = ["register"]
copy = ["thumbprint", "certificate"]
actions = ["certificate:mail"]
checks = [{ check = "credential", resource = "mail" }]

[[steps]]
id = "token"
owner = "customer"
after = ["key"]
actions = ["acquire:mail"]
checks = [{ check = "token", resource = "mail" }]

[[steps]]
id = "switch"
owner = "product_server"
after = ["token"]
inputs = ["url"]
actions = ["settings", "cutover"]
by_hand = true
"#;

const WORDS: &str = r#"
name = "Desk with a certificate"
summary = "Desk signs in with a key."
affected = "Desk."
why = "Passwords end."

[value.client_id]
label = "Application (client) ID"

[value.token_endpoint]
label = "Token endpoint"

[value.thumbprint]
label = "Thumbprint"

[value.certificate]
label = "Certificate"

[value.url]
label = "Address"

[step.register]
title = "Register"
why = "The directory must know Desk."
do = "Register it."

[step.key]
title = "Make a key"
why = "Desk proves itself with it."
do = "Upload the certificate with the thumbprint `{thumbprint}`."

[step.token]
title = "Obtain a token"
why = "It shows that the key is known."
do = "Press the button."

[step.switch]
title = "Switch over"
why = "From here on Desk uses the token."
do = "Restart Desk."
"#;

struct Scene {
    provider: IdentityServer,
    client: Client,
    id: String,
    _server: Server,
}

impl Scene {
    /// A migration of that playbook, with the resource made.
    async fn set() -> Self {
        let (server, provider) = (Server::start().await, IdentityServer::start().await);
        let client = server.administrator().await;
        client.tenant(TENANT).await;
        let files = json!({ "playbook": PLAYBOOK, "en": WORDS, "nl": WORDS });
        let uploaded = client.post(routes::PLAYBOOKS, &files).await;
        assert_eq!(uploaded.status, 201, "{}", uploaded.text());
        let request = json!({ "playbook": "desk-certificate" });
        let begun = client.post(&routes::migrations(TENANT, PLACE), &request).await.expect(201).json();
        let scene = Self { provider, client, id: word(&begun["id"]).to_owned(), _server: server };
        let token = format!("{}/token", scene.provider.issuer());
        let values = json!({ "values": { "client_id": CLIENT_ID, "token_endpoint": token } });
        let _ = scene.client.put(&routes::migration_values(TENANT, PLACE, &scene.id), &values).await.expect(200);
        scene
    }

    async fn try_to(&self, action: &str) -> tests::harness::Answer {
        let path = routes::migration_actions(TENANT, PLACE, &self.id);
        self.client.post(&path, &json!({ "action": action })).await
    }

    async fn act(&self, action: &str) -> Value {
        self.try_to(action).await.expect(200).json()
    }

    async fn seen(&self) -> Value {
        self.client.get(&routes::migration(TENANT, PLACE, &self.id)).await.expect(200).json()
    }

    async fn value(&self, id: &str) -> Value {
        let seen = self.seen().await;
        let all = seen["values"].as_array().expect("values");
        all.iter().find(|value| value["id"] == id).expect("it is there")["value"].clone()
    }

    async fn check(&self, step: &str) -> String {
        let path = routes::migration_checks(TENANT, PLACE, &self.id);
        let _ = self.client.post(&path, &json!({ "steps": [step] })).await.expect(200);
        let seen = self.seen().await;
        let steps = seen["steps"].as_array().expect("steps");
        word(&steps.iter().find(|one| one["id"] == step).expect("it is there")["state"]).to_owned()
    }

    async fn switch(&self, to: &str) -> tests::harness::Answer {
        self.client.post(&routes::migration_cutover(TENANT, PLACE, &self.id), &json!({ "to": to })).await
    }

    /// Every variable as it is, secrets in clear, and the file that the product reads.
    async fn production(&self) -> (Vec<Value>, String) {
        let robot = self.client.key(Some(TENANT), &[Scope::SettingsReveal]).await;
        let mut all = Vec::new();
        for variable in self.client.list(&routes::variables(TENANT, PLACE)).await {
            let path = routes::variable_reveal(TENANT, PLACE, word(&variable["name"]));
            let revealed = robot.post(&path, &json!({})).await;
            let plain =
                if revealed.status == 200 { revealed.json()["value"].clone() } else { variable["value"].clone() };
            let of = |name: &str| variable[name].clone();
            all.push(json!([of("name"), of("kind"), plain, of("description"), of("secret"), of("required")]));
        }
        let rendered = format!("{}?format=env", routes::settings_rendered(TENANT, PLACE));
        (all, robot.get(&rendered).await.expect(200).text())
    }
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[tokio::test]
async fn a_step_makes_a_key_pair_and_its_public_part_is_what_the_provider_gets() {
    let scene = Scene::set().await;
    // Not before there is a resource to keep it.
    let refused = scene.try_to("certificate:mail").await;
    refused.remedy(ProblemCode::MigrationInputsMissing);
    let resource = scene.act("resource:mail").await["resource"].as_str().expect("a resource").to_owned();
    assert_eq!((scene.value("thumbprint").await, scene.value("certificate").await), (Value::Null, Value::Null));
    let credentials = routes::credentials(TENANT, &resource);
    let would = json!({ "action": "certificate:mail", "dry_run": true });
    let path = routes::migration_actions(TENANT, PLACE, &scene.id);
    let _ = scene.client.post(&path, &would).await.expect(200);
    assert!(scene.client.list(&credentials).await.is_empty(), "tried, not made");

    let done = scene.act("certificate:mail").await;
    let made = scene.client.list(&credentials).await;
    assert_eq!((made.len(), &made[0]["kind"]), (1, &json!("certificate")));
    let thumbprint = word(&made[0]["thumbprint_sha1"]).to_owned();
    assert_eq!(done["parameters"], json!([thumbprint]));
    // The value is the certificate's, and the instructions hold it.
    assert_eq!(scene.value("thumbprint").await, json!(thumbprint.to_ascii_uppercase()));
    let seen = scene.seen().await;
    let key = seen["steps"].as_array().expect("steps").iter().find(|step| step["id"] == "key").expect("the step");
    assert!(word(&key["body"]["en"]).contains(&thumbprint.to_ascii_uppercase()), "{key}");
    // The public part, as a file and as a value: the same certificate, and no private key anywhere.
    let file = routes::credential_certificate(TENANT, &resource, word(&made[0]["id"]));
    let der = scene.client.get(&file).await.expect(200);
    assert_eq!(der.header("content-type"), "application/pkix-cert");
    let pem = word(&scene.value("certificate").await).to_owned();
    let inner: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    assert_eq!(STANDARD.decode(inner).expect("base64"), der.body);
    let shown = scene.seen().await.to_string() + &scene.client.get(&credentials).await.text();
    assert!(!shown.contains("PRIVATE KEY"), "the key stays here");

    // Green only when the provider knows it.
    let _ = scene.check("register").await;
    let registered = json!({ "state": "done" });
    let step = routes::migration_step(TENANT, PLACE, &scene.id, "register");
    let _ = scene.client.patch(&step, &registered).await;
    assert_eq!(scene.check("key").await, "done");
    scene.try_to("acquire:mail").await.problem(ProblemCode::InvalidClient);
    scene.provider.register_certificate(der.body);
    scene.act("acquire:mail").await;
    assert_eq!(scene.check("token").await, "done");

    // Another one takes its place, and the value follows.
    scene.act("certificate:mail").await;
    let made = scene.client.list(&credentials).await;
    assert_eq!(made.len(), 2, "the old one stays beside it");
    assert_ne!(scene.value("thumbprint").await, json!(thumbprint.to_ascii_uppercase()));
    let events = scene.client.list(&routes::migration_events(TENANT, PLACE, &scene.id)).await;
    let keys = events.iter().filter(|event| event["detail"]["action"] == "certificate:mail").count();
    assert_eq!(keys, 2, "{events:?}");
}

#[tokio::test]
async fn a_switch_of_variables_alone_is_one_change_there_and_one_back_byte_for_byte() {
    let scene = Scene::set().await;
    for (name, body) in [
        ("DESK_METHOD", json!({ "value": "  Basic; with = odd \"bytes\" ", "description": "WICMan\nby hand" })),
        ("DESK_PASSWORD", json!({ "value": "p'ass word$7781", "kind": "secret" })),
        ("UNTOUCHED", json!({ "value": "${variable:DESK_METHOD}!" })),
    ] {
        let _ = scene.client.put(&routes::variable(TENANT, PLACE, name), &body).await.expect(201);
    }
    scene.act("resource:mail").await;
    scene.act("certificate:mail").await;
    let before = scene.production().await;
    assert!(before.1.contains("p'ass word"), "{}", before.1);

    // What does not wait for the switch is written before it, and is not part of the way back.
    scene.act("settings").await;
    let ready = scene.production().await;
    assert_eq!(ready.0.len(), before.0.len() + 1);
    let changes = scene.client.list(&routes::setting_changes(TENANT, PLACE)).await.len();

    let path = routes::migration_cutover(TENANT, PLACE, &scene.id);
    let would = scene.client.post(&path, &json!({ "to": "new", "dry_run": true })).await.expect(200);
    assert!(!would.text().contains("ass word"), "secrets are masked");
    assert_eq!(scene.production().await, ready, "a trial writes nothing");
    let switched = scene.switch("new").await.expect(200).json();
    assert_eq!(switched["cutover"]["side"], "new");
    let (now, file) = scene.production().await;
    let value = |name: &str| now.iter().find(|one| one[0] == name).map(|one| one[2].clone());
    assert_eq!(value("DESK_METHOD"), Some(json!("OAuth2")));
    assert_eq!(value("DESK_URL"), Some(json!("https://desk.contoso.example.com/")));
    assert!(value("DESK_PASSWORD").is_none_or(|value| value == ""), "{now:?}");
    assert!(!file.contains("ass word") && file.contains("OAuth2!"), "{file}");

    let back = scene.switch("old").await.expect(200).json();
    assert_eq!(back["cutover"]["side"], "old");
    assert_eq!(scene.production().await, ready, "byte for byte");
    let after = scene.client.list(&routes::setting_changes(TENANT, PLACE)).await.len();
    assert_eq!(after, changes + 2, "each switch is one change");

    // There again; somebody changes one of them, and the way back says so first.
    let _ = scene.switch("new").await.expect(200);
    let method = routes::variable(TENANT, PLACE, "DESK_METHOD");
    let _ = scene.client.put(&method, &json!({ "value": "Modern" })).await.expect(200);
    let refused = scene.switch("old").await.problem(ProblemCode::MigrationCutoverChanged);
    assert!(refused.detail.contains("DESK_METHOD"), "{}", refused.detail);
    let _ = scene.client.post(&path, &json!({ "to": "old", "force": true })).await.expect(200);
    assert_eq!(scene.production().await, ready);
}
