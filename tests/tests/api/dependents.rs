//! What depends on a resource, told before it is renamed or deleted.

use serde_json::{Value, json};
use shared::{problem::ProblemCode, routes};
use tests::{harness::Server, identity_server::IdentityServer};

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
