//! Lines to and from a mail server, within limits.

use shared::secret::SecretText;
use tokio::{
    io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpStream,
};
use tokio_rustls::client::TlsStream;

use super::{MailFault, tls};

/// The longest line, in bytes.
const LINE: usize = 8 * 1024;
/// The most lines of a whole conversation.
const LINES: usize = 300;

/// A connection, in clear or encrypted.
pub(super) struct Connection {
    stream: Stream,
    lines: usize,
}

enum Stream {
    Clear(BufReader<TcpStream>),
    Encrypted(Box<BufReader<TlsStream<TcpStream>>>),
}

impl Connection {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self { stream: Stream::Clear(BufReader::new(stream)), lines: 0 }
    }

    /// The same connection, encrypted. What came before in clear counts for nothing from here on.
    pub(super) async fn encrypted(self, host: &str) -> Result<Self, MailFault> {
        let Stream::Clear(stream) = self.stream else { return Ok(self) };
        if !stream.buffer().is_empty() {
            // Words slipped in behind the answer to STARTTLS would be taken for words of the encrypted server.
            return Err(MailFault::Unexpected("more than an answer to STARTTLS".to_owned()));
        }
        let stream = tls::encrypt(stream.into_inner(), host).await?;
        Ok(Self { stream: Stream::Encrypted(Box::new(BufReader::new(stream))), lines: self.lines })
    }

    /// Whether what is said can be read on the way.
    pub(super) fn is_clear(&self) -> bool {
        matches!(self.stream, Stream::Clear(_))
    }

    /// The next line without its end.
    pub(super) async fn line(&mut self) -> Result<String, MailFault> {
        self.lines += 1;
        if self.lines > LINES {
            return Err(MailFault::TooMuch);
        }
        match &mut self.stream {
            Stream::Clear(stream) => read(stream).await,
            Stream::Encrypted(stream) => read(stream.as_mut()).await,
        }
    }

    /// Sends a line.
    pub(super) async fn send(&mut self, text: &str) -> Result<(), MailFault> {
        let line = format!("{text}\r\n");
        match &mut self.stream {
            Stream::Clear(stream) => write(stream, line.as_bytes()).await,
            Stream::Encrypted(stream) => write(stream.as_mut(), line.as_bytes()).await,
        }
    }

    /// Sends a line that holds a secret, behind `before`; never in clear.
    pub(super) async fn send_secret(&mut self, before: &str, secret: &SecretText) -> Result<(), MailFault> {
        if self.is_clear() {
            return Err(MailFault::NoStartTls);
        }
        let line = SecretText::new(format!("{before}{}", secret.expose()));
        self.send(line.expose()).await
    }
}

async fn read<S: AsyncBufRead + Unpin>(stream: &mut S) -> Result<String, MailFault> {
    let mut line = Vec::new();
    let mut limited = stream.take(LINE as u64);
    let length = limited.read_until(b'\n', &mut line).await.map_err(|_| MailFault::Interrupted)?;
    if length == 0 {
        return Err(MailFault::Interrupted);
    }
    if line.last() != Some(&b'\n') {
        return Err(if length == LINE { MailFault::TooMuch } else { MailFault::Interrupted });
    }
    Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
}

async fn write<S: AsyncWrite + Unpin>(stream: &mut S, bytes: &[u8]) -> Result<(), MailFault> {
    let sent = async {
        stream.write_all(bytes).await?;
        stream.flush().await
    };
    sent.await.map_err(|_| MailFault::Interrupted)
}
