//! Every request that the identity server received, and a way to wait for one.

use std::{collections::HashMap, sync::Mutex};

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
}

impl Logged {
    /// One parameter, or nothing.
    pub fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map(String::as_str).unwrap_or_default()
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

    pub(super) fn add(&self, endpoint: Endpoint, parameters: HashMap<String, String>) {
        self.requests.lock().unwrap().push(Logged { endpoint, parameters });
        self.count.send_modify(|count| *count += 1);
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
