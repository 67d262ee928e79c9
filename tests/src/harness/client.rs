//! Callers of the API: a browser on a page of the portal, or a program with an API key.

use reqwest::{Method, RequestBuilder, redirect::Policy};
use serde::Serialize;
use serde_json::Value;

use super::answer::Answer;

/// Who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// A browser that is not signed in.
    Nobody,
    /// A browser with a session cookie (`name=value`).
    Session(String),
    /// A program with an API key.
    Key(String),
}

/// One caller. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    /// Who calls.
    pub identity: Identity,
    language: &'static str,
}

/// One pool of connections; redirects are answers like any other.
pub(super) fn connections() -> reqwest::Client {
    reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().expect("an HTTP client")
}

impl Client {
    pub(super) fn new(http: reqwest::Client, base: &str, identity: Identity) -> Self {
        Self { http, base: base.to_owned(), identity, language: "en" }
    }

    /// The same caller with another identity.
    #[must_use]
    pub fn as_identity(&self, identity: Identity) -> Self {
        Self { identity, ..self.clone() }
    }

    /// The same caller, at another address of the same portal.
    #[must_use]
    pub fn at(&self, url: &str) -> Self {
        Self { base: url.to_owned(), ..self.clone() }
    }

    /// The same caller, who reads Dutch.
    #[must_use]
    pub fn in_dutch(&self) -> Self {
        Self { language: "nl-BE,nl;q=0.9", ..self.clone() }
    }

    /// A request as this caller would make it, to be changed at will.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let changes = method != Method::GET && method != Method::HEAD;
        let mut request = self.bare(method, path).header("accept-language", self.language);
        match &self.identity {
            Identity::Key(key) => request = request.bearer_auth(key),
            Identity::Nobody => {}
            Identity::Session(cookie) => request = request.header("cookie", cookie),
        }
        if !matches!(self.identity, Identity::Key(_)) {
            request = request.header("sec-fetch-site", "same-origin").header("sec-fetch-mode", "cors");
            if changes {
                request = request.header("origin", &self.base);
            }
        }
        request
    }

    /// A request without any header of a caller.
    pub fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    /// Sends `request` and reads the answer.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let request = request.build().expect("the request is complete");
        let name = format!("{} {}", request.method(), request.url().path());
        let response = self.http.execute(request).await.unwrap_or_else(|e| panic!("{name}: {e:?}"));
        Answer::read(name, response).await
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// POST with a JSON body.
    pub async fn post(&self, path: &str, body: &impl Serialize) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// PUT with a JSON body.
    pub async fn put(&self, path: &str, body: &impl Serialize) -> Answer {
        self.send(self.request(Method::PUT, path).json(body)).await
    }

    /// PATCH with a JSON body.
    pub async fn patch(&self, path: &str, body: &impl Serialize) -> Answer {
        self.send(self.request(Method::PATCH, path).json(body)).await
    }

    /// DELETE. The JSON content type goes along, as from the pages.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path).header("content-type", "application/json")).await
    }

    /// Every item of a list, page by page.
    pub async fn list(&self, path: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let joint = if path.contains('?') { '&' } else { '?' };
            let page = match &cursor {
                Some(cursor) => self.get(&format!("{path}{joint}cursor={cursor}")).await,
                None => self.get(path).await,
            };
            let page = page.expect(200).json();
            items.extend(page["items"].as_array().expect("a list has items").clone());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => return items,
            }
        }
    }
}
