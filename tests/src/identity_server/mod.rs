//! The project's own identity server for tests: authorization code with PKCE, refresh rotation with reuse
//! detection, client credentials, device codes, metadata; and, on request, one of many ways to misbehave.
//!
//! It approves every authorization at once, counts and keeps every request, and invents tokens that name
//! themselves, so that a test can look for them anywhere.

mod authorize;
mod client;
mod device;
mod discovery;
mod introspection;
mod log;
pub mod misbehaviour;
mod password;
mod state;
mod token;

use std::sync::Arc;

use axum::{Router, routing};
use serde_json::{Value, json};
use tokio::net::TcpListener;

pub use log::Logged;
use misbehaviour::Misbehaviour;
pub use state::Rotation;
use state::{Entered, Shared};

/// The only client that the server knows.
pub const CLIENT_ID: &str = "client-of-contoso";
/// Its secret.
pub const CLIENT_SECRET: &str = "S3cret~of-contoso-never-in-clear-7Qf";

/// The doors of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// The metadata document.
    Discovery,
    /// Where the browser is sent.
    Authorize,
    /// Where tokens are obtained and refreshed.
    Token,
    /// Where device codes are obtained.
    DeviceAuthorization,
    /// Where a mail server asks whether a token is good.
    Introspection,
    /// Somewhere that nobody should ever call: the target of redirects.
    Elsewhere,
}

/// A running server; it ends when this is dropped.
pub struct IdentityServer {
    shared: Arc<Shared>,
    task: tokio::task::JoinHandle<()>,
}

impl IdentityServer {
    /// Starts on a free port of loopback.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let shared = Arc::new(Shared::new(url));
        let router = Router::new()
            .route("/.well-known/openid-configuration", routing::get(discovery::document))
            .route("/.well-known/oauth-authorization-server", routing::get(discovery::document))
            .route("/authorize", routing::get(authorize::approve))
            .route("/device_authorization", routing::post(device::begin))
            .route("/token", routing::post(token::answer))
            .route("/introspect", routing::post(introspection::answer))
            .route("/elsewhere", routing::any(token::elsewhere))
            .with_state(Arc::clone(&shared));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.expect("the server runs") });
        Self { shared, task }
    }

    /// Its issuer.
    pub fn issuer(&self) -> &str {
        &self.shared.url
    }

    /// What creates a resource that talks to it.
    pub fn resource(&self, name: &str) -> Value {
        let everywhere = |value: &str| json!({ "authorization": value, "token": value, "refresh": value });
        json!({
            "name": name,
            "type": "oauth2",
            "grant": "authorization_code",
            "client_auth": "client_secret_post",
            "endpoints": { "authorization": format!("{}/authorize", self.issuer()), "token": format!("{}/token", self.issuer()) },
            "issuer": self.issuer(),
            "parameters": {
                "client_id": everywhere(CLIENT_ID),
                "client_secret": { "token": CLIENT_SECRET, "refresh": CLIENT_SECRET },
                "scope": { "authorization": "mail offline_access" },
            },
        })
    }

    /// The same as Microsoft's v1 endpoints want it: the audience in `resource`.
    pub fn v1(&self, name: &str, audience: &str) -> Value {
        let mut resource = self.resource(name);
        resource["type"] = json!("microsoft-online");
        resource["parameters"]["resource"] =
            json!({ "authorization": audience, "token": audience, "refresh": audience });
        resource["parameters"]["scope"] = json!({});
        resource
    }

    /// The same as Microsoft's v2 endpoints want it: the audience as a scope.
    pub fn v2(&self, name: &str, scope: &str) -> Value {
        let mut resource = self.resource(name);
        resource["type"] = json!("microsoft-identity-platform");
        resource["parameters"]["scope"] = json!({ "authorization": scope, "token": scope, "refresh": scope });
        resource
    }

    /// The same for the client credentials grant.
    pub fn application(&self, name: &str) -> Value {
        let mut resource = self.resource(name);
        resource["type"] = json!("client-credentials");
        resource["grant"] = json!("client_credentials");
        resource["parameters"] = json!({
            "client_id": { "token": CLIENT_ID },
            "client_secret": { "token": CLIENT_SECRET },
            "scope": { "token": "mail" },
        });
        resource["endpoints"] = json!({ "token": format!("{}/token", self.issuer()) });
        resource
    }

    /// The same for the device code grant.
    pub fn device(&self, name: &str) -> Value {
        let mut resource = self.resource(name);
        resource["grant"] = json!("device_code");
        resource["endpoints"]["device_authorization"] = json!(format!("{}/device_authorization", self.issuer()));
        resource
    }

    /// The same for the resource-owner password grant, for a public client.
    pub fn by_password(&self, name: &str) -> Value {
        let mut resource = self.resource(name);
        resource["grant"] = json!("password");
        resource["endpoints"] = json!({ "token": format!("{}/token", self.issuer()) });
        resource
    }

    /// The same for refresh tokens that are handed in.
    pub fn refresh_only(&self, name: &str) -> Value {
        let mut resource = self.by_password(name);
        resource["grant"] = json!("refresh_only");
        resource
    }

    /// Adds an account, or changes its password; `demand` is Microsoft's code for what else is asked for.
    pub fn set_account(&self, username: &str, password: &str, demand: Option<&'static str>) {
        let account = password::Account { password: password.to_owned(), demand, wrong: 0 };
        self.shared.change(|state| state.accounts.insert(username.to_owned(), account));
    }

    /// A refresh token as another tool would obtain it.
    pub fn refresh_token(&self) -> String {
        self.shared.change(|state| {
            let family = state.number();
            let (_, body) = token::grant(state, family, "mail offline_access".to_owned(), None);
            body["refresh_token"].as_str().expect("a new family has one").to_owned()
        })
    }

    /// Access tokens are JSON Web Tokens with these claims from now on; `None`: opaque ones.
    pub fn set_claims(&self, claims: Option<Value>) {
        self.shared.change(|state| state.claims = claims);
    }

    /// Revokes every refresh token.
    pub fn revoke_refresh_tokens(&self) {
        self.shared.change(|state| {
            let families: Vec<u32> = state.refresh_tokens.values().map(|token| token.family).collect();
            state.revoked.extend(families);
        });
    }

    /// Somebody enters a user code and says yes.
    pub fn approve_device(&self, user_code: &str) {
        self.shared.change(|state| state.enter(user_code, Entered::Approved));
    }

    /// Somebody enters a user code and says no.
    pub fn decline_device(&self, user_code: &str) {
        self.shared.change(|state| state.enter(user_code, Entered::Declined));
    }

    /// How long access tokens live from now on, in seconds.
    pub fn set_life(&self, seconds: i64) {
        self.shared.change(|state| state.life = seconds);
    }

    /// Who signs in from now on: whose mailbox an access token opens.
    pub fn set_holder(&self, mailbox: &str) {
        self.shared.change(|state| state.holder = Some(mailbox.to_owned()));
    }

    /// Revokes every sign-in so far, with all its tokens.
    pub fn revoke_all(&self) {
        self.shared.change(|state| state.revoked.extend(state.holders.keys()));
    }

    /// The secrets that the client may use from now on.
    pub fn register_secrets(&self, secrets: &[&str]) {
        self.shared.change(|state| state.client.secrets = secrets.iter().map(|secret| (*secret).to_owned()).collect());
    }

    /// One more certificate (DER) that the client's assertions may be signed with.
    pub fn register_certificate(&self, der: Vec<u8>) {
        self.shared.change(|state| state.client.certificates.push(der));
    }

    /// The client may come without any proof from now on, as programs on a person's device do.
    pub fn allow_public(&self) {
        self.shared.change(|state| state.client.public = true);
    }

    /// How many families of refresh tokens it has revoked because one was used again.
    pub fn revoked(&self) -> usize {
        self.shared.change(|state| state.revoked.len())
    }

    /// The refresh token that it gave last.
    pub fn newest_refresh_token(&self) -> Option<String> {
        self.shared.change(|state| state.newest.clone())
    }

    /// What happens to refresh tokens from now on.
    pub fn set_rotation(&self, rotation: Rotation) {
        self.shared.change(|state| state.rotation = rotation);
    }

    /// Whether callbacks carry `iss` (RFC 9207), and which.
    pub fn set_callback_issuer(&self, issuer: Option<&str>) {
        self.shared.change(|state| state.callback_issuer = issuer.map(str::to_owned));
    }

    /// Whether authorizations end in an error of the provider, and which.
    pub fn set_refusal(&self, refusal: Option<(&str, &str)>) {
        self.shared.change(|state| state.refusal = refusal.map(|(e, d)| (e.to_owned(), d.to_owned())));
    }

    /// Refuses every refresh token with `code` until told otherwise, whoever presents it and however often; sign-ins
    /// and applications are served.
    pub fn refuse_sign_ins(&self, code: Option<&'static str>) {
        self.shared.change(|state| state.refused_sign_ins = code);
    }

    /// The next answer of `endpoint` misbehaves, the ones after it do not.
    pub fn once(&self, endpoint: Endpoint, misbehaviour: Misbehaviour) {
        self.shared.change(|state| state.once.entry(endpoint).or_default().push_back(misbehaviour));
    }

    /// Every answer of `endpoint` misbehaves until [`Self::behave`].
    pub fn always(&self, endpoint: Endpoint, misbehaviour: Misbehaviour) {
        self.shared.change(|state| state.always.insert(endpoint, misbehaviour));
    }

    /// From now on every answer is as it should be.
    pub fn behave(&self) {
        self.shared.change(|state| {
            state.once.clear();
            state.always.clear();
            state.refusal = None;
        });
    }

    /// Every request to `endpoint` so far.
    pub fn requests(&self, endpoint: Endpoint) -> Vec<Logged> {
        self.shared.log.to(endpoint)
    }

    /// Waits until `endpoint` has been asked `count` times.
    pub async fn asked(&self, endpoint: Endpoint, count: usize) {
        self.shared.log.asked(endpoint, count).await;
    }

    /// Every secret that it has handed out or been handed: codes, tokens, verifiers.
    pub fn secrets(&self) -> Vec<String> {
        self.shared.secrets()
    }
}

impl Drop for IdentityServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}
