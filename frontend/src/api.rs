//! The one place that talks HTTP: JSON to and from the server, its problems read, the page's language sent along.
//!
//! Nothing that comes through here is kept in the browser's storage. The endpoints themselves are in the files below.

mod consent;
mod deadlines;
mod identity;
pub(crate) mod migrations;
mod oauth;
mod playbooks;
mod settings;
mod tenancy;
pub(crate) mod types;

use futures_channel::oneshot;
use gloo_net::http::{Method, RequestBuilder, Response};
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use shared::problem::{Problem, ProblemCode};

use crate::{
    failure::Failure,
    i18n::Language,
    session::Session,
    state::{
        attempt::Attempt,
        version::{Seen, Version},
    },
};

/// The answer of a call.
pub(crate) type Answer<T> = Result<T, Failure>;

/// The server, as pages see it.
#[derive(Clone, Copy)]
pub(crate) struct Api {
    language: Language,
    session: Session,
    /// Set while an action waits for the password; the dialog answers whether it was given.
    pub password_wanted: RwSignal<Option<oneshot::Sender<bool>>, LocalStorage>,
}

impl Api {
    /// The server in the language of the page.
    pub(crate) fn new(language: Language, session: Session) -> Self {
        Self { language, session, password_wanted: RwSignal::new_local(None) }
    }

    /// The server of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    async fn get<T: DeserializeOwned>(self, path: &str) -> Answer<T> {
        read(&self.send(Call::new(Method::GET, path)).await?.bytes)
    }

    /// Fetches a file, byte for byte.
    async fn file(self, path: &str) -> Answer<Vec<u8>> {
        Ok(self.send(Call::new(Method::GET, path)).await?.bytes)
    }

    /// Reads a single thing with its version.
    async fn see<T: DeserializeOwned>(self, path: &str) -> Answer<Seen<T>> {
        self.send(Call::new(Method::GET, path)).await?.seen()
    }

    async fn delete(self, path: &str) -> Answer<()> {
        self.send(Call::new(Method::DELETE, path)).await.map(drop)
    }

    /// Deletes what was seen as `version`.
    async fn delete_seen(self, path: &str, version: Option<&Version>) -> Answer<()> {
        self.send(Call::new(Method::DELETE, path).only(version)).await.map(drop)
    }

    async fn post<T: DeserializeOwned>(self, path: &str, body: &impl Serialize) -> Answer<T> {
        read(&self.send(Call::new(Method::POST, path).with(body)).await?.bytes)
    }

    /// Creates something, once, however often it is sent.
    async fn create<T: DeserializeOwned>(self, path: &str, body: &impl Serialize, once: Once) -> Answer<T> {
        let mut call = Call::new(Method::POST, path).with(body);
        let body = call.body.clone().unwrap_or_default();
        let key = once.0.try_update_value(|attempt| attempt.key(&body, fresh_key));
        call.header = key.map(|key| ("idempotency-key", key));
        let reply = self.send(call).await?;
        _ = once.0.try_update_value(Attempt::succeeded);
        read(&reply.bytes)
    }

    /// Changes what was seen as `version`.
    async fn patch<T: DeserializeOwned>(
        self,
        path: &str,
        body: &impl Serialize,
        version: Option<&Version>,
    ) -> Answer<Seen<T>> {
        self.send(Call::new(Method::PATCH, path).with(body).only(version)).await?.seen()
    }

    /// Writes a part of what was seen as `version`.
    async fn put<T: DeserializeOwned>(
        self,
        path: &str,
        body: &impl Serialize,
        version: Option<&Version>,
    ) -> Answer<Seen<T>> {
        self.send(Call::new(Method::PUT, path).with(body).only(version)).await?.seen()
    }

    /// Sends once, asks for the password when the server wants it, and then sends again.
    async fn send(self, call: Call) -> Answer<Reply> {
        let first = self.send_once(&call).await;
        match first {
            Err(failure) if failure.is(ProblemCode::ReauthenticationRequired) => {
                let (given, answer) = oneshot::channel();
                self.password_wanted.set(Some(given));
                if answer.await.unwrap_or(false) { self.send_once(&call).await } else { Err(failure) }
            }
            other => other,
        }
    }

    async fn send_once(self, call: &Call) -> Answer<Reply> {
        let mut request = RequestBuilder::new(&call.path)
            .method(call.method.clone())
            .header("accept", "application/json")
            .header("accept-language", self.language.now().tag());
        if let Some((name, value)) = &call.header {
            request = request.header(name, value);
        }
        let request = match &call.body {
            Some(json) => request.header("content-type", "application/json").body(json),
            None => request.build(),
        };
        let response = request.map_err(|_| Failure::Network)?.send().await.map_err(|_| Failure::Network)?;
        let answer = outcome(response).await;
        if let Err(failure) = &answer
            && failure.is(ProblemCode::NotSignedIn)
        {
            self.session.ended();
        }
        answer
    }
}

/// A request before it is sent.
struct Call {
    method: Method,
    path: String,
    body: Option<String>,
    /// `If-Match` or `Idempotency-Key`.
    header: Option<(&'static str, String)>,
}

impl Call {
    fn new(method: Method, path: &str) -> Self {
        Self { method, path: path.to_owned(), body: None, header: None }
    }

    fn with(self, body: &impl Serialize) -> Self {
        Self { body: Some(serde_json::to_string(body).unwrap_or_default()), ..self }
    }

    fn only(self, version: Option<&Version>) -> Self {
        Self { header: version.map(|version| ("if-match", version.as_str().to_owned())), ..self }
    }
}

/// A good answer.
struct Reply {
    bytes: Vec<u8>,
    version: Option<Version>,
}

impl Reply {
    fn seen<T: DeserializeOwned>(self) -> Answer<Seen<T>> {
        Ok(Seen { value: read(&self.bytes)?, version: self.version })
    }
}

/// What a form that creates something holds on to while it is open: its attempt.
#[derive(Clone, Copy)]
pub(crate) struct Once(StoredValue<Attempt>);

impl Once {
    /// A first attempt.
    pub(crate) fn new() -> Self {
        Self(StoredValue::new(Attempt::default()))
    }
}

fn fresh_key() -> String {
    window().crypto().map(|crypto| crypto.random_uuid()).unwrap_or_default()
}

async fn outcome(response: Response) -> Answer<Reply> {
    let status = response.status();
    let version = response.headers().get("etag").map(Version::new);
    let bytes = response.binary().await.map_err(|_| Failure::Network)?;
    if response.ok() {
        return Ok(Reply { bytes, version });
    }
    match serde_json::from_slice::<Problem>(&bytes) {
        Ok(problem) => Err(Failure::Problem(Box::new(problem))),
        Err(_) => Err(Failure::Unreadable(status)),
    }
}

fn read<T: DeserializeOwned>(answer: &[u8]) -> Answer<T> {
    let answer = if answer.is_empty() { b"null" } else { answer };
    serde_json::from_slice(answer).map_err(|_| Failure::Unreadable(200))
}

/// One page of a list, as large as the server gives it.
fn all(path: &str, cursor: Option<String>) -> String {
    with_query(path, &[("limit", Some("200".into())), ("cursor", cursor)])
}

/// Adds the given query parameters to `path`.
fn with_query(path: &str, pairs: &[(&str, Option<String>)]) -> String {
    let query: Vec<String> = pairs
        .iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", crate::places::encode(value.as_deref()?))))
        .collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

/// The address of an act that may want a confirmation: `?confirm=` with the thing's id, once it was given.
fn confirmed(path: &str, id: &str, confirm: bool) -> String {
    with_query(path, &[("confirm", confirm.then(|| id.to_owned()))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_given_parameters_are_sent() {
        assert_eq!(with_query("/a", &[("q", None), ("limit", None)]), "/a");
        assert_eq!(with_query("/a", &[("q", Some("x y&z".into())), ("c", Some("1".into()))]), "/a?q=x%20y%26z&c=1");
    }

    #[test]
    fn an_empty_answer_reads_as_nothing() {
        assert_eq!(read::<()>(b""), Ok(()));
        assert_eq!(read::<u8>(b"x"), Err(Failure::Unreadable(200)));
    }
}
