//! Secrets and certificates of a resource: added, used, overlapping, removed, and never shown again.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use shared::{problem::ProblemCode, routes};
use tests::{
    harness::{Client, Server},
    identity_server::{CLIENT_SECRET, Endpoint, IdentityServer},
};

const NEW_SECRET: &str = "N3w~secret-of-contoso-never-in-clear-q8Z";
const LEGACY_PFX: &[u8] = include_bytes!("../../../backend/src/certificate/fixtures/legacy.pfx");
const PFX_PASSWORD: &str = "contoso-2026";

struct Scene {
    server: Server,
    provider: IdentityServer,
    administrator: Client,
    resource: String,
}

impl Scene {
    /// An application without a secret among its parameters, that proves itself with `client_auth`.
    async fn with(client_auth: &str, parameter: Option<&str>) -> Self {
        let server = Server::start().await;
        let provider = IdentityServer::start().await;
        let administrator = server.administrator().await;
        administrator.tenant("contoso").await;
        let mut request = provider.application("Mail");
        request["client_auth"] = json!(client_auth);
        match parameter {
            Some(secret) => request["parameters"]["client_secret"] = json!({ "token": secret }),
            None => drop(request["parameters"].as_object_mut().unwrap().remove("client_secret")),
        }
        let made = administrator.post(&routes::resources("contoso"), &request).await.expect(201).json();
        let resource = made["id"].as_str().unwrap().to_owned();
        Self { server, provider, administrator, resource }
    }

    fn path(&self) -> String {
        routes::credentials("contoso", &self.resource)
    }

    async fn add(&self, request: Value) -> Value {
        self.administrator.post(&self.path(), &request).await.expect(201).json()
    }

    async fn acquire(&self) -> tests::harness::Answer {
        self.administrator.post(&routes::tokens("contoso", &self.resource), &json!({})).await
    }

    async fn certificate(&self, id: &Value) -> Vec<u8> {
        let path = routes::credential_certificate("contoso", &self.resource, id.as_str().unwrap());
        let answer = self.administrator.get(&path).await.expect(200);
        assert_eq!(answer.header("content-type"), "application/pkix-cert");
        answer.body
    }

    async fn states(&self) -> Vec<(String, String)> {
        let listed = self.administrator.list(&self.path()).await;
        let text = |item: &Value, name: &str| item[name].as_str().unwrap_or_default().to_owned();
        listed.iter().map(|item| (text(item, "name"), text(item, "state"))).collect()
    }

    /// The secrets of the token requests since `before`.
    fn tried(&self, before: usize) -> Vec<String> {
        let requests = self.provider.requests(Endpoint::Token);
        requests[before..].iter().map(|request| request.parameter("client_secret").to_owned()).collect()
    }
}

#[tokio::test]
async fn a_certificate_made_here_signs_what_the_provider_verifies() {
    for algorithm in ["PS256", "RS256"] {
        let scene = Scene::with("private_key_jwt", None).await;
        let missing = scene.acquire().await;
        assert!(missing.remedy(ProblemCode::ResourceIncomplete).len() > 5);
        let made = scene.add(json!({ "generate": "certificate", "name": "2026", "algorithm": algorithm })).await;
        assert_eq!((&made["kind"], &made["state"]), (&json!("certificate"), &json!("valid")));
        assert_eq!(made["thumbprint_sha1"].as_str().unwrap().len(), 40);
        let _ = scene.acquire().await.problem(ProblemCode::InvalidClient);
        let der = scene.certificate(&made["id"]).await;
        scene.provider.register_certificate(der.clone());
        let _ = scene.acquire().await.expect(201);
        let asked = scene.provider.requests(Endpoint::Token);
        let last = asked.last().unwrap();
        assert_eq!((last.parameter("client_secret"), last.parameter("client_id").is_empty()), ("", false));
        let path = routes::credential_certificate("contoso", &scene.resource, made["id"].as_str().unwrap());
        let pem = scene.administrator.get(&format!("{path}?format=pem")).await.expect(200).text();
        let inner: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        assert_eq!(STANDARD.decode(inner).unwrap(), der);
        assert!(scene.administrator.get(&format!("{path}?format=pfx")).await.status == 422);
    }
}

#[tokio::test]
async fn every_grant_can_prove_itself_with_a_certificate() {
    let scene = Scene::with("private_key_jwt", None).await;
    let mut request = scene.provider.resource("Delegated");
    request["client_auth"] = json!("private_key_jwt");
    drop(request["parameters"].as_object_mut().unwrap().remove("client_secret"));
    let administrator = &scene.administrator;
    let resource: shared::api::resource::Resource =
        administrator.post(&routes::resources("contoso"), &request).await.expect(201).to();
    let path = routes::credentials("contoso", resource.id.as_str());
    let import = json!({ "pfx": STANDARD.encode(LEGACY_PFX), "password": PFX_PASSWORD });
    let made = administrator.post(&path, &import).await.expect(201).json();
    assert_eq!(made["certificate_subject"], "CN=Mail of Contoso,O=Contoso");
    let certificate = routes::credential_certificate("contoso", resource.id.as_str(), made["id"].as_str().unwrap());
    scene.provider.register_certificate(administrator.get(&certificate).await.expect(200).body);
    let token = administrator.authorize("contoso", &resource, None).await;
    let refresh = routes::token_refresh("contoso", resource.id.as_str(), token.id.as_str());
    let _ = administrator.post(&refresh, &json!({})).await.expect(200);
    let grants: Vec<String> = scene
        .provider
        .requests(Endpoint::Token)
        .iter()
        .map(|request| {
            format!("{} {}", request.parameter("grant_type"), request.parameter("client_assertion").len() > 400)
        })
        .collect();
    assert_eq!(grants, ["authorization_code true", "refresh_token true"]);
}

#[tokio::test]
async fn overlapping_secrets_are_tried_newest_first_and_what_works_is_remembered() {
    let scene = Scene::with("client_secret_post", Some("parameter-of-contoso-0001")).await;
    let _ = scene.add(json!({ "secret": CLIENT_SECRET, "name": "old" })).await;
    let _ = scene.add(json!({ "secret": NEW_SECRET, "name": "new" })).await;
    let _ = scene.add(json!({ "generate": "certificate", "name": "not for this way" })).await;
    let _ = scene.acquire().await.expect(201);
    assert_eq!(scene.tried(0), [NEW_SECRET, CLIENT_SECRET], "the provider does not know the new one yet");
    let _ = scene.acquire().await.expect(201);
    assert_eq!(scene.tried(2), [CLIENT_SECRET], "what worked is tried first");
    let state = |name: &str, state: &str| (name.to_owned(), state.to_owned());
    assert_eq!(
        scene.states().await,
        [state("not for this way", "valid"), state("new", "refused"), state("old", "valid")]
    );
    scene.provider.register_secrets(&[NEW_SECRET]);
    let _ = scene.acquire().await.expect(201);
    assert_eq!(scene.tried(3), [CLIENT_SECRET, "parameter-of-contoso-0001", NEW_SECRET]);
    let _ = scene.acquire().await.expect(201);
    assert_eq!(scene.tried(6), [NEW_SECRET], "accepted again, so no longer refused");
}

#[tokio::test]
async fn without_credentials_the_parameter_serves_and_a_removed_credential_does_not() {
    let scene = Scene::with("client_secret_basic", Some(CLIENT_SECRET)).await;
    let _ = scene.acquire().await.expect(201);
    let added = scene.add(json!({ "secret": NEW_SECRET, "name": "new" })).await;
    let path = routes::credential("contoso", &scene.resource, added["id"].as_str().unwrap());
    let _ = scene.administrator.delete(&path).await.expect(204);
    let _ = scene.administrator.delete(&path).await.problem(ProblemCode::NotFound);
    let before = scene.provider.requests(Endpoint::Token).len();
    let _ = scene.acquire().await.expect(201);
    assert_eq!(scene.provider.requests(Endpoint::Token).len(), before + 1, "only the parameter was tried");
    let trail = scene.administrator.list(&format!("{}?tenant=contoso", routes::AUDIT)).await;
    for action in ["credential.create", "credential.delete"] {
        assert!(trail.iter().any(|entry| entry["action"] == action), "{action}");
    }
}

#[tokio::test]
async fn what_cannot_be_used_is_refused_with_its_reason() {
    let scene = Scene::with("private_key_jwt", None).await;
    let pfx = STANDARD.encode(LEGACY_PFX);
    let table = [
        (json!({ "pfx": pfx, "password": "wrong" }), "/password", "pfx_password"),
        (json!({ "pfx": STANDARD.encode("no file"), "password": "x" }), "/pfx", "pfx"),
        (json!({ "pfx": "%%%" }), "/pfx", "pfx"),
        (json!({ "pem": "-----BEGIN CERTIFICATE-----" }), "/pem", "pem"),
        (json!({ "secret": "s", "expires_at": "2020-01-01T00:00:00Z" }), "/expires_at", "past"),
        (json!({ "secret": "s", "generate": "certificate" }), "", "choice"),
        (json!({ "generate": "key" }), "/generate", "choice"),
        (json!({}), "/secret", "required"),
    ];
    for (request, pointer, code) in table {
        let answer = scene.administrator.post(&scene.path(), &request).await;
        assert_eq!(answer.faults(), [(pointer.to_owned(), code.to_owned())], "{request}");
        let dutch = scene.administrator.in_dutch().post(&scene.path(), &request).await;
        assert_ne!(dutch.problem(ProblemCode::InvalidFields).errors, answer.problem(ProblemCode::InvalidFields).errors);
    }
    assert!(scene.states().await.is_empty(), "nothing was kept");
    let secret = scene.add(json!({ "secret": NEW_SECRET })).await;
    let path = routes::credential_certificate("contoso", &scene.resource, secret["id"].as_str().unwrap());
    let _ = scene.administrator.get(&path).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn neither_secret_nor_key_nor_password_is_anywhere_in_clear() {
    let scene = Scene::with("client_secret_post", None).await;
    let mut said = scene.add(json!({ "secret": NEW_SECRET })).await.to_string();
    said += &scene.add(json!({ "generate": "certificate" })).await.to_string();
    said += &scene.add(json!({ "pfx": STANDARD.encode(LEGACY_PFX), "password": PFX_PASSWORD })).await.to_string();
    said += &scene.administrator.get(&scene.path()).await.expect(200).text();
    said += &scene.acquire().await.text();
    said += &scene.administrator.get(&routes::resource("contoso", &scene.resource)).await.expect(200).text();
    said += &scene.administrator.get(&format!("{}?tenant=contoso", routes::AUDIT)).await.expect(200).text();
    said += &String::from_utf8_lossy(&scene.server.installation().database().contents().await);
    let logged = scene.server.stderr().clone();
    let _stopped = scene.server.stop().await;
    said += &logged.text();
    // "MII" with this version number is how an unsealed PKCS #8 key in base64 begins.
    for secret in [NEW_SECRET, PFX_PASSWORD, "PRIVATE KEY", "AIBADANBgkqhkiG9w0BAQEFAASC"] {
        assert!(!said.contains(secret), "{secret}");
    }
}
