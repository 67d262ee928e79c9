//! A small load generator: a few connections that stay open and send the same request again and again.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Connections that send at the same time.
const CONNECTIONS: usize = 8;

/// A request as it goes over the wire.
#[derive(Clone)]
pub(crate) struct Request {
    address: String,
    bytes: Vec<u8>,
}

impl Request {
    /// `GET path`.
    pub(crate) fn get(url: &str, path: &str) -> Self {
        let address = url.trim_start_matches("http://").to_owned();
        let bytes = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n").into_bytes();
        Self { address, bytes }
    }

    /// `POST path` with a JSON body and further headers.
    pub(crate) fn post(url: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Self {
        let address = url.trim_start_matches("http://").to_owned();
        let mut text = format!("POST {path} HTTP/1.1\r\nHost: {address}\r\n");
        for (name, value) in headers {
            text.extend([*name, ": ", *value, "\r\n"]);
        }
        text.push_str("Content-Type: application/json\r\n");
        text.extend(["Content-Length: ", &body.len().to_string(), "\r\n\r\n", body]);
        Self { address, bytes: text.into_bytes() }
    }

    /// Sends it `count` times, spread over the connections; every answer must have status 200.
    pub(crate) async fn repeat(&self, count: usize) {
        Self::repeat_all(std::slice::from_ref(self), count).await;
    }

    /// Sends `count` of `requests` together, every connection from its own place in them on.
    pub(crate) async fn repeat_all(requests: &[Self], count: usize) {
        let each = count / CONNECTIONS;
        let requests: Arc<[Self]> = requests.into();
        let tasks: Vec<_> = (0..CONNECTIONS)
            .map(|connection| {
                let (requests, begin) = (Arc::clone(&requests), connection * requests.len() / CONNECTIONS);
                tokio::spawn(async move {
                    let mut connection = Connection::open(&requests[0]).await;
                    for request in requests.iter().cycle().skip(begin).take(each) {
                        connection.send(request).await;
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.expect("the connection lasted");
        }
    }

    /// Sends `count` of `requests` one after the other; how long each took as its caller sees it, the shortest first.
    pub(crate) async fn times(requests: &[Self], count: usize) -> Vec<Duration> {
        let mut connection = Connection::open(&requests[0]).await;
        let mut times = Vec::with_capacity(count);
        for request in requests.iter().cycle().take(count) {
            let begin = now();
            connection.send(request).await;
            times.push(begin.elapsed());
        }
        times.sort_unstable();
        times
    }
}

#[expect(clippy::disallowed_methods, reason = "measuring time is the point here")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// A connection that stays open.
struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(request: &Request) -> Self {
        let stream = TcpStream::connect(&request.address).await.expect("the server listens");
        stream.set_nodelay(true).expect("a socket option");
        Self { stream, buffer: Vec::with_capacity(8192) }
    }

    /// Sends a request and reads its answer.
    async fn send(&mut self, request: &Request) {
        self.stream.write_all(&request.bytes).await.expect("sent");
        self.buffer.clear();
        while !is_complete(&self.buffer) {
            assert!(self.stream.read_buf(&mut self.buffer).await.expect("received") > 0, "the server hung up");
        }
    }
}

/// Whether `answer` has all the bytes that its length declares.
fn is_complete(answer: &[u8]) -> bool {
    let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
    assert!(head.starts_with("http/1.1 200"), "{head}");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.expect("a length is declared").parse().expect("a number");
    answer.len() >= end + 4 + length
}
