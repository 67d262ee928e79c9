//! An answer of the API, with the checks that hold for every one of them.

use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::problem::{Problem, ProblemCode};

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    /// Method and path, to name the request in a failure.
    pub request: String,
}

impl Answer {
    /// Reads an answer to its end.
    pub(super) async fn read(request: String, response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.expect("the body arrives").to_vec();
        Self { status, headers, body, request }
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// One header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Stops the test unless the status is `status`.
    #[track_caller]
    #[must_use]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}: {}", self.request, self.text());
        self
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{}: {e}: {}", self.request, self.text()))
    }

    /// The body as `T`.
    #[track_caller]
    pub fn to<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{}: {e}: {}", self.request, self.text()))
    }

    /// The problem that `code` names, checked for everything that every problem must have.
    #[track_caller]
    pub fn problem(&self, code: ProblemCode) -> Problem {
        let context = format!("{} → {} {}", self.request, self.status, self.text());
        assert_eq!(self.header("content-type"), "application/problem+json", "{context}");
        let problem: Problem = self.to();
        assert_eq!(problem.code, code.as_str(), "{context}");
        assert_eq!(self.status, code.status(), "{context}");
        assert_eq!(problem.status, self.status, "{context}");
        assert_eq!(problem.kind, format!("urn:consentry:problem:{}", problem.code), "{context}");
        for text in [&problem.title, &problem.detail, &problem.request_id] {
            assert!(!text.trim().is_empty(), "{context}");
        }
        for text in [&problem.title, &problem.detail, problem.remedy.as_ref().unwrap_or(&problem.title)] {
            assert!(!text.contains('{') && !text.contains('}'), "a place was left unfilled: {context}");
        }
        assert_eq!(self.header("x-request-id"), problem.request_id, "{context}");
        problem
    }

    /// The same, and the remedy it must carry.
    #[track_caller]
    pub fn remedy(&self, code: ProblemCode) -> String {
        let remedy = self.problem(code).remedy.unwrap_or_default();
        assert!(!remedy.trim().is_empty(), "no remedy: {}", self.text());
        remedy
    }

    /// The field faults of a `request.invalid`, as pointer and code.
    #[track_caller]
    pub fn faults(&self) -> Vec<(String, String)> {
        let problem = self.problem(ProblemCode::InvalidFields);
        assert!(problem.errors.iter().all(|error| !error.detail.trim().is_empty()), "{}", self.text());
        problem.errors.into_iter().map(|error| (error.pointer, error.code)).collect()
    }
}
