//! What of Exchange Online a check knocks at: `GetFolder` of Exchange Web Services and the inbox in Microsoft Graph. It
//! checks every request as Exchange does (token for the right service, in whose name, anchor mailbox) and refuses like it.

mod ews;
mod graph;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{Router, http::HeaderMap, routing};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;
use tokio::net::TcpListener;

/// What is in front of a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mailbox {
    /// It opens.
    Open,
    /// A policy keeps it shut for the application.
    Denied,
}

/// A request that came in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Visit {
    /// Its path and query.
    pub path: String,
    /// `X-AnchorMailbox`.
    pub anchor: Option<String>,
    /// In whose name an application came.
    pub impersonated: Option<String>,
}

#[derive(Debug, Default)]
struct State {
    mailboxes: BTreeMap<String, Mailbox>,
    policy: Option<String>,
    busy: bool,
    visits: Vec<Visit>,
}

#[derive(Debug, Clone, Default)]
struct Shared(Arc<Mutex<State>>);

impl Shared {
    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A running Exchange; it ends when this is dropped.
pub struct Exchange {
    url: String,
    shared: Shared,
    task: tokio::task::JoinHandle<()>,
}

impl Exchange {
    /// Starts on a free port of loopback, without a mailbox.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let shared = Shared::default();
        let router = Router::new()
            .route("/EWS/Exchange.asmx", routing::post(ews::answer))
            .route("/v1.0/me/mailFolders/inbox", routing::get(graph::mine))
            .route("/v1.0/users/{mailbox}/mailFolders/inbox", routing::get(graph::of))
            .with_state(shared.clone());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.expect("the server runs") });
        Self { url, shared, task }
    }

    /// Where Exchange Web Services are.
    pub fn ews(&self) -> String {
        format!("{}/EWS/Exchange.asmx", self.url)
    }

    /// Where Microsoft Graph is.
    pub fn graph(&self) -> String {
        format!("{}/v1.0", self.url)
    }

    /// There is this mailbox from now on.
    pub fn mailbox(&self, address: &str, mailbox: Mailbox) {
        self.shared.change(|state| state.mailboxes.insert(address.to_owned(), mailbox));
    }

    /// Exchange Web Services are refused to everybody, with this `X-EWS-Policy-Reason`.
    pub fn set_policy(&self, reason: Option<&str>) {
        self.shared.change(|state| state.policy = reason.map(str::to_owned));
    }

    /// It has no time for anybody.
    pub fn set_busy(&self, busy: bool) {
        self.shared.change(|state| state.busy = busy);
    }

    /// Everything that came in.
    pub fn visits(&self) -> Vec<Visit> {
        self.shared.change(|state| state.visits.clone())
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What the token says of itself, if it is for `audience`.
fn claims(headers: &HeaderMap, audience: &str) -> Option<Value> {
    let token = headers.get("authorization")?.to_str().ok()?.strip_prefix("Bearer ")?;
    let part = token.split('.').nth(1)?;
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()?;
    (claims["aud"] == audience).then_some(claims)
}

/// Whether an application came, rather than a person.
fn is_application(claims: &Value) -> bool {
    claims["idtyp"] == "app"
}
