//! A small load generator: a few connections that stay open and send the same request again and again.

use std::sync::Arc;

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

    /// Sends `requests` in turn, `count` together.
    pub(crate) async fn repeat_all(requests: &[Self], count: usize) {
        let each = count / CONNECTIONS;
        let requests: Arc<[Self]> = requests.into();
        let tasks: Vec<_> =
            (0..CONNECTIONS).map(|_| tokio::spawn(Self::on_one_connection(Arc::clone(&requests), each))).collect();
        for task in tasks {
            task.await.expect("the connection lasted");
        }
    }

    async fn on_one_connection(requests: Arc<[Self]>, count: usize) {
        let mut stream = TcpStream::connect(&requests[0].address).await.expect("the server listens");
        stream.set_nodelay(true).expect("a socket option");
        let mut buffer = Vec::with_capacity(8192);
        for request in requests.iter().cycle().take(count) {
            stream.write_all(&request.bytes).await.expect("sent");
            buffer.clear();
            while !is_complete(&buffer) {
                assert!(stream.read_buf(&mut buffer).await.expect("received") > 0, "the server hung up");
            }
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
