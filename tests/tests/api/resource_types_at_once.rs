//! Resource types while something else happens to them: whoever is first wins, and nothing is left half done.

use serde_json::json;
use shared::routes;
use tests::{
    harness::{Server, until},
    identity_server::{Endpoint, IdentityServer},
};

use crate::resource_types::{made, mail_type, resource_of};

/// Whichever is first wins, and a resource never ends up without its type.
#[tokio::test]
async fn a_type_is_not_deleted_under_a_resource_that_is_being_created() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    for round in 0..10 {
        let id = made(&administrator, "contoso", &mail_type("Mail")).await;
        let mut body = provider.application(&format!("Mail {round}"));
        body["type"] = json!(id);
        let (type_path, resources) = (routes::tenant_resource_type("contoso", &id), routes::resources("contoso"));
        let (created, deleted) = tokio::join!(administrator.post(&resources, &body), administrator.delete(&type_path));
        match (created.status, deleted.status) {
            (201, 409) => {
                let resource = routes::resource("contoso", created.json()["id"].as_str().unwrap());
                let _ = administrator.get(&resource).await.expect(200);
                let _ = administrator.delete(&resource).await.expect(204);
                let _ = administrator.delete(&type_path).await.expect(204);
            }
            (422, 204) => {}
            other => panic!("{other:?}: {} {}", created.text(), deleted.text()),
        }
    }
    assert_eq!(administrator.list(&routes::resources("contoso")).await.len(), 0);
}

/// A value is sealed whichever is first: the value, or the change that makes a secret of it.
#[tokio::test]
async fn a_value_written_while_it_becomes_a_secret_is_sealed() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    for round in 0..6 {
        let id = made(&administrator, "contoso", &mail_type(&format!("Mail {round}"))).await;
        let mut body = provider.application(&format!("Mail {round}"));
        body["type"] = json!(id);
        body["parameters"] = json!({});
        let resource = administrator.post(&routes::resources("contoso"), &body).await.expect(201).json();
        let resource = resource["id"].as_str().unwrap();
        let mut parameters = mail_type("")["parameters"].clone();
        parameters[3]["secret"] = json!(true);
        let change = json!({ "parameters": parameters });
        let (put, confirmed) = (
            routes::resource_parameter("contoso", resource, "pin"),
            format!("{}?confirm={id}", routes::tenant_resource_type("contoso", &id)),
        );
        let value = json!({ "token": "written-meanwhile-4711" });
        let (written, changed) =
            tokio::join!(administrator.put(&put, &value), administrator.patch(&confirmed, &change));
        assert_eq!((written.status, changed.status), (200, 200), "{} {}", written.text(), changed.text());
        let shown = administrator.get(&routes::resource("contoso", resource)).await.expect(200);
        assert!(!shown.text().contains("written-meanwhile"), "{}", shown.text());
    }
}

#[tokio::test]
async fn a_change_is_noticed_by_the_other_node() {
    if !tests::harness::Database::is_postgres() {
        return;
    }
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let id = made(&administrator, "contoso", &mail_type("Mail")).await;
    let resource = resource_of(&administrator, "contoso", &id, &provider).await;
    let broker = routes::broker("contoso", resource["id"].as_str().unwrap());
    let node = server.another_node().await;
    let there = administrator.at(node.url());
    let _ = there.post(&broker, &json!({})).await.expect(200);
    let mut parameters = mail_type("")["parameters"].clone();
    parameters[2]["defaults"]["token"] = json!("mail calendar");
    let confirmed = format!("{}?confirm={id}", routes::tenant_resource_type("contoso", &id));
    let _ = administrator.patch(&confirmed, &json!({ "parameters": parameters })).await.expect(200);
    until("the changed request, from the other node", async || {
        let _ = there.post(&broker, &json!({})).await.expect(200);
        provider.requests(Endpoint::Token).iter().any(|sent| sent.parameter("scope") == "mail calendar").then_some(())
    })
    .await;
}
