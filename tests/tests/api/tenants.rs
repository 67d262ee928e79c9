//! Tenants, their environments and their people.

use serde_json::{Value, json};
use shared::{permission::Role, problem::ProblemCode, routes};
use tests::harness::{ADMINISTRATOR, Server};

#[tokio::test]
async fn a_tenant_starts_with_one_environment_production_the_default() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let environments = administrator.list(&routes::environments("contoso")).await;
    assert_eq!(environments.len(), 1);
    assert_eq!((&environments[0]["slug"], &environments[0]["default"]), (&json!("production"), &json!(true)));
}

#[tokio::test]
async fn a_tenant_is_found_by_id_and_by_slug_and_keeps_what_was_given() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let body = json!({
        "slug": "contoso", "name": "Contoso", "directory_id": "0f8fad5b-d9cb-469f-a165-70867728950e",
        "domains": ["contoso.example.com"], "tags": ["gold"], "locale": "nl",
    });
    let created = administrator.post(routes::TENANTS, &body).await.expect(201);
    let by_id = administrator.get(&routes::tenant(created.json()["id"].as_str().unwrap())).await.expect(200).json();
    let by_slug = administrator.get(&routes::tenant("contoso")).await.expect(200).json();
    assert_eq!(by_id, by_slug);
    for (name, value) in body.as_object().unwrap() {
        assert_eq!(&by_slug[name], value, "{name}");
    }
    let patched = administrator.patch(&routes::tenant("contoso"), &json!({ "directory_id": null, "name": "C" })).await;
    let patched = patched.expect(200).json();
    assert_eq!(
        (&patched["directory_id"], &patched["name"], &patched["tags"]),
        (&Value::Null, &json!("C"), &json!(["gold"]))
    );
}

#[tokio::test]
async fn a_slug_is_taken_once() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let again = administrator.post(routes::TENANTS, &json!({ "slug": "contoso", "name": "Other" })).await;
    assert!(matches!(again.status, 409 | 422), "{}", again.text());
    assert_eq!(again.json()["errors"][0]["pointer"], "/slug", "{}", again.text());
    assert_eq!(administrator.get(&routes::tenant("contoso")).await.json()["name"], "CONTOSO");
}

#[tokio::test]
async fn deleting_a_tenant_asks_for_its_slug() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let path = routes::tenant("contoso");
    administrator.delete(&path).await.remedy(ProblemCode::ConfirmationMissing);
    administrator.delete(&format!("{path}?confirm=fabrikam")).await.problem(ProblemCode::ConfirmationMissing);
    let _ = administrator.get(&path).await.expect(200);
    let _ = administrator.delete(&format!("{path}?confirm=contoso")).await.expect(204);
    administrator.get(&path).await.problem(ProblemCode::NotFound);
    administrator.tenant("contoso").await;
}

#[tokio::test]
async fn exactly_one_environment_is_the_default_and_it_cannot_be_deleted() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let path = routes::environments("contoso");
    let body = json!({ "slug": "test", "name": "Test", "default": true });
    let _ = administrator.post(&path, &body).await.expect(201);
    let defaults = |items: Vec<Value>| -> Vec<String> {
        let chosen = items.iter().filter(|item| item["default"] == true);
        chosen.map(|item| item["slug"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(defaults(administrator.list(&path).await), ["test"]);
    let environment = |slug: &str| routes::environment("contoso", slug);
    administrator.delete(&environment("test")).await.remedy(ProblemCode::StillNeeded);
    let _ = administrator.patch(&environment("production"), &json!({ "default": true })).await.expect(200);
    assert_eq!(defaults(administrator.list(&path).await), ["production"]);
    let unmade = administrator.patch(&environment("production"), &json!({ "default": false })).await;
    assert!(matches!(unmade.status, 409 | 422), "{}", unmade.text());
    let _ = administrator.delete(&environment("test")).await.expect(204);
    administrator.get(&environment("test")).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn members_get_a_role_and_the_last_owner_stays() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let path = routes::members("contoso");
    let answer = administrator.post(&path, &json!({ "email": ADMINISTRATOR, "role": Role::Owner })).await;
    assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
    let members = administrator.list(&path).await;
    let owner = members.iter().find(|member| member["email"] == ADMINISTRATOR).expect("a member");
    assert_eq!(owner["role"], "owner");
    let member = routes::member("contoso", owner["user_id"].as_str().unwrap());
    administrator.delete(&member).await.remedy(ProblemCode::StillNeeded);
    let unknown = administrator.post(&path, &json!({ "email": "nobody@example.com", "role": "viewer" })).await;
    assert_eq!(unknown.faults(), [("/email".to_owned(), "no_such_thing".to_owned())]);
}
