//! A directory as Microsoft's looks from outside: admin consent at v1 and v2, tokens that say what they carry, and
//! the ways in which consent goes wrong: cancelled, not allowed, answered by another directory, not yet arrived.

mod consent;
mod person;
mod state;
mod token;

use std::sync::Arc;

use axum::{Router, routing};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use state::Shared;
pub use state::{Reply, Visit};

/// The directory's id.
pub const DIRECTORY: &str = "7c1a3f0e-2b4d-4c58-9f3e-6d1b2a3c4d5e";
/// Another directory's.
pub const OTHER_DIRECTORY: &str = "1d9c7b5a-0f1e-4d3c-8b2a-9e8f7a6b5c4d";
/// The only application that is registered.
pub const CLIENT_ID: &str = "5f0e6a52-7c1d-4b7a-9a43-0d7c5d3e1b20";
/// Its secret.
pub const CLIENT_SECRET: &str = "S3cret~of-the-registration-never-in-clear-4Kx";
/// `aud` of Exchange Online.
pub const EXCHANGE: &str = "https://outlook.office365.com";
/// `aud` of Microsoft Graph.
pub const GRAPH: &str = "https://graph.microsoft.com";

/// A running directory; it ends when this is dropped.
pub struct Entra {
    shared: Arc<Shared>,
    task: tokio::task::JoinHandle<()>,
}

impl Entra {
    /// Starts on a free port of loopback, with an application that lists nothing yet.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let shared = Arc::new(Shared::new(url));
        let router = Router::new()
            .route("/{directory}/adminconsent", routing::get(consent::v1))
            .route("/{directory}/v2.0/adminconsent", routing::get(consent::v2))
            .route("/{directory}/oauth2/v2.0/authorize", routing::get(person::sign_in))
            .route("/{directory}/oauth2/v2.0/token", routing::post(token::v2))
            .route("/{directory}/oauth2/token", routing::post(token::v1))
            .with_state(Arc::clone(&shared));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.expect("the server runs") });
        Self { shared, task }
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.shared.url
    }

    /// What creates a resource of type `kind` whose application signs in as itself at v2 endpoints.
    pub fn application(&self, kind: &str) -> Value {
        json!({
            "name": kind,
            "type": kind,
            "grant": "client_credentials",
            "client_auth": "client_secret_post",
            "endpoints": { "token": format!("{}/{DIRECTORY}/oauth2/v2.0/token", self.url()) },
            "parameters": { "client_id": { "token": CLIENT_ID }, "client_secret": { "token": CLIENT_SECRET } },
        })
    }

    /// The same at v1 endpoints, as K2 has it.
    pub fn k2(&self) -> Value {
        let mut resource = self.application("microsoft-online");
        resource["endpoints"]["token"] = json!(format!("{}/{DIRECTORY}/oauth2/token", self.url()));
        resource
    }

    /// The same for a person who signs in.
    pub fn person(&self, kind: &str) -> Value {
        let mut resource = self.application(kind);
        resource["grant"] = json!("authorization_code");
        resource["endpoints"]["authorization"] = json!(format!("{}/{DIRECTORY}/oauth2/v2.0/authorize", self.url()));
        resource["parameters"]["client_id"]["authorization"] = json!(CLIENT_ID);
        resource["parameters"]["client_id"]["refresh"] = json!(CLIENT_ID);
        resource["parameters"]["client_secret"]["refresh"] = json!(CLIENT_SECRET);
        resource
    }

    /// The application permissions of `api` that the registration lists: what consent grants.
    pub fn list_roles(&self, api: &str, names: &[&str]) {
        self.shared.change(|state| state.listed(api).roles = texts(names));
    }

    /// The delegated ones.
    pub fn list_scopes(&self, api: &str, names: &[&str]) {
        self.shared.change(|state| state.listed(api).scopes = texts(names));
    }

    /// What happens at the consent page from now on.
    pub fn reply(&self, reply: Reply) {
        self.shared.change(|state| state.reply = reply);
    }

    /// How many tokens still come without what is granted from now on.
    pub fn delay(&self, tokens: usize) {
        self.shared.change(|state| state.delay = tokens);
    }

    /// The directory that tokens say they come from.
    pub fn set_token_directory(&self, directory: &str) {
        self.shared.change(|state| directory.clone_into(&mut state.token_directory));
    }

    /// Whether tokens say nothing of themselves.
    pub fn set_opaque(&self, opaque: bool) {
        self.shared.change(|state| state.opaque = opaque);
    }

    /// The registration is removed.
    pub fn forget_client(&self) {
        self.shared.change(|state| state.client_known = false);
    }

    /// Every visit so far whose path ends in `end`.
    pub fn visits(&self, end: &str) -> Vec<Visit> {
        self.shared.change(|state| state.visits.iter().filter(|visit| visit.path.ends_with(end)).cloned().collect())
    }

    /// How often a token was asked for.
    pub fn token_requests(&self) -> usize {
        self.visits("/token").len()
    }

    /// Every token that was handed out.
    pub fn secrets(&self) -> Vec<String> {
        self.shared.change(|state| state.secrets.clone())
    }
}

impl Drop for Entra {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn texts(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
