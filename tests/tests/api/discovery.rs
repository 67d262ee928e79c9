//! Finding endpoints: what is proposed, and every way in which the other end can get it wrong.

use serde_json::{Value, json};
use shared::{api::resource::Resource, problem::ProblemCode, routes};
use tests::{
    harness::{Answer, Client, Server},
    identity_server::{Endpoint, IdentityServer, misbehaviour},
};

struct Scene {
    _server: Server,
    provider: IdentityServer,
    administrator: Client,
    resource: Resource,
}

impl Scene {
    async fn set() -> Self {
        let server = Server::start().await;
        let provider = IdentityServer::start().await;
        let administrator = server.administrator().await;
        administrator.tenant("contoso").await;
        let resource = administrator.resource("contoso", &provider).await;
        Self { _server: server, provider, administrator, resource }
    }

    async fn discover(&self, body: &Value) -> Answer {
        self.administrator.post(&routes::resource_discover("contoso", self.resource.id.as_str()), body).await
    }

    async fn ask_issuer(&self) -> Answer {
        self.discover(&json!({ "issuer": self.provider.issuer() })).await
    }

    /// The resource must be what it was, whatever discovery met.
    async fn nothing_changed(&self) {
        let now: Resource =
            self.administrator.get(&routes::resource("contoso", self.resource.id.as_str())).await.expect(200).to();
        assert_eq!(now, self.resource);
    }
}

#[tokio::test]
async fn discovery_proposes_endpoints_and_stores_nothing() {
    let scene = Scene::set().await;
    let found = scene.ask_issuer().await.expect(200).json();
    let issuer = scene.provider.issuer();
    assert_eq!(found["issuer"], issuer);
    assert_eq!(found["endpoints"]["token"], format!("{issuer}/token"));
    assert_eq!(found["endpoints"]["authorization"], format!("{issuer}/authorize"));
    assert_eq!(found["issuer_in_callback"], true);
    assert_eq!(found["code_challenge_methods_supported"], json!(["S256"]));
    scene.nothing_changed().await;
}

#[tokio::test]
async fn asvs_10_5_3_another_issuer_in_the_document_is_refused() {
    let scene = Scene::set().await;
    let own = scene.provider.issuer().to_owned();
    for other in ["https://evil.example.com", &format!("{own}/"), &own.to_uppercase()] {
        scene.provider.once(Endpoint::Discovery, misbehaviour::issuer_differs(other));
        let answer = scene.ask_issuer().await;
        answer.remedy(ProblemCode::IssuerMismatch);
    }
    scene.nothing_changed().await;
}

#[tokio::test]
async fn a_page_instead_of_a_document_is_explained_in_both_languages() {
    let scene = Scene::set().await;
    scene.provider.always(Endpoint::Discovery, misbehaviour::html());
    let english = scene.ask_issuer().await.remedy(ProblemCode::DiscoveryFailed);
    let path = routes::resource_discover("contoso", scene.resource.id.as_str());
    let body = json!({ "issuer": scene.provider.issuer() });
    let dutch = scene.administrator.in_dutch().post(&path, &body).await.remedy(ProblemCode::DiscoveryFailed);
    assert_ne!(english, dutch);
    scene.nothing_changed().await;
}

#[tokio::test]
async fn a_broken_huge_or_moved_document_is_a_clear_problem() {
    let scene = Scene::set().await;
    let elsewhere = format!("{}/elsewhere", scene.provider.issuer());
    for misbehaviour in [
        misbehaviour::truncated(),
        misbehaviour::huge(),
        misbehaviour::redirect(&elsewhere),
        misbehaviour::replaced("token_endpoint", json!(7)),
        misbehaviour::replaced("token_endpoint", Value::Null),
        misbehaviour::replaced("issuer", Value::Null),
        misbehaviour::lost_reply(),
    ] {
        scene.provider.behave();
        scene.provider.always(Endpoint::Discovery, misbehaviour);
        let answer = scene.ask_issuer().await;
        let code = answer.json()["code"].as_str().unwrap().to_owned();
        assert!(
            ["oauth.discovery_failed", "oauth.issuer_mismatch", "oauth.provider_unavailable"].contains(&code.as_str()),
            "{}",
            answer.text()
        );
        assert!(!answer.json()["remedy"].as_str().unwrap_or_default().is_empty(), "{}", answer.text());
    }
    assert!(scene.provider.requests(Endpoint::Elsewhere).is_empty(), "no redirect is followed (ASVS 15.3.2)");
    scene.nothing_changed().await;
}

#[tokio::test]
async fn a_server_that_is_down_is_said_to_be_down() {
    let scene = Scene::set().await;
    let gone = {
        let provider = IdentityServer::start().await;
        provider.issuer().to_owned()
    };
    let answer = scene.discover(&json!({ "issuer": gone })).await;
    let code = answer.json()["code"].as_str().unwrap().to_owned();
    assert!(["oauth.discovery_failed", "oauth.provider_unavailable"].contains(&code.as_str()), "{}", answer.text());
    assert!(!answer.json()["remedy"].as_str().unwrap_or_default().is_empty());
    scene.nothing_changed().await;
}

#[tokio::test]
async fn a_server_that_is_too_slow_does_not_hold_the_request_for_ever() {
    let scene = Scene::set().await;
    scene.provider.once(Endpoint::Discovery, misbehaviour::stall());
    let answer = scene.ask_issuer().await;
    let code = answer.json()["code"].as_str().unwrap().to_owned();
    assert!(["oauth.discovery_failed", "oauth.provider_unavailable"].contains(&code.as_str()), "{}", answer.text());
    let _ = scene.ask_issuer().await.expect(200);
}

#[tokio::test]
async fn a_document_that_comes_byte_by_byte_is_read() {
    let scene = Scene::set().await;
    scene.provider.once(Endpoint::Discovery, misbehaviour::drip());
    let _ = scene.ask_issuer().await.expect(200);
}

#[tokio::test]
async fn a_domain_that_looks_like_none_is_refused_before_anything_is_called() {
    let scene = Scene::set().await;
    assert_eq!(scene.discover(&json!({ "domain": "contoso" })).await.faults()[0].0, "/domain");
    assert_eq!(scene.discover(&json!({ "directory_id": "contoso" })).await.faults()[0].0, "/directory_id");
    assert_eq!(scene.discover(&json!({})).await.faults()[0], ("/issuer".to_owned(), "required".to_owned()));
    assert!(scene.provider.requests(Endpoint::Discovery).is_empty());
}
