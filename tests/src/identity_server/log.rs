//! Every request that the identity server received, and a way to wait for one.

use std::{collections::HashMap, sync::Mutex};

use axum::http::HeaderMap;
use tokio::{
    sync::watch,
    time::{Duration, timeout},
};

use super::Endpoint;

/// One request.
#[derive(Debug, Clone)]
pub struct Logged {
    /// Where.
    pub endpoint: Endpoint,
    /// The parameters of the query or the form.
    pub parameters: HashMap<String, String>,
    /// The same in their order, with whatever stands twice.
    pub pairs: Vec<(String, String)>,
    /// Its headers.
    pub headers: HeaderMap,
}

impl Logged {
    /// One parameter, or nothing.
    pub fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map(String::as_str).unwrap_or_default()
    }

    /// One header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

pub(super) struct Log {
    requests: Mutex<Vec<Logged>>,
    count: watch::Sender<usize>,
}

impl Log {
    pub(super) fn new() -> Self {
        Self { requests: Mutex::default(), count: watch::Sender::new(0) }
    }

    /// Notes a request whose query or form is `given`; hands back its parameters.
    pub(super) fn add(&self, endpoint: Endpoint, headers: &HeaderMap, given: &str) -> HashMap<String, String> {
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(given.as_bytes()).into_owned().collect();
        let parameters: HashMap<String, String> = pairs.iter().cloned().collect();
        let request = Logged { endpoint, parameters: parameters.clone(), pairs, headers: headers.clone() };
        self.requests.lock().unwrap().push(request);
        self.count.send_modify(|count| *count += 1);
        parameters
    }

    pub(super) fn to(&self, endpoint: Endpoint) -> Vec<Logged> {
        self.requests.lock().unwrap().iter().filter(|request| request.endpoint == endpoint).cloned().collect()
    }

    pub(super) async fn asked(&self, endpoint: Endpoint, count: usize) {
        let mut changes = self.count.subscribe();
        let enough = changes.wait_for(|_| self.to(endpoint).len() >= count);
        let seen = timeout(Duration::from_mins(1), enough).await.map(|seen| seen.is_ok());
        assert!(matches!(seen, Ok(true)), "{endpoint:?} was not asked {count} times");
    }
}
