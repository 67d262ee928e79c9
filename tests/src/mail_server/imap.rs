//! An IMAP client that signs in with an access token (RFC 9051; `AUTHENTICATE` with an initial response).

use super::{MailServer, Mechanism, Refused, connection::Connection};

/// A signed-in connection.
pub struct Imap {
    connection: Connection,
    commands: u32,
}

impl Imap {
    /// Signs in to `mailbox` with `access_token`.
    ///
    /// # Errors
    /// What the server said when it did not like the token.
    pub async fn sign_in(
        server: &MailServer,
        mechanism: Mechanism,
        mailbox: &str,
        access_token: &str,
    ) -> Result<Self, Refused> {
        let mut connection = Connection::open(server.imap_port(), server.trust()).await;
        let greeting = connection.line().await;
        assert!(greeting.starts_with("* OK"), "{greeting}");
        let first = mechanism.initial_response(mailbox, access_token);
        connection.send(&format!("a0 AUTHENTICATE {} {first}", mechanism.name())).await;
        loop {
            let line = connection.line().await;
            if line.starts_with("a0 OK") {
                return Ok(Self { connection, commands: 0 });
            } else if line.starts_with('+') {
                // Details of the refusal; an empty answer ends the exchange.
                connection.send("").await;
            } else if line.starts_with("a0 ") || line.is_empty() {
                return Err(Refused(line));
            }
        }
    }

    /// Sends a command and tells all lines of its answer, the last with its tag.
    pub async fn command(&mut self, command: &str) -> Vec<String> {
        self.commands += 1;
        let tag = format!("c{} ", self.commands);
        self.connection.send(&format!("{tag}{command}")).await;
        self.connection.until(|line| line.starts_with(&tag)).await
    }
}
