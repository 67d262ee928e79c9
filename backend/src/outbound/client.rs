//! The client itself: it judges, sends, and reads at most as much as the limit allows.

use std::{sync::Arc, time::Duration};

use http::{
    HeaderMap, HeaderName, Method,
    header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER},
};
use reqwest::redirect::Policy;
use url::Url;

use super::{AddressRules, Answer, Lookup, OutboundError, Refusal, dial::Dialler, resolver::JudgedResolver};

/// How long and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Until the connection stands.
    pub connect: Duration,
    /// Until the last byte of the answer.
    pub total: Duration,
    /// Most bytes of an answer's body.
    pub body_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(3), total: Duration::from_secs(10), body_bytes: 256 * 1024 }
    }
}

/// Why Exchange refuses a call of Exchange Web Services.
const POLICY_REASON: HeaderName = HeaderName::from_static("x-ews-policy-reason");
/// What Exchange and Microsoft Graph call the request in their logs.
const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
/// How long a connection is kept for the next request.
const IDLE: Duration = Duration::from_secs(30);

/// The HTTP client. Cheap to clone; clones share their connections.
#[derive(Debug, Clone)]
pub struct Outbound {
    https: reqwest::Client,
    /// Only where the operator allowed it; it dials nothing but the networks that were allowed with it.
    http: Option<reqwest::Client>,
    rules: AddressRules,
    limits: Limits,
    dialler: Dialler,
}

impl Outbound {
    /// A client that follows `rules`, keeps to `limits` and looks names up with `lookup`.
    ///
    /// # Errors
    /// When the system's certificate store cannot be used.
    pub fn new(rules: AddressRules, limits: Limits, lookup: impl Lookup) -> Result<Self, reqwest::Error> {
        let lookup: Arc<dyn Lookup> = Arc::new(lookup);
        let build = |secure: bool| {
            let resolver = JudgedResolver::new(Arc::clone(&lookup), rules.clone(), secure);
            reqwest::Client::builder()
                .redirect(Policy::none())
                .no_proxy()
                .referer(false)
                .user_agent(concat!("consentry/", env!("CARGO_PKG_VERSION")))
                .connect_timeout(limits.connect)
                .timeout(limits.total)
                .pool_idle_timeout(IDLE)
                .dns_resolver(Arc::new(resolver))
                .build()
        };
        let http = if rules.allows_http() { Some(build(false)?) } else { None };
        let dialler = Dialler { lookup: Arc::clone(&lookup), rules: rules.clone(), connect: limits.connect };
        Ok(Self { https: build(true)?, http, rules, limits, dialler })
    }

    /// Judges an address without calling it and without asking a name server.
    ///
    /// # Errors
    /// Why it may not be called.
    pub fn judge(&self, url: &Url) -> Result<(), Refusal> {
        self.rules.judge_url(url)
    }

    /// Fetches a document.
    ///
    /// # Errors
    /// Why there is no usable answer.
    pub async fn get(&self, url: &str) -> Result<Answer, OutboundError> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, http::HeaderValue::from_static("application/json"));
        self.send(Method::GET, url, headers, Vec::new()).await
    }

    /// Sends a request that was built elsewhere; its address is judged here all the same.
    ///
    /// # Errors
    /// Why there is no usable answer.
    pub async fn call(&self, request: http::Request<Vec<u8>>) -> Result<Answer, OutboundError> {
        let (head, body) = request.into_parts();
        self.send(head.method, &head.uri.to_string(), head.headers, body).await
    }

    /// Connects to a mail server, in clear; encrypting is the caller's.
    ///
    /// # Errors
    /// Why there is no connection.
    pub async fn dial(&self, host: &str, port: u16) -> Result<tokio::net::TcpStream, OutboundError> {
        self.dialler.dial(host, port).await
    }

    async fn send(
        &self,
        method: Method,
        url: &str,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Result<Answer, OutboundError> {
        let url = Url::parse(url).map_err(|_| Refusal::Malformed)?;
        self.rules.judge_url(&url)?;
        let client = if url.scheme() == "https" { &self.https } else { self.http.as_ref().ok_or(Refusal::Scheme)? };
        let request = client.request(method, url).headers(headers).body(body);
        let response = request.send().await.map_err(|error| OutboundError::from_transport(&error))?;
        self.read(response).await
    }

    async fn read(&self, mut response: reqwest::Response) -> Result<Answer, OutboundError> {
        if response.status().is_redirection() {
            return Err(OutboundError::Redirected);
        }
        let limit = self.limits.body_bytes;
        if response.content_length().is_some_and(|length| length > limit as u64) {
            return Err(OutboundError::TooLarge);
        }
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let mut answer = Answer {
            status: response.status(),
            content_type: header(CONTENT_TYPE),
            retry_after: header(RETRY_AFTER),
            policy_reason: header(POLICY_REASON),
            request_id: header(REQUEST_ID),
            body: Vec::new(),
        };
        while let Some(chunk) = response.chunk().await.map_err(|error| OutboundError::from_transport(&error))? {
            if answer.body.len() + chunk.len() > limit {
                return Err(OutboundError::TooLarge);
            }
            answer.body.extend_from_slice(&chunk);
        }
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use std::{
        future::Future,
        io,
        net::{IpAddr, SocketAddr},
        pin::Pin,
        sync::{
            Mutex,
            atomic::{AtomicUsize, Ordering},
        },
    };

    use axum::{Router, body::Body, routing::any};
    use tokio_util::io::ReaderStream;

    use super::*;

    /// Answers each lookup with the next entry of its script.
    struct Scripted(Mutex<Vec<Vec<IpAddr>>>);

    impl Lookup for Scripted {
        fn lookup(&self, _: String) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>> {
            let mut script = self.0.lock().expect("script");
            let found = if script.is_empty() { Vec::new() } else { script.remove(0) };
            Box::pin(std::future::ready(Ok(found)))
        }
    }

    fn scripted(answers: &[&[&str]]) -> Scripted {
        let parse = |ips: &&[&str]| ips.iter().map(|ip| ip.parse().expect("address")).collect();
        Scripted(Mutex::new(answers.iter().map(parse).collect()))
    }

    /// Serves `router` on a free port and counts the requests that arrive.
    async fn serve(router: Router) -> (SocketAddr, Arc<AtomicUsize>) {
        let seen = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&seen);
        let router = router.layer(axum::middleware::from_fn(move |request, next: axum::middleware::Next| {
            counter.fetch_add(1, Ordering::SeqCst);
            next.run(request)
        }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("port");
        let address = listener.local_addr().expect("address");
        tokio::spawn(async move { axum::serve(listener, router).await });
        (address, seen)
    }

    fn client(allow: &str, limits: Limits, lookup: impl Lookup) -> Outbound {
        let networks = allow.split_whitespace().map(|entry| entry.parse().expect("network")).collect();
        Outbound::new(AddressRules::new(networks, true), limits, lookup).expect("client")
    }

    #[tokio::test]
    async fn a_name_that_points_inside_is_refused_before_anything_leaves() {
        let (address, seen) = serve(Router::new().fallback(any(|| async { "{}" }))).await;
        for answers in [&["127.0.0.1"][..], &["10.0.0.1", "127.0.0.1"], &["::ffff:127.0.0.1"]] {
            let outbound = client("10.0.0.0/8", Limits::default(), scripted(&[answers]));
            let found = outbound.get(&format!("http://rebind.example.com:{}/", address.port())).await;
            assert_eq!(found.err(), Some(OutboundError::AddressRefused(Refusal::NotPublic)), "{answers:?}");
        }
        assert_eq!(seen.load(Ordering::SeqCst), 0);
    }

    #[tokio::test]
    async fn a_name_that_changes_its_answer_is_judged_again_when_it_is_dialled() {
        let (address, seen) = serve(Router::new().fallback(any(|| async { "{}" }))).await;
        let outbound = client("127.0.0.1/32", Limits::default(), scripted(&[&["127.0.0.1"], &["127.0.0.2"]]));
        let first = outbound.get(&format!("http://one.example.com:{}/", address.port())).await;
        assert!(first.is_ok());
        let second = outbound.get(&format!("http://two.example.com:{}/", address.port())).await;
        assert_eq!(second.err(), Some(OutboundError::AddressRefused(Refusal::NotPublic)));
        assert_eq!(seen.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn redirects_large_bodies_and_silence_are_errors_of_their_own() {
        let router = Router::new()
            .route("/moved", any(|| async { (http::StatusCode::TEMPORARY_REDIRECT, [("location", "/fine")]) }))
            .route("/large", any(|| async { vec![b' '; 3000] }))
            .route("/endless", any(|| async { Body::from_stream(ReaderStream::new(tokio::io::repeat(b'x'))) }))
            .route("/silent", any(std::future::pending::<()>))
            .route("/fine", any(|| async { ([("content-type", "application/json")], "{\"a\":1}") }));
        let (address, _) = serve(router).await;
        let limits = Limits { total: Duration::from_millis(300), body_bytes: 2000, ..Limits::default() };
        let outbound = client("127.0.0.0/8", limits, scripted(&[]));
        let get = async |path: &str| outbound.get(&format!("http://{address}{path}")).await;
        assert_eq!(get("/moved").await.err(), Some(OutboundError::Redirected));
        assert_eq!(get("/large").await.err(), Some(OutboundError::TooLarge));
        assert_eq!(get("/endless").await.err(), Some(OutboundError::TooLarge));
        assert_eq!(get("/silent").await.err(), Some(OutboundError::TimedOut));
        assert_eq!(get("/fine").await.expect("answer").json(), Ok(serde_json::json!({"a": 1})));
        assert_eq!(outbound.get("http://127.0.0.1:9/").await.err(), Some(Refusal::Port.into()));
    }
}
