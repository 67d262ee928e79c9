//! Resources: built-in types, three values per parameter, secrets that are written and never read.

use serde_json::{Value, json};
use shared::{
    api::resource::Resource,
    problem::ProblemCode,
    routes::{self, resource_parameter},
};
use tests::{
    harness::Server,
    identity_server::{CLIENT_ID, CLIENT_SECRET, Endpoint, IdentityServer},
};

#[tokio::test]
async fn every_built_in_type_is_there_and_microsoft_online_has_its_nine_parameters() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let types = administrator.list(routes::RESOURCE_TYPES).await;
    let ids: Vec<&str> = types.iter().map(|kind| kind["id"].as_str().unwrap()).collect();
    for id in [
        "microsoft-online",
        "microsoft-identity-platform",
        "exchange-online-ews",
        "exchange-online-imap",
        "exchange-online-smtp",
        "microsoft-graph-mail",
        "client-credentials",
        "google-workspace-mail",
        "oauth2",
        "oidc",
    ] {
        assert!(ids.contains(&id), "{id} is missing in {ids:?}");
    }
    let microsoft = types.iter().find(|kind| kind["id"] == "microsoft-online").unwrap();
    let parameters = microsoft["parameters"].as_array().unwrap();
    assert_eq!(parameters.len(), 9);
    let names: Vec<&str> = parameters.iter().map(|parameter| parameter["name"].as_str().unwrap()).collect();
    for name in ["client_id", "client_secret", "resource", "redirect_uri", "response_type"] {
        assert!(names.contains(&name), "{name} is missing in {names:?}");
    }
    for text in parameters.iter().map(|parameter| &parameter["description"]) {
        assert!(!text["en"].as_str().unwrap().is_empty() && !text["nl"].as_str().unwrap().is_empty());
    }
    let catalog = administrator.get(routes::CATALOG).await.expect(200).json();
    assert_eq!(catalog["resource_types"].as_array().unwrap().len(), types.len());
    assert!(catalog["grants"].as_array().unwrap().iter().any(|grant| grant["id"] == "authorization_code"));
}

#[tokio::test]
async fn a_microsoft_resource_takes_its_endpoints_from_the_type_and_the_directory() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let directory = "0f8fad5b-d9cb-469f-a165-70867728950e";
    let tenant = json!({ "slug": "contoso", "name": "Contoso", "directory_id": directory });
    let _ = administrator.post(routes::TENANTS, &tenant).await.expect(201);
    let body = json!({ "name": "Exchange - contoso.onmicrosoft.com", "type": "microsoft-online" });
    let made = administrator.post(&routes::resources("contoso"), &body).await.expect(201).json();
    let endpoint = |name: &str| made["endpoints"][name].as_str().unwrap_or_default().to_owned();
    assert_eq!(endpoint("authorization"), format!("https://login.microsoftonline.com/{directory}/oauth2/authorize"));
    assert_eq!(endpoint("token"), format!("https://login.microsoftonline.com/{directory}/oauth2/token"));
    assert_eq!(made["grant"], "authorization_code");
    assert!(made["callback_url"].as_str().unwrap().starts_with(&format!("{}/oauth/callback/", server.url())), "{made}");
}

#[tokio::test]
async fn asvs_14_2_6_a_secret_is_shown_only_as_set_with_its_last_four() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let resource = administrator.resource("contoso", &provider).await;
    for path in [routes::resource("contoso", resource.id.as_str()), routes::resources("contoso")] {
        let answer = administrator.get(&path).await.expect(200);
        assert!(!answer.text().contains(CLIENT_SECRET), "{path}");
    }
    let shown = administrator.get(&routes::resource("contoso", resource.id.as_str())).await.json();
    let secret = &shown["parameters"]["client_secret"]["token"];
    assert_eq!((&secret["set"], &secret["last4"]), (&json!(true), &json!("-7Qf")), "{secret}");
    assert!(secret["updated_at"].is_string());
    assert_eq!(shown["parameters"]["client_id"]["token"], CLIENT_ID);
}

#[tokio::test]
async fn a_parameter_keeps_sets_and_clears_each_phase() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let resource = administrator.resource("contoso", &provider).await;
    let path = resource_parameter("contoso", resource.id.as_str(), "scope");
    let read = async || {
        let shown = administrator.get(&routes::resource("contoso", resource.id.as_str())).await.expect(200).json();
        shown["parameters"]["scope"].clone()
    };
    let put = async |body: Value| {
        let answer = administrator.put(&path, &body).await;
        assert!((200..300).contains(&answer.status), "{}", answer.text());
    };
    put(json!({ "token": "mail", "refresh": "" })).await;
    assert_eq!(read().await, json!({ "authorization": "mail offline_access", "token": "mail", "refresh": "" }));
    put(json!({ "authorization": null })).await;
    assert_eq!(read().await, json!({ "token": "mail", "refresh": "" }));
    put(json!({ "token": null, "refresh": null })).await;
    assert_eq!(read().await, Value::Null);
}

#[tokio::test]
async fn writing_one_phase_of_a_secret_keeps_the_others() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let resource = administrator.resource("contoso", &provider).await;
    let path = resource_parameter("contoso", resource.id.as_str(), "client_secret");
    let answer = administrator.put(&path, &json!({ "refresh": "another-secret-of-contoso-ABCD" })).await;
    assert!((200..300).contains(&answer.status), "{}", answer.text());
    assert!(!answer.text().contains("another-secret"), "{}", answer.text());
    let shown = administrator.get(&routes::resource("contoso", resource.id.as_str())).await.json();
    assert_eq!(shown["parameters"]["client_secret"]["token"]["last4"], "-7Qf");
    assert_eq!(shown["parameters"]["client_secret"]["refresh"]["last4"], "ABCD");
    // And the token phase still works with the old one.
    administrator.authorize("contoso", &resource, None).await;
}

#[tokio::test]
async fn each_phase_sends_its_own_values_and_only_those() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    provider.set_life(30);
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let mut body = provider.resource("Mail");
    body["parameters"]["resource"] = json!({
        "authorization": "https://a.example.com/", "token": "https://t.example.com", "refresh": "https://r.example.com",
    });
    let resource: Resource = administrator.post(&routes::resources("contoso"), &body).await.expect(201).to();
    administrator.authorize("contoso", &resource, None).await;
    let key = administrator.key(Some("contoso"), &[shared::permission::Scope::TokensIssue]).await;
    let broker = routes::broker("contoso", resource.id.as_str());
    let _ = key.post(&broker, &json!({ "force": true })).await.expect(200);
    let browser = &provider.requests(Endpoint::Authorize)[0];
    assert_eq!(browser.parameter("resource"), "https://a.example.com/");
    assert_eq!(browser.parameter("client_secret"), "");
    let [exchange, refresh] = &provider.requests(Endpoint::Token)[..] else { panic!("two requests") };
    assert_eq!(
        (exchange.parameter("grant_type"), exchange.parameter("resource")),
        ("authorization_code", "https://t.example.com")
    );
    assert_eq!(
        (refresh.parameter("grant_type"), refresh.parameter("resource")),
        ("refresh_token", "https://r.example.com")
    );
}

#[tokio::test]
async fn unknown_types_grants_and_parameters_are_named() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let path = routes::resources("contoso");
    for (field, value, pointer) in [("type", "no-such-type", "/type"), ("grant", "no-such-grant", "/grant")] {
        let mut body = provider.resource("Mail");
        body[field] = json!(value);
        let faults = administrator.post(&path, &body).await.faults();
        assert_eq!(faults[0].0, pointer);
    }
    let mut body = provider.resource("Mail");
    body["parameters"]["colour"] = json!({ "token": "blue" });
    assert_eq!(administrator.post(&path, &body).await.faults()[0].0, "/parameters/colour");
    let mut body = provider.resource("Mail");
    body["token_replacements"] = json!({ "access_token": "x" });
    let faults = administrator.post(&path, &body).await.faults();
    assert_eq!(faults, [("/token_replacements/access_token".to_owned(), "secret_not_allowed".to_owned())]);
    assert!(administrator.list(&path).await.is_empty());
}

#[tokio::test]
async fn a_name_is_taken_once_per_tenant() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    for slug in ["contoso", "other"] {
        administrator.tenant(slug).await;
        administrator.resource(slug, &provider).await;
    }
    let again = administrator.post(&routes::resources("contoso"), &provider.resource("Mail")).await;
    assert!(matches!(again.status, 409 | 422), "{}", again.text());
    assert_eq!(administrator.list(&routes::resources("contoso")).await.len(), 1);
}

#[tokio::test]
async fn asvs_7_5_1_changing_an_endpoint_under_tokens_asks_for_the_password_and_drops_them() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let elsewhere = IdentityServer::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let resource = administrator.resource("contoso", &provider).await;
    let path = routes::resource("contoso", resource.id.as_str());
    let token = format!("{}/token", elsewhere.issuer());
    let change = json!({ "endpoints": { "authorization": resource.endpoints.authorization, "token": token } });
    administrator.authorize("contoso", &resource, None).await;
    let key = administrator.key(None, &[shared::permission::Scope::All]).await;
    // Having signed in is not having given the password once more; nor is having given it ten minutes ago.
    administrator.patch(&path, &change).await.remedy(ProblemCode::ReauthenticationRequired);
    let administrator = administrator.reauthenticated().await;
    let installation = server.stop().await;
    installation.database().change("UPDATE sessions SET reauthenticated_at = reauthenticated_at - 600000").await;
    let server = installation.start().await;
    let administrator = server.anonymous().as_identity(administrator.identity);
    let key = server.anonymous().as_identity(key.identity);
    administrator.patch(&path, &change).await.remedy(ProblemCode::ReauthenticationRequired);
    key.patch(&path, &change).await.problem(ProblemCode::ReauthenticationRequired);
    assert_eq!(administrator.list(&routes::tokens("contoso", resource.id.as_str())).await.len(), 1);
    let administrator = administrator.reauthenticated().await;
    let _ = administrator.patch(&path, &change).await.expect(200);
    assert!(administrator.list(&routes::tokens("contoso", resource.id.as_str())).await.is_empty());
    assert!(elsewhere.requests(Endpoint::Token).is_empty(), "no secret went to the new address");
}

#[tokio::test]
async fn deleting_a_resource_deletes_its_tokens() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let resource = administrator.resource("contoso", &provider).await;
    administrator.authorize("contoso", &resource, None).await;
    let path = routes::resource("contoso", resource.id.as_str());
    let deleted = administrator.delete(&path).await;
    let deleted = if deleted.status == 204 {
        deleted
    } else {
        administrator.delete(&format!("{path}?confirm={}", resource.name)).await
    };
    assert_eq!(deleted.status, 204, "{}", deleted.text());
    administrator.get(&path).await.problem(ProblemCode::NotFound);
    let broker = routes::broker("contoso", resource.id.as_str());
    administrator.post(&broker, &json!({})).await.problem(ProblemCode::NotFound);
}
