//! A submission client that signs in with an access token and hands in letters (RFC 6409, RFC 4954).

use super::{MailServer, Mechanism, Refused, connection::Connection};

/// A signed-in connection.
pub struct Submission {
    connection: Connection,
}

impl Submission {
    /// Signs in as `mailbox` with `access_token`.
    ///
    /// # Errors
    /// What the server said when it did not like the token.
    pub async fn sign_in(
        server: &MailServer,
        mechanism: Mechanism,
        mailbox: &str,
        access_token: &str,
    ) -> Result<Self, Refused> {
        let mut this = Self { connection: Connection::open(server.submission_port(), server.trust()).await };
        this.reply("220").await;
        let offered = this.command("EHLO client.example.com", "250").await;
        assert!(offered.iter().any(|line| line.contains("AUTH") && line.contains(mechanism.name())), "{offered:?}");
        let first = mechanism.initial_response(mailbox, access_token);
        this.connection.send(&format!("AUTH {} {first}", mechanism.name())).await;
        loop {
            let line = this.connection.line().await;
            match line.get(..3) {
                Some("235") => return Ok(this),
                Some("334") => this.connection.send("").await,
                _ => return Err(Refused(line)),
            }
        }
    }

    /// Hands in a letter.
    pub async fn send(&mut self, from: &str, to: &str, text: &str) {
        self.command(&format!("MAIL FROM:<{from}>"), "250").await;
        self.command(&format!("RCPT TO:<{to}>"), "250").await;
        self.command("DATA", "354").await;
        self.command(&format!("{text}\r\n."), "250").await;
        self.command("QUIT", "221").await;
    }

    async fn command(&mut self, command: &str, expected: &str) -> Vec<String> {
        self.connection.send(command).await;
        self.reply(expected).await
    }

    async fn reply(&mut self, expected: &str) -> Vec<String> {
        let lines = self.connection.until(|line| line.as_bytes().get(3) != Some(&b'-')).await;
        assert!(lines.iter().all(|line| line.starts_with(expected)), "{expected} was expected: {lines:?}");
        lines
    }
}
