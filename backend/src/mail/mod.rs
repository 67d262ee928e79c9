//! What is asked of mail servers: whether they let a mailbox in with an access token (XOAUTH2). One file a protocol.
//! Nothing is read of any mail, and none is sent.
//!
//! The address rules of [`crate::outbound`] hold here too; the token leaves only after the server's certificate was
//! proved.

mod connection;
mod imap;
mod pop;
mod smtp;
mod tls;

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use shared::secret::SecretText;
use tokio::time::timeout;

use crate::outbound::{Outbound, OutboundError};
use connection::Connection;

/// Until the last word of the server.
const LIMIT: Duration = Duration::from_secs(10);

/// The protocols.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// RFC 9051.
    Imap,
    /// RFC 1939.
    Pop,
    /// RFC 6409.
    Smtp,
}

/// When TLS begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// With the connection.
    Tls,
    /// After a word in clear.
    StartTls,
}

/// Where a mail server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailServer<'a> {
    /// Its name or IP address.
    pub host: &'a str,
    /// Its port.
    pub port: u16,
    /// When TLS begins.
    pub security: Security,
}

/// Who knocks.
#[derive(Debug, Clone, Copy)]
pub struct Knock<'a> {
    /// The mailbox.
    pub mailbox: &'a str,
    /// What opens it.
    pub access_token: &'a SecretText,
}

/// Why nobody was let in. No variant holds anything of a mail; what the server said is as it said it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailFault {
    /// There is no connection.
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    /// The server's certificate is not trusted or not made out to its name, or it does not speak TLS here.
    #[error("no TLS: {0}")]
    Tls(String),
    /// It took too long.
    #[error("the server did not answer in time")]
    TimedOut,
    /// The connection broke.
    #[error("the connection broke")]
    Interrupted,
    /// More, or longer lines, than such a server says.
    #[error("the server says too much")]
    TooMuch,
    /// Something else than a server of this protocol says.
    #[error("unexpected: {0}")]
    Unexpected(String),
    /// The server does not offer STARTTLS.
    #[error("the server does not offer STARTTLS")]
    NoStartTls,
    /// The server does not offer XOAUTH2; what it offers instead.
    #[error("the server does not offer XOAUTH2 but {0}")]
    NoXoauth2(String),
    /// The token was refused.
    #[error("refused: {0}")]
    Refused(String),
    /// The token was taken, but the mailbox did not open.
    #[error("the mailbox did not open: {0}")]
    NotOpened(String),
}

impl Protocol {
    /// The port when nobody says one.
    pub fn usual_port(self) -> u16 {
        match self {
            Self::Imap => 993,
            Self::Pop => 995,
            Self::Smtp => 587,
        }
    }

    /// When TLS begins at `port`, when nobody says so.
    pub fn usual_security(self, port: u16) -> Security {
        match (self, port) {
            (_, 25 | 110 | 143 | 587) => Security::StartTls,
            (Self::Smtp, port) if port != 465 => Security::StartTls,
            _ => Security::Tls,
        }
    }

    /// Signs in, looks whether the mailbox opens, and leaves.
    ///
    /// # Errors
    /// Why nobody was let in.
    pub async fn sign_in(self, outbound: &Outbound, server: MailServer<'_>, knock: Knock<'_>) -> Result<(), MailFault> {
        timeout(LIMIT, self.converse(outbound, server, knock)).await.map_err(|_| MailFault::TimedOut)?
    }

    async fn converse(self, outbound: &Outbound, server: MailServer<'_>, knock: Knock<'_>) -> Result<(), MailFault> {
        let stream = outbound.dial(server.host, server.port).await?;
        let mut connection = Connection::new(stream);
        if server.security == Security::Tls {
            connection = connection.encrypted(server.host).await?;
        }
        match self {
            Self::Imap => imap::sign_in(connection, server, knock).await,
            Self::Pop => pop::sign_in(connection, server, knock).await,
            Self::Smtp => smtp::sign_in(connection, server, knock).await,
        }
    }
}

impl Knock<'_> {
    /// Microsoft's and Google's initial response, in base64.
    fn xoauth2(&self) -> SecretText {
        let text = format!("user={}\x01auth=Bearer {}\x01\x01", self.mailbox, self.access_token.expose());
        SecretText::new(STANDARD.encode(text))
    }
}
