//! Claims shown for diagnosis: judged against what the resource asked for, audited, and without the token.

use serde_json::{Value, json};
use shared::{
    api::{
        claims::{ClaimFinding, ClaimFindingCode, TokenClaims, TokenForm},
        resource::Resource,
    },
    permission::{Role, Scope},
    problem::ProblemCode,
    routes,
};
use tests::{
    harness::{Client, Server},
    identity_server::{CLIENT_ID, CLIENT_SECRET, IdentityServer},
};

const DIRECTORY: &str = "0f3c2d1e-7a6b-4c5d-8e9f-0a1b2c3d4e5f";

struct Scene {
    server: Server,
    provider: IdentityServer,
    administrator: Client,
    resource: Resource,
}

impl Scene {
    /// An application of Exchange Online over EWS in the tenant's directory.
    async fn set() -> Self {
        let server = Server::start().await;
        let provider = IdentityServer::start().await;
        let administrator = server.administrator().await;
        let tenant = json!({ "slug": "contoso", "name": "Contoso", "directory_id": DIRECTORY });
        let _ = administrator.post(routes::TENANTS, &tenant).await.expect(201);
        let body = json!({
            "name": "Exchange", "type": "exchange-online-ews", "grant": "client_credentials",
            "client_auth": "client_secret_post",
            "endpoints": { "token": format!("{}/token", provider.issuer()) },
            "parameters": { "client_id": { "token": CLIENT_ID }, "client_secret": { "token": CLIENT_SECRET } },
        });
        let resource = administrator.post(&routes::resources("contoso"), &body).await.expect(201).to();
        Self { server, provider, administrator, resource }
    }

    /// Obtains a token with `claims`, and looks at it.
    async fn look(&self, claims: Option<Value>) -> (String, TokenClaims) {
        self.provider.set_claims(claims);
        let tokens = routes::tokens("contoso", self.resource.id.as_str());
        let token = self.administrator.post(&tokens, &json!({})).await.expect(201).json();
        let path = routes::token_claims("contoso", self.resource.id.as_str(), token["id"].as_str().expect("an id"));
        let answer = self.administrator.get(&path).await.expect(200);
        let broker = routes::broker("contoso", self.resource.id.as_str());
        let issued = self.administrator.post(&broker, &json!({})).await.expect(200).json();
        let issued = issued["access_token"].as_str().expect("a token").to_owned();
        let signature = issued.rsplit('.').next().expect("a part");
        assert!(!answer.text().contains(signature), "the signature left");
        (path, answer.to())
    }
}

fn about<'a>(seen: &'a TokenClaims, claim: &str) -> &'a ClaimFinding {
    seen.findings.iter().find(|finding| finding.claim == claim).unwrap_or_else(|| panic!("{claim}: {seen:?}"))
}

#[tokio::test]
async fn a_sound_token_is_found_sound_and_a_useless_one_says_why() {
    let scene = Scene::set().await;
    let sound = json!({
        "aud": "https://outlook.office365.com", "tid": DIRECTORY, "appid": CLIENT_ID, "idtyp": "app",
        "roles": ["full_access_as_app"], "iss": format!("https://sts.windows.net/{DIRECTORY}/"), "ver": "1.0",
        "iat": 1_700_000_000, "exp": 4_000_000_000_i64, "aio": "x",
    });
    let (_, seen) = scene.look(Some(sound)).await;
    assert_eq!((seen.form, seen.verified), (TokenForm::Jwt, false));
    assert!(seen.findings.iter().all(|found| found.code == ClaimFindingCode::Fits), "{:?}", seen.findings);
    assert_eq!(seen.claims[0].name, "aud");
    assert_eq!(seen.header.iter().map(|field| field.name.as_str()).collect::<Vec<_>>(), ["alg", "kid", "typ"]);
    let useless = json!({
        "aud": "00000003-0000-0000-c000-000000000000", "tid": "11111111-7a6b-4c5d-8e9f-0a1b2c3d4e5f",
        "appid": "another", "exp": 1_700_000_000,
    });
    let (_, seen) = scene.look(Some(useless)).await;
    assert_eq!(about(&seen, "aud").code, ClaimFindingCode::AudienceDiffers);
    assert_eq!(about(&seen, "aud").expected, ["https://outlook.office365.com"]);
    assert_eq!(about(&seen, "tid").code, ClaimFindingCode::DirectoryDiffers);
    assert_eq!(about(&seen, "appid").code, ClaimFindingCode::ClientDiffers);
    assert_eq!(about(&seen, "roles").code, ClaimFindingCode::RolesMissing);
    assert_eq!(about(&seen, "roles").expected, ["full_access_as_app"]);
    assert_eq!(about(&seen, "exp").code, ClaimFindingCode::Expired);
}

#[tokio::test]
async fn an_opaque_token_is_called_that() {
    let scene = Scene::set().await;
    let (_, seen) = scene.look(None).await;
    assert_eq!(seen.form, TokenForm::Opaque);
    assert!(seen.claims.is_empty() && seen.header.is_empty() && seen.findings.is_empty());
}

#[tokio::test]
async fn whoever_may_see_tokens_may_look_and_every_look_is_in_the_trail() {
    let scene = Scene::set().await;
    let (path, _) = scene.look(Some(json!({ "aud": "x" }))).await;
    let viewer = scene.server.member(&scene.administrator, "contoso", Role::Viewer).await;
    let _ = viewer.get(&path).await.expect(200);
    let reader = scene.administrator.key(None, &[Scope::TokensRead]).await;
    let _ = reader.get(&path).await.expect(200);
    let stranger = scene.administrator.key(None, &[Scope::ResourcesRead]).await;
    stranger.get(&path).await.problem(ProblemCode::Forbidden);
    let unknown = routes::token_claims("contoso", scene.resource.id.as_str(), "00000000-0000-7000-8000-000000000000");
    scene.administrator.get(&unknown).await.problem(ProblemCode::NotFound);
    let trail = scene.administrator.list(&format!("{}?action=token.claims", routes::audit())).await;
    assert_eq!(trail.len(), 3);
}
