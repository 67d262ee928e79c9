//! Connection entries: made of a text or of properties, changed without touching another byte, masked, warned about.

use reqwest::Method;
use serde_json::{Value, json};
use shared::{
    connection_string::MASK,
    permission::{Role, Scope},
    problem::ProblemCode,
    routes,
};
use tests::harness::{Client, Server};

const TENANT: &str = "contoso";
const PLACE: &str = "production";
const EWS: &str = "Autodiscover = False;URL=https://mail.contoso.example.com/EWS/Exchange.asmx ; User ID='k2@contoso.example.com';Password = \"canary;secret word\"";

fn all() -> String {
    routes::connection_entries(TENANT, PLACE)
}

fn path(entry: &Value) -> String {
    routes::connection_entry(TENANT, PLACE, entry["id"].as_str().unwrap())
}

async fn portal() -> (Server, Client) {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant(TENANT).await;
    (server, administrator)
}

fn codes(entry: &Value) -> Vec<&str> {
    entry["warnings"].as_array().unwrap().iter().map(|warning| warning["code"].as_str().unwrap()).collect()
}

async fn ews(client: &Client) -> Value {
    let body = json!({ "kind": "k2-ews-connection", "target": "K2@contoso.example.com", "text": EWS });
    client.post(&all(), &body).await.expect(201).json()
}

#[tokio::test]
async fn an_entry_is_kept_as_typed_and_shown_without_its_secrets() {
    let (server, client) = portal().await;
    let made = ews(&client).await;
    assert_eq!(made["name"], "SourceCode.MessageBus.Ews.ExchangeWebServicesConnection:K2@contoso.example.com");
    assert_eq!(made["text"], EWS.replace("\"canary;secret word\"", MASK));
    assert_eq!(made["properties"]["User ID"], "k2@contoso.example.com");
    let password = &made["properties"]["Password"];
    assert_eq!((&password["set"], &password["last4"]), (&json!(true), &json!("word")));
    assert_eq!((&made["version"], &made["updated_by"]), (&json!(1), &json!("Administrator")));
    let got = client.get(&path(&made)).await.expect(200);
    assert_eq!((got.header("etag"), &got.json()["text"]), ("\"1\"", &made["text"]));
    for (query, count) in
        [("?q=ews", 1), ("?q=EXCHANGE.asmx", 1), ("?q=canary", 0), ("?kind=odbc", 0), ("?kind=k2-ews-connection", 1)]
    {
        assert_eq!(client.list(&format!("{}{query}", all())).await.len(), count, "{query}");
    }
    let stored = server.installation().database().contents().await;
    assert!(!stored.windows(6).any(|window| window == b"canary"), "sealed");
}

#[tokio::test]
async fn what_is_sent_back_masked_keeps_what_is_stored_and_nothing_else_is_rewritten() {
    let (_server, client) = portal().await;
    let made = ews(&client).await;
    let robot = client.key(Some(TENANT), &[Scope::SettingsReveal]).await;
    // The answer's own properties, of which one is another: only that one is quoted anew.
    let mut properties = made["properties"].clone();
    properties["User ID"] = json!("new user");
    let changed = client.put(&path(&made), &json!({ "properties": properties })).await.expect(200).json();
    assert_eq!(
        changed["text"],
        EWS.replace("'k2@contoso.example.com'", "\"new user\"").replace("\"canary;secret word\"", MASK)
    );
    // The answer's own text, of which one value is another.
    let text = changed["text"].as_str().unwrap().replace("\"new user\"", "x");
    let _ = client.put(&path(&made), &json!({ "text": text })).await.expect(200);
    let shown = robot.post(&reveal(&made), &json!({})).await.expect(200);
    let expected = EWS.replace("'k2@contoso.example.com'", "x");
    assert_eq!(shown.json(), json!({ "text": expected, "resolved": expected }));
    // What is sent back as it is, is no change; a property that is left out goes.
    let same = client.get(&path(&made)).await.json();
    let again = client.put(&path(&made), &json!({ "text": same["text"] })).await.expect(200).json();
    assert_eq!(again["version"], 3);
    let body = json!({ "properties": { "Password": same["properties"]["Password"], "URL": null } });
    let less = client.put(&path(&made), &body).await.expect(200).json();
    assert_eq!(less["properties"].as_object().unwrap().len(), 1);
    let shown = robot.post(&reveal(&made), &json!({})).await.expect(200).json();
    assert!(shown["text"].as_str().unwrap().contains("Password = \"canary;secret word\""), "{shown}");
}

fn reveal(entry: &Value) -> String {
    routes::connection_entry_reveal(TENANT, PLACE, entry["id"].as_str().unwrap())
}

#[tokio::test]
async fn what_is_not_accepted_says_where_in_both_languages() {
    let (_server, client) = portal().await;
    let _ = ews(&client).await;
    let cases = [
        (json!({ "kind": "k2-teapot", "text": "" }), "/kind", "choice"),
        (json!({ "kind": "dotnet", "text": "A=1" }), "/target", "required"),
        (json!({ "kind": "k2-smtp", "target": "nobody", "text": "A=1" }), "/target", "email"),
        (json!({ "kind": "k2-host-server-database", "target": "x", "text": "A=1" }), "/target", "no_target"),
        (json!({ "kind": "k2-ews-connection", "target": "k2@CONTOSO.example.com", "text": "" }), "/target", "taken"),
        (json!({ "kind": "dotnet", "target": "a" }), "/text", "required"),
        (json!({ "kind": "dotnet", "target": "a", "text": "", "properties": {} }), "/properties", "choice"),
        (json!({ "kind": "dotnet", "target": "a", "text": "x".repeat(16_001) }), "/text", "too_long"),
        (
            json!({ "kind": "dotnet", "target": "a", "text": format!("Password={MASK}") }),
            "/text",
            "mask_without_secret",
        ),
        (
            json!({ "kind": "dotnet", "target": "a", "properties": { "Pwd": MASK } }),
            "/properties/Pwd",
            "mask_without_secret",
        ),
        (
            json!({ "kind": "dotnet", "target": "a", "properties": { " a/b": "1" } }),
            "/properties/ a~1b",
            "connection_string_key",
        ),
        (
            json!({ "kind": "dotnet", "target": "a", "properties": { "a": "\u{0}" } }),
            "/properties/a",
            "control_character",
        ),
        (json!({ "kind": "dotnet", "target": "a", "properties": { "a": 1 } }), "/properties/a", "wrong_type"),
        (json!({ "kind": "dotnet", "target": "a", "text": "", "colour": 1 }), "/colour", "unknown_field"),
    ];
    for (body, pointer, code) in cases {
        let english = client.post(&all(), &body).await;
        assert_eq!(english.faults(), [(pointer.to_owned(), code.to_owned())], "{body}");
        let dutch = client.in_dutch().post(&all(), &body).await;
        let words =
            |answer: &tests::harness::Answer| answer.problem(ProblemCode::InvalidFields).errors[0].detail.clone();
        assert_ne!(words(&english), words(&dutch), "{body}");
    }
    let malformed = client.post(&all(), &json!({ "kind": "dotnet", "target": "a", "text": "A=1;B" })).await;
    assert_eq!(malformed.problem(ProblemCode::ConnectionStringInvalid).index, Some(4));
    assert_eq!(client.list(&all()).await.len(), 1, "nothing was kept of what was refused");
}

#[tokio::test]
async fn warnings_say_cause_and_remedy_in_the_callers_language() {
    let (_server, client) = portal().await;
    let text = "OAuth Resource=Exchange;Password=x;Autodiscover=yes;Poll Interval=30s;URL=a;url=https://outlook.office365.com;Colour=";
    let body = json!({ "kind": "k2-ews-connection", "target": "k2@contoso.example.com", "text": text });
    let made = client.post(&all(), &body).await.expect(201).json();
    let found = codes(&made);
    for code in [
        "password_with_oauth",
        "unknown_resource",
        "audience_missing",
        "not_boolean",
        "not_duration",
        "duplicate_key",
        "unknown_property",
        "value_vanishes",
        "user_missing",
    ] {
        assert!(found.contains(&code), "{code} is not among {found:?}");
    }
    assert!(found.iter().any(|code| code.starts_with("ews_")), "{found:?}");
    let dutch = client.in_dutch().get(&path(&made)).await.expect(200).json();
    for (english, dutch) in made["warnings"].as_array().unwrap().iter().zip(dutch["warnings"].as_array().unwrap()) {
        assert_eq!((&english["code"], &english["property"]), (&dutch["code"], &dutch["property"]));
        assert!(english["detail"] != dutch["detail"] && english["remedy"] != dutch["remedy"], "{english}");
        assert!(!english.to_string().contains("{property}"), "{english}");
    }
    // The resource, once it is there, is known, and its audience is compared.
    let resource = json!({
        "name": "Exchange", "type": "microsoft-online",
        "parameters": { "resource": { "token": "https://outlook.office365.com" } },
    });
    let _ = client.post(&routes::resources(TENANT), &resource).await.expect(201);
    let text = "OAuth Resource=exchange;OAuth Resource Audience=https://outlook.office365.com/;URL=https://outlook.office365.com;User ID=a";
    let changed = client.put(&path(&made), &json!({ "text": text })).await.expect(200).json();
    let found = codes(&changed);
    assert!(found.contains(&"audience_differs") && !found.contains(&"unknown_resource"), "{found:?}");
    let sound = client.put(&path(&made), &json!({ "text": text.replace("com/;", "com;") })).await.expect(200).json();
    assert!(codes(&sound).iter().all(|code| code.starts_with("ews_")), "{sound}");
}

#[tokio::test]
async fn kinds_are_told_to_whoever_may_see_settings() {
    let (server, client) = portal().await;
    let kinds = client.get(routes::CONNECTION_KINDS).await.expect(200).json();
    let ids: Vec<&str> = kinds["kinds"].as_array().unwrap().iter().map(|kind| kind["id"].as_str().unwrap()).collect();
    assert_eq!(ids[..4], ["k2-ews-connection", "k2-ews-destination", "k2-smtp", "k2-host-server-database"]);
    assert_eq!(ids.len(), 11);
    assert!(kinds["common"]["duplicate_key"]["detail"]["nl"].is_string());
    let _ = server.anonymous().get(routes::CONNECTION_KINDS).await.problem(ProblemCode::NotSignedIn);
}

#[tokio::test]
async fn revealing_asks_for_the_right_and_the_password_and_is_written_down() {
    let (server, administrator) = portal().await;
    let made = ews(&administrator).await;
    let editor = server.member(&administrator, TENANT, Role::Editor).await;
    let _ = editor.post(&reveal(&made), &json!({})).await.problem(ProblemCode::Forbidden);
    let admin = server.member(&administrator, TENANT, Role::Admin).await;
    let shown = admin.reauthenticated().await.post(&reveal(&made), &json!({})).await.expect(200);
    assert_eq!((shown.header("cache-control"), &shown.json()["text"]), ("no-store", &json!(EWS)));
    let robot = administrator.key(Some(TENANT), &[Scope::SettingsReveal]).await;
    let _ = robot.post(&reveal(&made), &json!({})).await.expect(200);
    let _ = robot.get(&path(&made)).await.problem(ProblemCode::Forbidden);
    let trail = administrator.list(&format!("{}?action=connection_string.reveal", routes::AUDIT)).await;
    assert_eq!(trail.len(), 2);
    assert!(trail.iter().all(|entry| entry["detail"]["name"] == made["name"]), "{trail:?}");
    let whole = administrator.list(routes::AUDIT).await;
    assert!(!json!(whole).to_string().contains("canary"), "names, never values");
}

#[tokio::test]
async fn one_tenants_entries_are_nothing_to_another() {
    let (server, administrator) = portal().await;
    administrator.tenant("fabrikam").await;
    let made = ews(&administrator).await;
    let id = made["id"].as_str().unwrap();
    let stranger = server.member(&administrator, "fabrikam", Role::Owner).await.reauthenticated().await;
    let _ = stranger.get(&path(&made)).await.problem(ProblemCode::NotFound);
    let elsewhere = |path: fn(&str, &str, &str) -> String| path("fabrikam", PLACE, id);
    let _ = stranger.get(&elsewhere(routes::connection_entry)).await.problem(ProblemCode::NotFound);
    let _ = stranger
        .put(&elsewhere(routes::connection_entry), &json!({ "text": "A=1" }))
        .await
        .problem(ProblemCode::NotFound);
    let _ = stranger.delete(&elsewhere(routes::connection_entry)).await.problem(ProblemCode::NotFound);
    let _ = stranger.post(&elsewhere(routes::connection_entry_reveal), &json!({})).await.problem(ProblemCode::NotFound);
    let _ = stranger.get(&elsewhere(routes::connection_entry_versions)).await.problem(ProblemCode::NotFound);
    // Another environment of the same tenant has not got it either, and may have one of that name.
    let _ =
        administrator.post(&routes::environments(TENANT), &json!({ "slug": "test", "name": "Test" })).await.expect(201);
    let _ = administrator.get(&routes::connection_entry(TENANT, "test", id)).await.problem(ProblemCode::NotFound);
    let body = json!({ "kind": "k2-ews-connection", "target": "k2@contoso.example.com", "text": EWS });
    let _ = administrator.post(&routes::connection_entries(TENANT, "test"), &body).await.expect(201);
    let _ = administrator.get(&routes::connection_entries(TENANT, "nowhere")).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn the_second_of_two_is_told_and_loses_nothing() {
    let (_server, client) = portal().await;
    let made = ews(&client).await;
    let with = |method: Method, tag: &'static str, body: Value| {
        client.send(client.request(method, &path(&made)).header("if-match", tag).json(&body))
    };
    let _ = with(Method::PUT, "\"1\"", json!({ "text": "URL=https://first.example.com;Password=firstsecret" }))
        .await
        .expect(200);
    let late = with(Method::PUT, "\"1\"", json!({ "text": "URL=https://second.example.com" })).await;
    let problem = late.problem(ProblemCode::PreconditionFailed);
    let current = serde_json::to_value(problem.conflicts[0].current.as_ref().unwrap()).unwrap();
    assert_eq!(current["value"], format!("URL=https://first.example.com;Password={MASK}"));
    // Even where the late text could not be kept: it was written against what is not there any more.
    let _ = with(Method::PUT, "\"1\"", json!({ "text": "URL" })).await.problem(ProblemCode::PreconditionFailed);
    let _ = with(Method::DELETE, "\"1\"", json!({})).await.problem(ProblemCode::PreconditionFailed);
    let _ = with(Method::PUT, "\"2\"", json!({ "text": "URL" })).await.problem(ProblemCode::ConnectionStringInvalid);
    let _ = with(Method::DELETE, "\"2\"", json!({})).await.expect(204);
}
