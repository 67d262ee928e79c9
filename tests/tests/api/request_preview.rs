//! What the page shows of a request before it is made is what the identity server receives: every grant, every request
//! of it, parameter by parameter, nothing more and nothing less.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::{
    api::{
        catalog::{Acquisition, Catalog},
        device_authorization::DeviceAuthorizationStarted,
        resource::{Resource, ShownValue},
        token::TokenMetadata,
    },
    resource::{Phase, PreviewOf, RequestKind, RequestPreview, STARS},
    routes,
};
use tests::{
    harness::{Client, Server, until},
    identity_server::{CLIENT_ID, CLIENT_SECRET, Endpoint, IdentityServer, Logged},
};

const MAILBOX: &str = "intake@contoso.example.com";
const PASSWORD: &str = "correct-horse-battery-5521";

/// One grant with a client of one kind, and every request that it makes.
struct Scene {
    _server: Server,
    provider: IdentityServer,
    administrator: Client,
    resource: Resource,
    catalog: Catalog,
}

impl Scene {
    async fn with(shape: impl FnOnce(&IdentityServer) -> Value, client_auth: &str) -> Self {
        let server = Server::start().await;
        let provider = IdentityServer::start().await;
        provider.set_account(MAILBOX, PASSWORD, None);
        let administrator = server.administrator().await;
        administrator.tenant("contoso").await;
        let mut body = shape(&provider);
        body["client_auth"] = json!(client_auth);
        let created = administrator.post(&routes::resources("contoso"), &body).await.expect(201);
        let resource: Resource = created.to();
        let catalog = administrator.get(&routes::catalog()).await.expect(200).to();
        let scene = Self { _server: server, provider, administrator, resource, catalog };
        if client_auth == "private_key_jwt" {
            scene.register_certificate().await;
        }
        scene
    }

    fn path(&self) -> String {
        routes::tokens("contoso", self.resource.id.as_str())
    }

    async fn register_certificate(&self) {
        let id = self.resource.id.as_str();
        let (path, body) = (routes::credentials("contoso", id), json!({ "generate": "certificate" }));
        let made = self.administrator.post(&path, &body).await.expect(201).json();
        let path = routes::credential_certificate("contoso", id, made["id"].as_str().unwrap());
        self.provider.register_certificate(self.administrator.get(&path).await.expect(200).body);
    }

    fn acquisition(&self) -> Acquisition {
        self.catalog.grants.iter().find(|grant| grant.id == self.resource.grant).expect("a known grant").acquisition
    }

    /// What the page shows, of what the API tells it.
    fn preview(&self, which: RequestKind) -> Option<RequestPreview> {
        let kind = self.catalog.resource_types.iter().find(|kind| kind.id == self.resource.kind).expect("a known type");
        let own = |name: &str, phase| self.resource.parameters.get(name)?.get(phase).cloned();
        let value = |name: &str, phase: Phase| match own(name, phase) {
            Some(ShownValue::Plain(text)) => Some(text).filter(|text| !text.is_empty()),
            Some(ShownValue::Secret(state)) => state.set.then(|| STARS.to_owned()),
            None => kind.parameter(name)?.defaults.get(phase).cloned(),
        };
        let cleared = |name: &str, phase| own(name, phase) == Some(ShownValue::Plain(String::new()));
        let of = PreviewOf {
            kind,
            grant: &self.resource.grant,
            acquisition: self.acquisition(),
            client_auth: self.resource.client_auth,
            endpoints: &self.resource.endpoints,
            callback_url: &self.resource.callback_url,
            value: &value,
            cleared: &cleared,
            subject: self.subject(),
        };
        of.request(which)
    }

    /// Who signs in, where that is said beforehand.
    fn subject(&self) -> Option<&'static str> {
        matches!(self.acquisition(), Acquisition::Browser | Acquisition::Password).then_some(MAILBOX)
    }

    /// Obtains a token in the way of the grant.
    async fn acquire(&self) -> Option<TokenMetadata> {
        match self.acquisition() {
            Acquisition::Browser => Some(self.administrator.authorize("contoso", &self.resource, self.subject()).await),
            Acquisition::Device => {
                let path = routes::device_authorizations("contoso", self.resource.id.as_str());
                let begun = self.administrator.post(&path, &json!({})).await.expect(201);
                let started: DeviceAuthorizationStarted = begun.to();
                self.provider.approve_device(&started.user_code);
                let made = until("a token by device code", async || {
                    self.administrator.list(&self.path()).await.into_iter().next()
                });
                Some(serde_json::from_value(made.await).expect("a token"))
            }
            Acquisition::Password => {
                let login = json!({ "username": MAILBOX, "password": PASSWORD });
                Some(self.administrator.post(&self.path(), &login).await.expect(201).to())
            }
            Acquisition::HandedIn => {
                let handed_in = json!({ "subject": MAILBOX, "refresh_token": self.provider.refresh_token() });
                Some(self.administrator.post(&self.path(), &handed_in).await.expect(201).to())
            }
            Acquisition::Server => {
                let _ = self.administrator.post(&self.path(), &json!({})).await.expect(201);
                None
            }
            Acquisition::None => panic!("no grant is like that"),
        }
    }

    /// The requests that the identity server received, the last of each kind.
    fn received(&self, which: RequestKind) -> Option<Logged> {
        let (endpoint, of_refresh) = match which {
            RequestKind::Authorization => (Endpoint::Authorize, false),
            RequestKind::DeviceAuthorization => (Endpoint::DeviceAuthorization, false),
            RequestKind::Token => (Endpoint::Token, false),
            RequestKind::Refresh => (Endpoint::Token, true),
        };
        let mut all = self.provider.requests(endpoint).into_iter();
        all.rfind(|request| (request.parameter("grant_type") == "refresh_token") == of_refresh)
    }

    /// Compares every request of the grant; tells which there were.
    async fn proves_itself(&self) -> Vec<RequestKind> {
        let token = self.acquire().await;
        if let Some(token) = token {
            let path = routes::token_refresh("contoso", self.resource.id.as_str(), token.id.as_str());
            let _ = self.administrator.post(&path, &json!({})).await.expect(200);
        }
        RequestKind::ALL
            .into_iter()
            .filter(|which| {
                let context = format!("{} {which:?}", self.resource.grant);
                match (self.preview(*which), self.received(*which)) {
                    (Some(preview), Some(received)) => same(&context, &preview, &received),
                    (None, None) => return false,
                    (shown, made) => panic!("{context}: shown {shown:?}, made {made:?}"),
                }
                true
            })
            .collect()
    }
}

/// Every parameter of the one is in the other, once, with the same value; only what is starred may be anything.
fn same(context: &str, preview: &RequestPreview, received: &Logged) {
    let sorted = |pairs: Vec<(String, String)>| pairs.into_iter().collect::<BTreeMap<String, String>>();
    let shown = sorted(preview.pairs.iter().map(|pair| (pair.name.clone(), pair.value.clone())).collect());
    let made = sorted(received.pairs.clone());
    assert_eq!(shown.len(), preview.pairs.len(), "{context}: something is shown twice: {preview:?}");
    assert_eq!(made.len(), received.pairs.len(), "{context}: something is sent twice: {:?}", received.pairs);
    let names = |pairs: &BTreeMap<String, String>| pairs.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&shown), names(&made), "{context}");
    let secrets =
        ["client_secret", "client_assertion", "code", "code_verifier", "refresh_token", "device_code", "password"];
    for (name, value) in &shown {
        let (starred, sent) = (value == STARS, &made[name]);
        assert!(starred || value == sent, "{context}: {name} is shown as {value}, sent as {sent}");
        assert!(!sent.is_empty() && sent != STARS, "{context}: {name}");
        assert!(starred || !secrets.contains(&name.as_str()), "{context}: {name} is a secret, shown as {value}");
    }
    let header = received.header("authorization");
    assert!(if preview.basic { header.starts_with("Basic ") } else { header.is_empty() }, "{context}: {header}");
}

use RequestKind::{Authorization, DeviceAuthorization, Refresh, Token};

#[tokio::test]
async fn authorization_code_with_every_way_of_proving_who_the_client_is() {
    for client_auth in ["client_secret_post", "client_secret_basic", "private_key_jwt"] {
        let scene = Scene::with(|provider| provider.resource("Mail"), client_auth).await;
        assert_eq!(scene.proves_itself().await, [Authorization, Token, Refresh], "{client_auth}");
    }
}

#[tokio::test]
async fn microsoft_by_both_its_protocols() {
    let v1 = Scene::with(|provider| provider.v1("Mail", "https://outlook.office365.com"), "client_secret_post").await;
    assert_eq!(v1.proves_itself().await, [Authorization, Token, Refresh]);
    let scope = "https://graph.microsoft.com/Mail.Read offline_access";
    let v2 = Scene::with(|provider| provider.v2("Mail", scope), "client_secret_post").await;
    assert_eq!(v2.proves_itself().await, [Authorization, Token, Refresh]);
}

#[tokio::test]
async fn client_credentials_with_every_way_of_proving_who_the_client_is() {
    for client_auth in ["client_secret_post", "client_secret_basic", "private_key_jwt"] {
        let scene = Scene::with(|provider| provider.application("Mail"), client_auth).await;
        assert_eq!(scene.proves_itself().await, [Token], "{client_auth}");
    }
}

#[tokio::test]
async fn device_code() {
    let scene = Scene::with(|provider| provider.device("Mail"), "client_secret_post").await;
    assert_eq!(scene.proves_itself().await, [DeviceAuthorization, Token, Refresh]);
}

#[tokio::test]
async fn password() {
    let scene = Scene::with(|provider| provider.by_password("Mail"), "client_secret_post").await;
    assert_eq!(scene.proves_itself().await, [Token, Refresh]);
    let shown = scene.preview(Token).expect("a request").text();
    assert!(shown.contains(&format!("password={STARS}")) && shown.contains(&format!("username={MAILBOX}")), "{shown}");
}

#[tokio::test]
async fn a_refresh_token_that_is_handed_in() {
    let scene = Scene::with(|provider| provider.refresh_only("Mail"), "client_secret_post").await;
    assert_eq!(scene.proves_itself().await, [Refresh]);
}

#[tokio::test]
async fn values_of_its_own_in_every_column_and_a_secret_among_them() {
    let shape = |provider: &IdentityServer| {
        let mut body = provider.resource("Mail");
        body["type"] = json!("oidc");
        body["parameters"]["prompt"] = json!({ "authorization": "consent" });
        // Nothing of the protocol can be talked over.
        body["parameters"]["client_id"] = json!({ "token": CLIENT_ID });
        body
    };
    let scene = Scene::with(shape, "client_secret_post").await;
    assert_eq!(scene.proves_itself().await, [Authorization, Token, Refresh]);
    let shown = scene.preview(Authorization).expect("a request").text();
    assert!(!shown.contains(CLIENT_SECRET) && shown.contains(&format!("state={STARS}")), "{shown}");
}
