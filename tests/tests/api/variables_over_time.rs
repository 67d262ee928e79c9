//! Settings over time and across environments: history, compare, restore, copy, and what they have to do with resources.

use serde_json::{Value, json};
use shared::{problem::ProblemCode, routes};
use tests::{
    harness::{Client, Server},
    identity_server::IdentityServer,
};

const TENANT: &str = "contoso";
const PLACE: &str = "production";

async fn portal() -> (Server, Client) {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant(TENANT).await;
    let _ =
        administrator.post(&routes::environments(TENANT), &json!({ "slug": "test", "name": "Test" })).await.expect(201);
    (server, administrator)
}

async fn put(client: &Client, place: &str, name: &str, body: Value) -> Value {
    let answer = client.put(&routes::variable(TENANT, place, name), &body).await;
    assert!(answer.status < 300, "{}", answer.text());
    answer.json()
}

async fn values(client: &Client, place: &str) -> Vec<(String, Value)> {
    let items = client.list(&routes::variables(TENANT, place)).await;
    items.iter().map(|item| (item["name"].as_str().unwrap().to_owned(), item["value"].clone())).collect()
}

fn states(diff: &Value) -> Vec<(&str, &str)> {
    let items = diff["items"].as_array().unwrap();
    items.iter().map(|item| (item["name"].as_str().unwrap(), item["state"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn an_environment_goes_back_to_how_it_was_and_forward_again() {
    let (_server, client) = portal().await;
    put(&client, PLACE, "Host", json!({ "value": "a" })).await;
    put(&client, PLACE, "Password", json!({ "value": "first secret value", "kind": "secret" })).await;
    put(&client, PLACE, "Url", json!({ "value": "https://${variable:Host}" })).await;
    let then = values(&client, PLACE).await;
    let operations = json!({ "operations": [
        { "op": "rename", "name": "Host", "to": "Mail host" },
        { "op": "put", "name": "Password", "value": "second secret value" },
        { "op": "put", "name": "Host", "value": "another" },
    ] });
    // A name that one gives up is not free for another in the same save: every name is the name before it.
    let twice = client.post(&routes::variable_changes(TENANT, PLACE), &operations).await;
    assert_eq!(twice.faults()[0].1, "twice");
    let operations = json!({ "operations": operations["operations"].as_array().unwrap()[..2] });
    let _ = client.post(&routes::variable_changes(TENANT, PLACE), &operations).await.expect(200);
    put(&client, PLACE, "Host", json!({ "value": "another" })).await;
    let _ = client.delete(&routes::variable(TENANT, PLACE, "Url")).await.expect(204);
    let later = values(&client, PLACE).await;
    let diff = client.get(&format!("{}?at=3", routes::settings_diff(TENANT, PLACE))).await.expect(200).json();
    assert_eq!(
        states(&diff),
        [("Host", "differs"), ("Mail host", "only_here"), ("Password", "differs"), ("Url", "only_there")]
    );
    let restore = routes::settings_restore(TENANT, PLACE);
    let told = client.post(&restore, &json!({ "at": 3, "dry_run": true })).await.expect(200).json();
    assert_eq!((&told["change"], told["items"].as_array().unwrap().len()), (&json!(null), 4));
    assert_eq!(values(&client, PLACE).await, later);
    let done = client.post(&restore, &json!({ "at": 3, "note": "Back" })).await.expect(200).json();
    assert_eq!(done["change"], 7);
    let back: Vec<_> = values(&client, PLACE)
        .await
        .iter()
        .map(|(name, value)| (name.clone(), value["last4"].clone(), value.as_str().map(str::to_owned)))
        .collect();
    let wanted: Vec<_> = then
        .iter()
        .map(|(name, value)| (name.clone(), value["last4"].clone(), value.as_str().map(str::to_owned)))
        .collect();
    assert_eq!(back, wanted);
    let same =
        client.get(&format!("{}?at=3&same=false", routes::settings_diff(TENANT, PLACE))).await.expect(200).json();
    assert_eq!(same["items"], json!([]), "secrets too are what they were");
    // The same once more changes nothing and is no change; and back is undone like anything else.
    assert_eq!(client.post(&restore, &json!({ "at": 3 })).await.expect(200).json()["change"], json!(null));
    let _ = client.post(&restore, &json!({ "at": 6 })).await.expect(200);
    let forward =
        client.get(&format!("{}?at=6&same=false", routes::settings_diff(TENANT, PLACE))).await.expect(200).json();
    assert_eq!(forward["items"], json!([]));
    // Only some of it.
    let _ = client.post(&restore, &json!({ "at": 3, "names": ["url"] })).await.expect(200);
    assert!(values(&client, PLACE).await.iter().any(|(name, _)| name == "Url"));
    let history = client.list(&routes::variable_versions(TENANT, PLACE, "Url")).await;
    let deleted: Vec<&Value> = history.iter().map(|version| &version["deleted"]).collect();
    assert_eq!(deleted, [false, true, false, true, false, false], "its history is one");
}

#[tokio::test]
async fn a_moment_is_a_change_or_a_time_and_must_have_been() {
    let (_server, client) = portal().await;
    put(&client, PLACE, "Host", json!({ "value": "a" })).await;
    let diff = async |query: &str| client.get(&format!("{}?{query}", routes::settings_diff(TENANT, PLACE))).await;
    let before = diff("at=2020-01-01T00:00:00Z").await.expect(200).json();
    assert_eq!(states(&before), [("Host", "only_here")]);
    let since = diff("at=2999-01-01T00:00:00Z").await.expect(200).json();
    assert_eq!(states(&since), [("Host", "same")]);
    for bad in ["at=9", "at=-1", "at=yesterday", "", "at=0&against=test", "colour=1"] {
        let _ = diff(bad).await.problem(ProblemCode::InvalidQuery);
        let _ = client
            .in_dutch()
            .get(&format!("{}?{bad}", routes::settings_diff(TENANT, PLACE)))
            .await
            .remedy(ProblemCode::InvalidQuery);
    }
    let _ = diff("against=nowhere").await.problem(ProblemCode::NotFound);
    let restore = routes::settings_restore(TENANT, PLACE);
    for (body, pointer, code) in [
        (json!({}), "/at", "required"),
        (json!({ "at": 9 }), "/at", "no_such_thing"),
        (json!({ "at": -1 }), "/at", "no_such_thing"),
        (json!({ "at": 0, "names": [] }), "/names", "required"),
        (json!({ "at": 0, "names": ["Host", "Nobody"] }), "/names/1", "no_such_thing"),
        (json!({ "at": 0, "colour": 1 }), "/colour", "unknown_field"),
    ] {
        assert_eq!(client.post(&restore, &body).await.faults(), [(pointer.to_owned(), code.to_owned())], "{body}");
    }
}

#[tokio::test]
async fn one_value_goes_back_to_one_of_its_versions_even_after_it_was_deleted() {
    let (_server, client) = portal().await;
    put(&client, PLACE, "Password", json!({ "value": "the first secret", "kind": "secret" })).await;
    put(&client, PLACE, "Password", json!({ "value": "the second secret" })).await;
    let _ = client.delete(&routes::variable(TENANT, PLACE, "Password")).await.expect(204);
    let back = client
        .post(&routes::variable_version_restore(TENANT, PLACE, "password", "1"), &json!({}))
        .await
        .expect(200)
        .json();
    assert_eq!((&back["version"], &back["value"]["last4"]), (&json!(4), &json!("cret")));
    let robot = client.key(Some(TENANT), &[shared::permission::Scope::SettingsReveal]).await;
    let shown = robot.post(&routes::variable_reveal(TENANT, PLACE, "Password"), &json!({})).await.expect(200).json();
    assert_eq!(shown["value"], "the first secret");
    for missing in ["9", "x"] {
        let path = routes::variable_version_restore(TENANT, PLACE, "Password", missing);
        let _ = client.post(&path, &json!({})).await.problem(ProblemCode::NotFound);
    }
    let _ = client.get(&routes::variable_versions(TENANT, PLACE, "Nobody")).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn environments_are_compared_and_copied_and_shown_side_by_side() {
    let (_server, client) = portal().await;
    put(&client, PLACE, "Host", json!({ "value": "mail" })).await;
    put(&client, PLACE, "Where", json!({ "value": "${environment:slug}" })).await;
    put(&client, PLACE, "Password", json!({ "value": "a shared secret", "kind": "secret" })).await;
    put(&client, "test", "Password", json!({ "value": "a shared secret", "kind": "secret" })).await;
    put(&client, "test", "Host", json!({ "value": "test mail" })).await;
    put(&client, "test", "Own", json!({ "value": "x" })).await;
    let compare = format!("{}?against={PLACE}", routes::settings_diff(TENANT, "test"));
    let diff = client.get(&compare).await.expect(200).json();
    assert_eq!(
        states(&diff),
        [("Host", "differs"), ("Own", "only_here"), ("Password", "same"), ("Where", "only_there")]
    );
    let copy = routes::settings_copy(TENANT, "test");
    let done = client.post(&copy, &json!({ "from": PLACE })).await.expect(200).json();
    let outcomes: Vec<(&Value, &Value)> =
        done["items"].as_array().unwrap().iter().map(|item| (&item["name"], &item["outcome"])).collect();
    assert_eq!(
        outcomes,
        [(&json!("Password"), &json!("same")), (&json!("Where"), &json!("new")), (&json!("Host"), &json!("kept"))]
    );
    let where_ = client.get(&routes::variable(TENANT, "test", "Where")).await.expect(200).json();
    assert_eq!(
        (&where_["value"], &where_["resolved"]),
        (&json!("${environment:slug}"), &json!("test")),
        "the reference follows"
    );
    let done =
        client.post(&copy, &json!({ "from": PLACE, "names": ["host"], "overwrite": true })).await.expect(200).json();
    assert_eq!(done["items"][0]["after"]["value"], "mail");
    for (body, pointer, code) in [
        (json!({ "from": "nowhere" }), "/from", "no_such_thing"),
        (json!({ "from": "test" }), "/from", "taken"),
        (json!({ "from": PLACE, "names": ["Nobody"] }), "/names/0", "no_such_thing"),
    ] {
        let refused = client.in_dutch().post(&copy, &body).await;
        assert_eq!(refused.faults(), [(pointer.to_owned(), code.to_owned())], "{body}");
    }
    let matrix = client.get(&routes::tenant_variables(TENANT)).await.expect(200).json();
    assert_eq!(matrix["environments"].as_array().unwrap().len(), 2);
    let names: Vec<&Value> = matrix["rows"].as_array().unwrap().iter().map(|row| &row["name"]).collect();
    assert_eq!(names, ["Host", "Own", "Password", "Where"]);
    assert_eq!((&matrix["rows"][1]["cells"][0], &matrix["rows"][1]["cells"][1]["value"]), (&json!(null), &json!("x")));
    let found = client.get(&format!("{}?q=own", routes::tenant_variables(TENANT))).await.expect(200).json();
    assert_eq!(found["rows"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn references_to_a_resource_resolve_follow_its_name_and_are_told_before_it_goes() {
    let (_server, client) = portal().await;
    let provider = IdentityServer::start().await;
    let resource = client.resource(TENANT, &provider).await;
    let id = resource.id.as_str();
    let made =
        put(&client, PLACE, "Token endpoint", json!({ "value": "${resource:Mail.token_endpoint}", "kind": "url" }))
            .await;
    assert_eq!(made["resolved"], json!(resource.endpoints.token), "{made}");
    let id_of_client = put(&client, PLACE, "Client", json!({ "value": "${resource:mail.client_id}" })).await;
    assert!(id_of_client["resolved"].as_str().is_some_and(|text| !text.is_empty()), "{id_of_client}");
    let secret = put(&client, "test", "Secret", json!({ "value": "${credential:Mail.secret}" })).await;
    assert_eq!(secret["resolved"]["set"], true, "{secret}");
    let tenant = put(&client, PLACE, "Tenant", json!({ "value": "${tenant:slug}/${environment:name}" })).await;
    assert_eq!(tenant["resolved"], "contoso/Production");
    let offered = client.list(&format!("{}?q=mail.token", routes::references(TENANT, PLACE))).await;
    assert_eq!(
        (&offered[0]["text"], &offered[0]["kind"]),
        (&json!("${resource:Mail.token_endpoint}"), &json!("resource"))
    );
    // A certificate's thumbprint, once there is one.
    let dangling = put(&client, PLACE, "Thumbprint", json!({ "value": "${credential:Mail.thumbprint_sha1}" })).await;
    assert_eq!(dangling["problems"][0]["code"], "reference_dangling");
    let body = json!({ "generate": "certificate", "name": "Autumn" });
    let certificate = client.post(&routes::credentials(TENANT, id), &body).await.expect(201).json();
    let found = client.get(&routes::variable(TENANT, PLACE, "Thumbprint")).await.expect(200).json();
    assert_eq!(found["resolved"], certificate["thumbprint_sha1"]);
    let listed = client.get(&routes::resource_dependents(TENANT, id)).await.expect(200).json();
    let group = listed["groups"].as_array().unwrap().iter().find(|group| group["source"] == "settings").unwrap();
    assert_eq!(group["total"], 4, "{group}");
    // A new name is followed everywhere, as a change of each environment.
    let path = routes::resource(TENANT, id);
    let _ = client.patch(&path, &json!({ "name": "Exchange - contoso.com" })).await.expect(200);
    let followed = client.get(&routes::variable(TENANT, "test", "Secret")).await.expect(200).json();
    assert_eq!(
        (&followed["value"], &followed["problems"]),
        (&json!("${credential:Exchange - contoso.com.secret}"), &json!([]))
    );
    let changes = client.list(&routes::setting_changes(TENANT, "test")).await;
    assert_eq!((&changes[0]["origin"], &changes[0]["names"]), (&json!("rename"), &json!(["Secret"])));
    // Whoever deletes it is asked.
    let asked = client.delete(&path).await.problem(ProblemCode::DependentsConfirm);
    assert!(asked.dependents.iter().any(|group| group.source == "settings" && group.total == 4));
    let _ = client.delete(&format!("{path}?confirm={id}")).await.expect(204);
    let left = client.get(&routes::variable(TENANT, PLACE, "Client")).await.expect(200).json();
    assert_eq!((&left["resolved"], &left["problems"][0]["code"]), (&json!(null), &json!("reference_dangling")));
}
