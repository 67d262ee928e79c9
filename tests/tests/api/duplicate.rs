//! A second resource like the first, without what should not be in two places.

use serde_json::{Value, json};
use shared::{api::resource::DuplicatedResource, problem::ProblemCode, routes};
use tests::{
    harness::Server,
    identity_server::{CLIENT_ID, CLIENT_SECRET, IdentityServer},
};

#[tokio::test]
async fn a_duplicate_has_everything_but_secrets_and_tokens() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let first = administrator.resource("contoso", &provider).await;
    administrator.authorize("contoso", &first, None).await;
    let id = first.id.as_str();
    let secret = json!({ "secret": "another-secret-of-contoso-ABCD" });
    let _ = administrator.post(&routes::credentials("contoso", id), &secret).await.expect(201);
    let replacements = json!({ "token_replacements": { "expires_in": "3600" } });
    let _ = administrator.patch(&routes::resource("contoso", id), &replacements).await.expect(200);

    let needed = json!([{ "api": "graph", "application": [], "delegated": ["Mail.Read"] }]);
    let permissions = routes::resource_permissions("contoso", id);
    let _ = administrator.put(&permissions, &json!({ "needed": needed })).await.expect(200);

    let path = routes::resource_duplicate("contoso", id);
    let answer = administrator.post(&path, &json!({ "name": "Second" })).await.expect(201);
    assert!(!answer.text().contains(CLIENT_SECRET), "{}", answer.text());
    let made: DuplicatedResource = answer.to();
    let mut sources: Vec<&str> = made.not_copied.iter().map(|group| group.source.as_str()).collect();
    sources.sort_unstable();
    assert_eq!(sources, ["credentials", "secret_values", "tokens"]);
    let second = &made.resource;
    assert_ne!((&second.id, &second.callback_url), (&first.id, &first.callback_url));
    assert_eq!((second.name.as_str(), &second.kind, &second.grant), ("Second", &first.kind, &first.grant));
    assert_eq!((&second.endpoints, &second.issuer), (&first.endpoints, &first.issuer));
    assert_eq!(second.token_replacements["expires_in"], "3600");
    let shown = administrator.get(&routes::resource("contoso", second.id.as_str())).await.expect(200).json();
    assert_eq!(shown["parameters"]["client_id"]["token"], CLIENT_ID);
    assert_eq!(shown["parameters"]["client_secret"], Value::Null);
    assert_eq!(administrator.list(&routes::tokens("contoso", second.id.as_str())).await.len(), 0);
    assert_eq!(administrator.list(&routes::credentials("contoso", second.id.as_str())).await.len(), 0);
    let permissions = routes::resource_permissions("contoso", second.id.as_str());
    let permissions = administrator.get(&permissions).await.expect(200).json();
    assert_eq!((&permissions["needed"], &permissions["overridden"]), (&needed, &json!(true)));
    // The first has lost nothing.
    assert_eq!(administrator.list(&routes::tokens("contoso", id)).await.len(), 1);
}

#[tokio::test]
async fn a_duplicate_needs_a_free_name_and_a_resource_of_the_tenant() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    for tenant in ["contoso", "fabrikam"] {
        administrator.tenant(tenant).await;
    }
    let first = administrator.resource("contoso", &provider).await;
    let path = routes::resource_duplicate("contoso", first.id.as_str());
    let answer = administrator.post(&path, &json!({ "name": first.name })).await;
    assert_eq!(answer.faults(), [("/name".to_owned(), "taken".to_owned())]);
    let answer = administrator.post(&path, &json!({ "name": "" })).await;
    assert_eq!(answer.faults(), [("/name".to_owned(), "required".to_owned())]);
    let elsewhere = routes::resource_duplicate("fabrikam", first.id.as_str());
    let _ = administrator.post(&elsewhere, &json!({ "name": "Stolen" })).await.problem(ProblemCode::NotFound);
    assert_eq!(administrator.list(&routes::resources("fabrikam")).await.len(), 0);
}
