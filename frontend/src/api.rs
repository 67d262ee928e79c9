//! The one place that talks HTTP: JSON to and from the server, its problems read, the page's language sent along.
//!
//! Nothing that comes through here is kept in the browser's storage. The endpoints themselves are in the files below.

mod identity;
mod oauth;
mod tenancy;

use futures_channel::oneshot;
use gloo_net::http::{Method, RequestBuilder, Response};
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use shared::problem::{Problem, ProblemCode};

use crate::{failure::Failure, i18n::Language, session::Session};

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
        read(&self.send(Method::GET, path, None).await?)
    }

    async fn delete(self, path: &str) -> Answer<()> {
        self.send(Method::DELETE, path, None).await.map(drop)
    }

    async fn post<T: DeserializeOwned>(self, path: &str, body: &impl Serialize) -> Answer<T> {
        read(&self.send(Method::POST, path, Some(write(body))).await?)
    }

    async fn patch<T: DeserializeOwned>(self, path: &str, body: &impl Serialize) -> Answer<T> {
        read(&self.send(Method::PATCH, path, Some(write(body))).await?)
    }

    async fn put<T: DeserializeOwned>(self, path: &str, body: &impl Serialize) -> Answer<T> {
        read(&self.send(Method::PUT, path, Some(write(body))).await?)
    }

    /// Sends once, asks for the password when the server wants it, and then sends again.
    async fn send(self, method: Method, path: &str, body: Option<String>) -> Answer<String> {
        let first = self.send_once(method.clone(), path, body.as_deref()).await;
        match first {
            Err(failure) if failure.is(ProblemCode::ReauthenticationRequired) => {
                let (given, answer) = oneshot::channel();
                self.password_wanted.set(Some(given));
                if answer.await.unwrap_or(false) {
                    self.send_once(method, path, body.as_deref()).await
                } else {
                    Err(failure)
                }
            }
            other => other,
        }
    }

    async fn send_once(self, method: Method, path: &str, body: Option<&str>) -> Answer<String> {
        let request = RequestBuilder::new(path)
            .method(method)
            .header("accept", "application/json")
            .header("accept-language", self.language.now().tag());
        let request = match body {
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

async fn outcome(response: Response) -> Answer<String> {
    let status = response.status();
    let text = response.text().await.map_err(|_| Failure::Network)?;
    if response.ok() {
        return Ok(text);
    }
    match serde_json::from_str::<Problem>(&text) {
        Ok(problem) => Err(Failure::Problem(Box::new(problem))),
        Err(_) => Err(Failure::Unreadable(status)),
    }
}

fn read<T: DeserializeOwned>(text: &str) -> Answer<T> {
    let text = if text.is_empty() { "null" } else { text };
    serde_json::from_str(text).map_err(|_| Failure::Unreadable(200))
}

fn write(body: &impl Serialize) -> String {
    serde_json::to_string(body).unwrap_or_default()
}

/// Adds the given query parameters to `path`.
fn with_query(path: &str, pairs: &[(&str, Option<String>)]) -> String {
    let query: Vec<String> = pairs
        .iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", crate::places::encode(value.as_deref()?))))
        .collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
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
        assert_eq!(read::<()>(""), Ok(()));
        assert_eq!(read::<u8>("x"), Err(Failure::Unreadable(200)));
    }
}
