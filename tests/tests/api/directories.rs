//! The check `discovery` by domain and directory id. In production its hosts are pinned to Microsoft's clouds and no request
//! can change them, so this test writes a cloud of its own on loopback behind the program's back; everything from there on
//! is the program's own: rules for addresses, request, reading, judging.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing,
};
use serde_json::{Value, json};
use shared::{
    api::{check::CheckRun, resource::Resource},
    check::{CheckState, Owner},
    routes,
};
use tests::harness::{Client, Server};
use tokio::net::TcpListener;

use crate::checks::one;

const OURS: &str = "7c1a3f0e-2b4d-4c58-9f3e-6d1b2a3c4d5e";
const OTHERS: &str = "1d9c7b5a-0f1e-4d3c-8b2a-9e8f7a6b5c4d";
const NOBODYS: &str = "00000000-0f1e-4d3c-8b2a-9e8f7a6b5c4d";

/// A login host that knows two directories, by id and by domain, and answers as Microsoft's does.
async fn login_host() -> (String, tokio::task::JoinHandle<()>) {
    async fn metadata(State(own): State<String>, Path(asked): Path<String>) -> (StatusCode, Json<Value>) {
        let id = match asked.as_str() {
            "contoso.example.com" | OURS => OURS,
            "fabrikam.example.com" | OTHERS => OTHERS,
            _ => {
                let words = "AADSTS90002: Tenant not found. Check to make sure you have the correct tenant ID.";
                return (
                    StatusCode::BAD_REQUEST,
                    Json(json!({ "error": "invalid_tenant", "error_description": words })),
                );
            }
        };
        let at = |rest: &str| format!("{own}/{id}/oauth2/v2.0/{rest}");
        let document = json!({
            "issuer": format!("{own}/{id}/v2.0"), "authorization_endpoint": at("authorize"),
            "token_endpoint": at("token"), "device_authorization_endpoint": at("devicecode"),
        });
        (StatusCode::OK, Json(document))
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let own = format!("http://{}", listener.local_addr().expect("an address"));
    let router = Router::new()
        .route("/{directory}/v2.0/.well-known/openid-configuration", routing::get(metadata))
        .with_state(own.clone());
    let task = tokio::spawn(async move { axum::serve(listener, router).await.expect("the host runs") });
    (own, task)
}

struct Scene {
    client: Client,
    resource: Resource,
    host: String,
    login: tokio::task::JoinHandle<()>,
    _server: Server,
}

impl Scene {
    async fn set() -> Self {
        let ((host, login), server) = (login_host().await, Server::start().await);
        let client = server.administrator().await;
        client.tenant("contoso").await;
        let duplicate = routes::tenant_resource_type_duplicate("contoso", "microsoft-graph-mail");
        let kind = client.post(&duplicate, &json!({ "name": "Graph of a cloud on loopback" })).await.expect(201).json();
        let port = host.rsplit(':').next().expect("a port");
        let statement = format!(
            // The other clouds stay as they are: nothing of them can be reached from here.
            "UPDATE resource_types SET definition = replace(replace(definition, 'https://{{login}}', \
             'http://{{login}}:{port}'), 'login.microsoftonline.com', '127.0.0.1')"
        );
        assert_eq!(server.installation().database().change(statement.leak()).await, 1);
        let body = json!({ "name": "Mail", "type": kind["id"], "grant": "client_credentials",
            "endpoints": { "token": format!("{host}/{OURS}/oauth2/v2.0/token") } });
        let resource = client.post(&routes::resources("contoso"), &body).await.expect(201).to();
        Self { client, resource, host, login, _server: server }
    }

    async fn says(&self, tenant: Value) {
        let _ = self.client.patch(&routes::tenant("contoso"), &tenant).await.expect(200);
    }

    async fn discovery(&self, domain: Option<&str>) -> CheckRun {
        let arguments = domain.map_or_else(|| json!({}), |domain| json!({ "domain": domain }));
        one(&self.client, json!({ "check": "discovery", "resource": self.resource.id, "arguments": arguments })).await
    }
}

/// What was found first, and that there is a remedy and somebody who acts wherever it is not fine.
fn found(run: &CheckRun) -> (CheckState, &str) {
    for finding in run.findings.iter().filter(|finding| finding.state != CheckState::Passed) {
        assert!(finding.remedy.is_some() && finding.who == Some(Owner::Customer), "{finding:?}");
        assert_ne!(finding.found.en, finding.found.nl, "{finding:?}");
    }
    (run.state, run.findings[0].found.en.as_str())
}

#[tokio::test]
async fn the_directory_behind_the_tenants_domain_is_compared_with_its_own_and_with_the_endpoints() {
    let scene = Scene::set().await;
    let nothing = scene.discovery(None).await;
    assert_eq!(found(&nothing), (CheckState::Impossible, "The tenant has neither a domain nor a directory ID."));
    // A domain without a directory id: told, not taken.
    scene.says(json!({ "domains": ["contoso.example.com"] })).await;
    let unknown = scene.discovery(None).await;
    let (state, text) = found(&unknown);
    assert!(state == CheckState::Warning && text.contains(OURS), "{unknown:?}");
    let tenant = scene.client.get(&routes::tenant("contoso")).await.expect(200).json();
    assert!(tenant["directory_id"].is_null(), "{tenant}");
    // Right.
    scene.says(json!({ "directory_id": OURS })).await;
    let right = scene.discovery(None).await;
    assert!(found(&right).0 == CheckState::Passed && right.findings.len() == 1, "{right:?}");
    assert!(
        right.findings[0].found.en.contains("contoso.example.com")
            || right.findings[0].looked_at.en.contains("contoso.example.com"),
        "{right:?}"
    );
    // Capitals are no other domain.
    assert_eq!(scene.discovery(Some("Contoso.Example.COM")).await.state, CheckState::Passed);
    // The domain of somebody else.
    let wrong = scene.discovery(Some("fabrikam.example.com")).await;
    let (state, text) = found(&wrong);
    assert!(state == CheckState::Failed && text.contains(OTHERS), "{wrong:?}");
    assert!(wrong.findings[0].expected.en.contains(OURS), "{wrong:?}");
    assert!(wrong.findings[1].found.en.contains(OURS), "the endpoints are of the other directory then: {wrong:?}");
    // Nobody's domain.
    let strange = scene.discovery(Some("nobody.example.com")).await;
    let (state, text) = found(&strange);
    assert!(state == CheckState::Failed && text.starts_with("The provider does not know it."), "{strange:?}");
}

#[tokio::test]
async fn without_a_domain_the_directory_id_itself_is_asked_about() {
    let scene = Scene::set().await;
    scene.says(json!({ "directory_id": OURS })).await;
    assert_eq!(scene.discovery(None).await.state, CheckState::Passed);
    // Another directory than the one that the endpoints name.
    scene.says(json!({ "directory_id": OTHERS })).await;
    let wrong = scene.discovery(None).await;
    assert_eq!(wrong.state, CheckState::Failed, "{wrong:?}");
    assert_eq!(wrong.findings[0].state, CheckState::Passed, "the id is one that the provider knows: {wrong:?}");
    assert!(wrong.findings[1].found.en.contains(OURS), "{wrong:?}");
    // One that nobody has.
    scene.says(json!({ "directory_id": NOBODYS })).await;
    let unknown = scene.discovery(None).await;
    let (state, text) = found(&unknown);
    assert!(state == CheckState::Failed && text.starts_with("The provider does not know it."), "{unknown:?}");
    // Out of reach proves nothing.
    scene.login.abort();
    let down = scene.discovery(None).await;
    assert_eq!(found(&down).0, CheckState::Impossible, "{} is down: {down:?}", scene.host);
}
