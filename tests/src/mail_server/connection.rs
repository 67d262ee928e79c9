//! Lines over TLS, as IMAP and SMTP have them.

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{TlsConnector, client::TlsStream, rustls::pki_types::ServerName};

use super::certificate;
use crate::harness::PATIENCE;

pub(super) struct Connection {
    stream: BufReader<TlsStream<TcpStream>>,
}

impl Connection {
    /// Connects, and proves the server's certificate.
    pub(super) async fn open(port: u16, trust: &TlsConnector) -> Self {
        let plain = TcpStream::connect(("127.0.0.1", port)).await.expect("the mail server listens");
        let name = ServerName::try_from(certificate::NAME).expect("a name");
        let stream = trust.connect(name, plain).await.expect("its certificate is the one that was made");
        Self { stream: BufReader::new(stream) }
    }

    /// The next line without its end; empty when the server has hung up.
    pub(super) async fn line(&mut self) -> String {
        let mut line = String::new();
        timeout(PATIENCE, self.stream.read_line(&mut line)).await.expect("a line in time").expect("a line");
        line.trim_end().to_owned()
    }

    /// Lines until one for which `last` holds; that one is the last.
    pub(super) async fn until(&mut self, last: impl Fn(&str) -> bool) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let line = self.line().await;
            assert!(!line.is_empty() || !lines.is_empty(), "the server hung up");
            let end = last(&line);
            lines.push(line);
            if end {
                return lines;
            }
        }
    }

    /// Sends `text` and the end of a line.
    pub(super) async fn send(&mut self, text: &str) {
        self.stream.write_all(format!("{text}\r\n").as_bytes()).await.expect("it is sent");
        self.stream.flush().await.expect("it is sent");
    }
}
