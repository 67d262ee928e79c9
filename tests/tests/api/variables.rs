//! Variables: created, changed, deleted, shown and kept from view; what is refused, and how it is said.

use reqwest::Method;
use serde_json::{Value, json};
use shared::{
    permission::{Role, Scope},
    problem::ProblemCode,
    routes,
};
use tests::harness::{Client, Server};

const TENANT: &str = "contoso";
const PLACE: &str = "production";

fn path(name: &str) -> String {
    routes::variable(TENANT, PLACE, name)
}

async fn portal() -> (Server, Client) {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant(TENANT).await;
    (server, administrator)
}

async fn with_header(
    client: &Client,
    method: Method,
    path: &str,
    header: (&str, &str),
    body: &Value,
) -> tests::harness::Answer {
    client.send(client.request(method, path).header(header.0, header.1).json(body)).await
}

#[tokio::test]
async fn a_variable_is_created_changed_read_and_deleted() {
    let (_server, client) = portal().await;
    let body = json!({ "value": "k2@contoso.example.com", "kind": "email", "description": "Sender of every mail" });
    let made = client.put(&path("From Address"), &body).await.expect(201);
    assert_eq!(made.header("etag"), "\"1\"");
    let made = made.json();
    assert_eq!(
        (&made["value"], &made["resolved"]),
        (&json!("k2@contoso.example.com"), &json!("k2@contoso.example.com"))
    );
    assert_eq!(
        (&made["secret"], &made["protected"], &made["updated_by"]),
        (&json!(false), &json!(false), &json!("Administrator"))
    );
    // Case does not make another name, and what is absent stays.
    let changed =
        client.put(&path("FROM address"), &json!({ "value": "portal@contoso.example.com" })).await.expect(200).json();
    assert_eq!((&changed["name"], &changed["kind"]), (&json!("From Address"), &json!("email")));
    assert_eq!((&changed["version"], &changed["id"]), (&json!(2), &made["id"]));
    assert_eq!(changed["description"], "Sender of every mail");
    // Saving what is there already is no change.
    let same = client.put(&path("From Address"), &json!({ "kind": "email" })).await.expect(200);
    assert_eq!(same.header("etag"), "\"2\"");
    let found = client.list(&format!("{}?q=PORTAL@", routes::variables(TENANT, PLACE))).await;
    assert_eq!(found.len(), 1);
    let _ = client.delete(&path("from address")).await.expect(204);
    let _ = client.get(&path("From Address")).await.problem(ProblemCode::NotFound);
    let _ = client.delete(&path("From Address")).await.problem(ProblemCode::NotFound);
    assert!(client.list(&routes::variables(TENANT, PLACE)).await.is_empty());
    let _ = client.get(&routes::variables(TENANT, "nowhere")).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn values_are_judged_by_their_kind_in_both_languages() {
    let (_server, client) = portal().await;
    let cases = [
        (json!({}), "/value", "required"),
        (json!({ "value": null }), "/value", "wrong_type"),
        (json!({ "value": "1.5", "kind": "integer" }), "/value", "integer"),
        (
            json!({ "value": "1001", "kind": "integer", "options": { "minimum": 1, "maximum": 1000 } }),
            "/value",
            "not_within",
        ),
        (
            json!({ "value": "1", "kind": "integer", "options": { "minimum": 2, "maximum": 1 } }),
            "/options/maximum",
            "not_within",
        ),
        (json!({ "value": "yes", "kind": "boolean" }), "/value", "boolean"),
        (json!({ "value": "x", "kind": "enum", "options": { "choices": ["SINGLE", "MIX"] } }), "/value", "choice"),
        (json!({ "value": "x", "kind": "enum" }), "/options/choices", "required"),
        (json!({ "value": "contoso", "kind": "url" }), "/value", "url"),
        (json!({ "value": "contoso", "kind": "email" }), "/value", "email"),
        (json!({ "value": "contoso", "kind": "guid" }), "/value", "guid"),
        (json!({ "value": "soon", "kind": "duration" }), "/value", "duration"),
        (json!({ "value": "x".repeat(16_001) }), "/value", "too_long"),
        (json!({ "value": "x", "description": "x".repeat(1001) }), "/description", "too_long"),
        (json!({ "value": "x", "options": { "minimum": 1 } }), "/options/minimum", "unknown_field"),
        (json!({ "value": "x", "colour": 1 }), "/colour", "unknown_field"),
        (json!({ "value": "x", "kind": "colour" }), "/kind", "choice"),
    ];
    for (body, pointer, code) in cases {
        let english = client.put(&path("Name"), &body).await;
        assert_eq!(english.faults(), [(pointer.to_owned(), code.to_owned())], "{body}");
        let dutch = client.in_dutch().put(&path("Name"), &body).await;
        assert_eq!(dutch.faults(), english.faults(), "{body}");
        let words = |answer: &tests::harness::Answer| answer.json()["errors"][0]["detail"].clone();
        assert_ne!(words(&english), words(&dutch), "{body}");
    }
    for bad in ["1st", "a/b", "a}b", "a=b"] {
        let refused = client.put(&path(bad), &json!({ "value": "x" })).await;
        assert_eq!(refused.faults(), [("/name".to_owned(), "variable_name".to_owned())], "{bad}");
    }
    assert!(client.list(&routes::setting_changes(TENANT, PLACE)).await.is_empty(), "what is refused is no change");
}

#[tokio::test]
async fn a_secret_is_shown_only_to_whoever_asks_for_it_and_that_is_written_down() {
    let (server, administrator) = portal().await;
    let secret = "correct horse battery x7Qf";
    let made = administrator.put(&path("Password"), &json!({ "value": secret, "kind": "secret" })).await.expect(201);
    let made = made.json();
    assert_eq!(
        (&made["secret"], &made["value"]["set"], &made["value"]["last4"]),
        (&json!(true), &json!(true), &json!("x7Qf"))
    );
    let body = json!({ "value": "user=svc;password=${variable:password}" });
    let around = administrator.put(&path("Login"), &body).await.expect(201).json();
    assert_eq!(
        around["resolved"],
        json!({ "set": true, "last4": null, "updated_at": null }),
        "what refers to a secret is one"
    );
    assert_eq!(around["references"], json!(["${variable:password}"]));
    // Described anew, the value stays.
    let _ = administrator.put(&path("Password"), &json!({ "description": "Of the service" })).await.expect(200);
    let lists = [
        routes::variables(TENANT, PLACE),
        routes::tenant_variables(TENANT),
        routes::variable_versions(TENANT, PLACE, "Password"),
        routes::setting_change(TENANT, PLACE, "1"),
        format!("{}?at=0", routes::settings_diff(TENANT, PLACE)),
        format!("{}?q=pass", routes::references(TENANT, PLACE)),
        routes::AUDIT.to_owned(),
    ];
    for list in lists {
        let shown = administrator.get(&list).await.expect(200).text();
        assert!(!shown.contains("correct horse"), "{list}: {shown}");
    }
    // To take the secrecy away is not a way to see it.
    let taken = administrator.put(&path("Password"), &json!({ "kind": "string", "secret": false })).await;
    assert_eq!(taken.faults(), [("/value".to_owned(), "secret_needs_value".to_owned())]);
    // People give their password once more; an editor may not at all.
    let reveal = routes::variable_reveal(TENANT, PLACE, "Login");
    let _ = server
        .member(&administrator, TENANT, Role::Editor)
        .await
        .post(&reveal, &json!({}))
        .await
        .problem(ProblemCode::Forbidden);
    let admin = server.member(&administrator, TENANT, Role::Admin).await;
    let asked = admin.post(&reveal, &json!({})).await;
    if asked.status != 200 {
        let _ = asked.problem(ProblemCode::ReauthenticationRequired);
    }
    let shown = admin.reauthenticated().await.post(&reveal, &json!({})).await.expect(200);
    assert_eq!(shown.header("cache-control"), "no-store");
    assert_eq!(
        shown.json(),
        json!({ "value": "user=svc;password=${variable:password}", "resolved": format!("user=svc;password={secret}") })
    );
    let robot = administrator.key(Some(TENANT), &[Scope::SettingsReveal]).await;
    let _ = robot.post(&reveal, &json!({})).await.expect(200);
    let _ = robot.get(&path("Login")).await.problem(ProblemCode::Forbidden);
    let trail = administrator.list(&format!("{}?action=variable.reveal", routes::AUDIT)).await;
    assert!(
        trail.iter().any(|entry| entry["actor_name"] == "Robot" && entry["detail"]["name"] == "Login"),
        "{trail:?}"
    );
}

#[tokio::test]
async fn headers_say_what_was_seen_and_a_conflict_shows_what_is_there() {
    let (_server, client) = portal().await;
    let none = ("if-none-match", "*");
    let _ = with_header(&client, Method::PUT, &path("Host"), none, &json!({ "value": "a" })).await.expect(201);
    let again = with_header(&client, Method::PUT, &path("Host"), none, &json!({ "value": "b" })).await;
    let problem = again.problem(ProblemCode::PreconditionFailed);
    assert_eq!((problem.conflicts[0].version, problem.conflicts[0].expected_version), (Some(1), None));
    let seen = ("if-match", "\"1\"");
    let _ = with_header(&client, Method::PUT, &path("Host"), seen, &json!({ "value": "b" })).await.expect(200);
    let late = with_header(&client, Method::PUT, &path("Host"), seen, &json!({ "value": "c" })).await;
    let problem = late.problem(ProblemCode::PreconditionFailed);
    let current = problem.conflicts[0].current.as_ref().unwrap();
    assert_eq!(serde_json::to_value(&current.value).unwrap(), "b");
    let _ = with_header(&client, Method::DELETE, &path("Host"), seen, &json!({}))
        .await
        .problem(ProblemCode::PreconditionFailed);
    let _ = with_header(&client, Method::DELETE, &path("Host"), ("if-match", "\"2\""), &json!({})).await.expect(204);
    let gone = with_header(&client, Method::PUT, &path("Host"), ("if-match", "*"), &json!({ "value": "d" })).await;
    let _ = gone.problem(ProblemCode::PreconditionFailed);
}

#[tokio::test]
async fn what_is_protected_is_for_the_support_team() {
    let (server, administrator) = portal().await;
    let owner = server.member(&administrator, TENANT, Role::Owner).await;
    let wanted =
        json!({ "value": "100", "kind": "integer", "protected": true, "options": { "minimum": 1, "maximum": 1000 } });
    let _ = owner.put(&path("Mails per run"), &wanted).await.problem(ProblemCode::VariableProtected);
    let _ = administrator.put(&path("Mails per run"), &wanted).await.expect(201);
    let changes = routes::variable_changes(TENANT, PLACE);
    let operation = |operation: Value| json!({ "operations": [operation] });
    for refused in [
        owner.put(&path("Mails per run"), &json!({ "value": "5" })).await,
        owner.put(&path("Mails per run"), &json!({ "protected": false })).await,
        owner.delete(&path("Mails per run")).await,
        owner.post(&changes, &operation(json!({ "op": "rename", "name": "mails per run", "to": "Other" }))).await,
        owner.post(&routes::settings_restore(TENANT, PLACE), &json!({ "at": 0 })).await,
        administrator
            .key(Some(TENANT), &[Scope::All])
            .await
            .put(&path("Mails per run"), &json!({ "value": "5" }))
            .await,
    ] {
        let problem = refused.problem(ProblemCode::VariableProtected);
        assert!(problem.detail.contains("Mails per run"), "{}", problem.detail);
    }
    let dutch = owner.in_dutch().delete(&path("Mails per run")).await.remedy(ProblemCode::VariableProtected);
    assert!(dutch.contains("supportteam"), "{dutch}");
    let _ = administrator.put(&path("Mails per run"), &json!({ "value": "5" })).await.expect(200);
    let of_all = administrator.key(None, &[Scope::SettingsWrite]).await;
    let _ = of_all.put(&path("Mails per run"), &json!({ "protected": false })).await.expect(200);
    let _ = owner.put(&path("Mails per run"), &json!({ "value": "6" })).await.expect(200);
}
