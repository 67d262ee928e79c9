//! What depends on a resource, told before it is renamed or deleted.

use serde_json::{Value, json};
use shared::{problem::ProblemCode, routes};
use tests::{
    harness::{Client, Server},
    identity_server::IdentityServer,
};

fn group<'a>(listed: &'a Value, source: &str) -> &'a Value {
    let groups = listed["groups"].as_array().unwrap();
    groups.iter().find(|group| group["source"] == source).unwrap_or_else(|| panic!("no {source} in {listed}"))
}

#[tokio::test]
async fn a_resource_tells_what_goes_with_it() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let resource = administrator.resource("contoso", &provider).await;
    administrator.authorize("contoso", &resource, Some("mail@contoso.example.com")).await;
    let id = resource.id.as_str();
    let body = json!({ "generate": "certificate", "name": "Autumn" });
    let _ = administrator.post(&routes::credentials("contoso", id), &body).await.expect(201);
    let listed = administrator.get(&routes::resource_dependents("contoso", id)).await.expect(200).json();
    let tokens = group(&listed, "tokens");
    assert_eq!((&tokens["total"], &tokens["items"][0]["name"]), (&json!(1), &json!("mail@contoso.example.com")));
    assert_eq!(group(&listed, "credentials")["items"][0]["name"], "Autumn");
    assert_eq!(group(&listed, "secret_values")["items"][0]["name"], "client_secret");
    for group in listed["groups"].as_array().unwrap() {
        for effect in group["effects"].as_array().unwrap() {
            assert!(effect["text"]["en"].as_str().unwrap().len() > 10, "{effect}");
            assert!(effect["text"]["nl"].as_str().unwrap().len() > 10, "{effect}");
        }
    }
    // What goes with a resource is worth knowing; it does not keep anybody from anything.
    let path = routes::resource("contoso", id);
    let _ = administrator.patch(&path, &json!({ "name": "Renamed" })).await.expect(200);
    let _ = administrator.delete(&path).await.expect(204);
    let _ = administrator.get(&routes::resource_dependents("contoso", id)).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn a_resource_that_nothing_depends_on_says_so() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let body = json!({ "name": "Empty", "type": "oidc" });
    let resource = administrator.post(&routes::resources("contoso"), &body).await.expect(201).json();
    let path = routes::resource_dependents("contoso", resource["id"].as_str().unwrap());
    assert_eq!(administrator.get(&path).await.expect(200).json(), json!({ "groups": [] }));
}

/// Begins a migration in which the resource plays a role, and tells its id.
async fn migration_with(client: &Client, resource: &str) -> String {
    let request = json!({ "playbook": "k2-five-oauth", "resources": { "exchange": resource } });
    let made = client.post(&routes::migrations("contoso", "production"), &request).await.expect(201).json();
    made["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_resource_in_a_running_migration_is_deleted_only_by_who_was_told_which() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let playbook = administrator.get(&routes::playbook("k2-five-oauth")).await.expect(200).json();
    let body = json!({ "name": "Exchange", "type": "microsoft-online" });
    let made = administrator.post(&routes::resources("contoso"), &body).await.expect(201).json();
    let id = made["id"].as_str().unwrap();
    let (given_up, running) = (migration_with(&administrator, id).await, migration_with(&administrator, id).await);
    let abandoned = json!({ "state": "abandoned" });
    let _ = administrator.patch(&routes::migration("contoso", "production", &given_up), &abandoned).await.expect(200);

    let listed = administrator.get(&routes::resource_dependents("contoso", id)).await.expect(200).json();
    let group = group(&listed, "migrations");
    assert_eq!(group["total"], 1, "the one that was given up does not count: {group}");
    let item = &group["items"][0];
    assert_eq!((&item["id"], &item["migration"]["environment"]), (&json!(running), &json!("production")));
    assert_eq!(item["migration"]["name"], playbook["texts"]["name"]);
    let name = item["name"].as_str().unwrap();
    assert!(name.starts_with("Production: ") && name.len() > 20, "{name}");
    let acts: Vec<&str> =
        group["effects"].as_array().unwrap().iter().map(|effect| effect["act"].as_str().unwrap()).collect();
    assert_eq!(acts, ["rename", "delete", "duplicate"]);

    // A new name changes nothing for it; what it calls the resource follows.
    let path = routes::resource("contoso", id);
    let _ = administrator.patch(&path, &json!({ "name": "Renamed" })).await.expect(200);
    let refused = administrator.delete(&path).await.problem(ProblemCode::DependentsConfirm);
    assert!(refused.dependents.iter().any(|group| group.source == "migrations" && group.items[0].name == name));
    let _ = administrator.delete(&format!("{path}?confirm={id}")).await.expect(204);
    let seen = administrator.get(&routes::migration("contoso", "production", &running)).await.expect(200).json();
    let role = seen["resources"].as_array().unwrap().iter().find(|resource| resource["role"] == "exchange").unwrap();
    assert_eq!(role["deleted"], true);
}
