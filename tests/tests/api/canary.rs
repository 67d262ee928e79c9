//! One secret of every kind is planted, everything is used, and then everything that the program wrote, stored
//! or said is searched for it (ASVS 14.2.1, 16.2.5).

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::json;
use shared::{permission::Scope, problem::ProblemCode, routes};
use tests::{
    harness::{ADMINISTRATOR, Client, Identity, PASSWORD, Server},
    identity_server::{CLIENT_ID, CLIENT_SECRET, Endpoint, IdentityServer, misbehaviour},
};

/// What is said in one place on purpose and must not be anywhere else.
#[derive(Default)]
struct Said(BTreeMap<String, Vec<u8>>);

impl Said {
    fn add(&mut self, place: &str, bytes: impl Into<Vec<u8>>) {
        self.0.entry(place.to_owned()).or_default().extend(bytes.into());
    }

    fn holds(&self, place: &str, text: &str) -> bool {
        self.0[place].windows(text.len()).any(|part| part == text.as_bytes())
    }

    fn search(&self, secrets: &BTreeMap<String, String>) {
        let mut hits = Vec::new();
        for (place, bytes) in &self.0 {
            for (kind, secret) in secrets {
                if bytes.windows(secret.len()).any(|part| part == secret.as_bytes()) {
                    hits.push(format!("{kind} in {place}"));
                }
            }
        }
        assert!(hits.is_empty(), "{hits:#?}");
    }
}

/// Asks every GET of the API that `client` may ask, and keeps what it says.
async fn read_everything(client: &Client, ids: &BTreeMap<&str, String>, said: &mut Said) {
    let document = client.get(routes::OPENAPI).await.expect(200);
    for (path, operations) in document.json()["paths"].as_object().unwrap() {
        if operations.get("get").is_none() {
            continue;
        }
        let mut filled = path.clone();
        for (name, id) in ids {
            filled = filled.replace(&format!("{{{name}}}"), id);
        }
        let answer = client.get(&filled).await;
        said.add(&format!("GET {path}"), answer.body.clone());
        said.add(&format!("headers of GET {path}"), format!("{:?}", answer.headers));
    }
}

#[tokio::test]
async fn asvs_14_2_1_no_secret_of_any_kind_is_anywhere_in_clear() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let mut said = Said::default();
    let mut secrets: BTreeMap<String, String> = BTreeMap::new();
    secrets.insert("the password".into(), PASSWORD.into());
    secrets.insert("the client secret".into(), CLIENT_SECRET.into());
    let setup_token = server.setup_token().await;

    let administrator = server.administrator().await;
    let Identity::Session(cookie) = administrator.identity.clone() else { panic!("a session") };
    secrets.insert("the session cookie".into(), cookie.split_once('=').unwrap().1.to_owned());
    administrator.tenant("contoso").await;
    let resource = administrator.resource("contoso", &provider).await;
    let granted = administrator.authorize("contoso", &resource, Some("mail@contoso.example.com")).await;
    let (key_id, robot) = administrator.key_with_id(None, &[Scope::All]).await;
    let Identity::Key(key) = robot.identity.clone() else { panic!("a key") };
    secrets.insert("the API key".into(), key.rsplit_once('_').map_or(key.clone(), |(_, secret)| secret.to_owned()));

    let broker = routes::broker("contoso", resource.id.as_str());
    let body = json!({ "subject": "mail@contoso.example.com", "force": true });
    let _ = robot.post(&broker, &body).await.expect(200);

    everything_that_goes_wrong(&administrator, &robot, &provider, &broker, resource.id.as_str(), &mut said).await;

    let migration = migration_with_a_secret(&administrator, &mut secrets).await;

    let ids: BTreeMap<&str, String> = [
        ("tenant", "contoso".to_owned()),
        ("resource", resource.id.to_string()),
        ("token", granted.id.to_string()),
        ("environment", "production".to_owned()),
        ("key", key_id),
        ("migration", migration),
    ]
    .into();
    read_everything(&administrator, &ids, &mut said).await;
    for secret in provider.secrets().into_iter().filter(|secret| !secret.is_empty()) {
        let kind = secret.split('-').next().unwrap_or_default().to_owned();
        let kind =
            if ["code", "access", "refresh"].contains(&kind.as_str()) { kind } else { "state or verifier".into() };
        secrets.insert(format!("{kind} {secret}"), secret);
    }
    assert!(secrets.len() > 8, "the planting worked: {:?}", secrets.keys());

    said.add("the database while running", server.installation().database().contents().await);
    assert!(said.holds("the database while running", CLIENT_ID), "what is no secret is found, so the search can find");
    let (printed, logged) = (server.stdout().clone(), server.stderr().clone());
    let installation = server.stop().await;
    said.add("the database after the end", installation.database().contents().await);
    said.add("stderr", logged.text());
    secrets.insert("the set-up token".into(), setup_token);
    // The set-up link is printed on stdout on purpose, once; apart from that line it is searched as well.
    let rest: Vec<String> =
        printed.text().lines().filter(|line| !line.contains("/setup#")).map(str::to_owned).collect();
    said.add("stdout", rest.join("\n"));
    assert!(!logged.text().is_empty(), "there are logs to search");
    said.search(&secrets);
}

/// A migration that keeps a client secret, for a resource that is not there yet; everything about it can be read.
async fn migration_with_a_secret(client: &Client, secrets: &mut BTreeMap<String, String>) -> String {
    let secret = "canary-client-secret-of-a-migration-4471";
    secrets.insert("the secret that a migration keeps".into(), secret.into());
    let begin = json!({ "playbook": "k2-five-oauth" });
    let made = client.post(&routes::migrations("contoso", "production"), &begin).await.expect(201).json();
    let id = made["id"].as_str().unwrap().to_owned();
    let values = json!({ "values": { "client_secret": secret, "k2_host": "k2.contoso.example.com" } });
    let _ = client.put(&routes::migration_values("contoso", "production", &id), &values).await.expect(200);
    id
}

/// Errors like to repeat what they were given.
async fn everything_that_goes_wrong(
    administrator: &Client,
    robot: &Client,
    provider: &IdentityServer,
    broker: &str,
    resource: &str,
    said: &mut Said,
) {
    let body = json!({ "subject": "mail@contoso.example.com", "force": true });
    for misbehaviour in [
        misbehaviour::html(),
        misbehaviour::truncated(),
        misbehaviour::provider_error(401, "invalid_client", "AADSTS7000215"),
        misbehaviour::retry_after(429, "0"),
    ] {
        provider.once(Endpoint::Token, misbehaviour);
        let answer = robot.post(broker, &body).await;
        if answer.status != 200 {
            said.add("problems of the broker", answer.body);
        }
    }
    provider.behave();
    let wrong = json!({ "email": ADMINISTRATOR, "password": PASSWORD, "extra": CLIENT_SECRET });
    said.add("a sign-in with an unknown field", administrator.post(routes::SESSION, &wrong).await.body);
    let malformed = format!("{{\"email\":\"a\",\"password\":\"{PASSWORD}\" oops");
    let request =
        administrator.request(Method::POST, routes::SESSION).header("content-type", "application/json").body(malformed);
    said.add("a sign-in in broken JSON", administrator.send(request).await.body);
    let parameter = routes::resource_parameter("contoso", resource, "client_secret");
    let wrong = json!({ "token": { "value": CLIENT_SECRET } });
    said.add("a secret of the wrong type", administrator.put(&parameter, &wrong).await.body);
    let unknown = administrator.get(&format!("/api/v1/nothing-here?password={PASSWORD}")).await;
    unknown.problem(ProblemCode::NoSuchPath);
    said.add("an unknown path", unknown.body);
    let query = administrator.get(&format!("{}?password={PASSWORD}", routes::TENANTS)).await;
    said.add("an unknown query", query.body);
    let replay = json!({ "state": "x.y", "code": "canary-code-of-nobody" });
    let complete = routes::authorization_complete("00000000-0000-7000-8000-000000000000");
    said.add("a replay", administrator.post(&complete, &replay).await.body);
}
