//! Submission over SMTP (RFC 6409, RFC 4954): signs in and leaves. No mail is sent.

use super::{Knock, MailFault, MailServer, Security, connection::Connection};

/// Signs in as the mailbox.
pub(super) async fn sign_in(
    mut connection: Connection,
    server: MailServer<'_>,
    knock: Knock<'_>,
) -> Result<(), MailFault> {
    expect(&mut connection, "220").await?;
    let mut offered = hello(&mut connection).await?;
    if server.security == Security::StartTls {
        if !offered.iter().any(|line| line.eq_ignore_ascii_case("STARTTLS")) {
            return Err(MailFault::NoStartTls);
        }
        connection.send("STARTTLS").await?;
        expect(&mut connection, "220").await?;
        connection = connection.encrypted(server.host).await?;
        offered = hello(&mut connection).await?;
    }
    let mechanisms: Vec<String> = offered
        .iter()
        .filter_map(|line| line.to_ascii_uppercase().strip_prefix("AUTH ").map(str::to_owned))
        .flat_map(|rest| rest.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    if !mechanisms.iter().any(|word| word == "XOAUTH2") {
        return Err(MailFault::NoXoauth2(mechanisms.join(", ")));
    }
    authenticate(&mut connection, knock).await?;
    // Whether the farewell arrives matters to nobody.
    let _ = connection.send("QUIT").await;
    Ok(())
}

async fn authenticate(connection: &mut Connection, knock: Knock<'_>) -> Result<(), MailFault> {
    connection.send("AUTH XOAUTH2").await?;
    let mut presented = false;
    loop {
        let reply = reply(connection).await?;
        let text = reply.join(" ");
        match text.get(..3) {
            Some("235") => return Ok(()),
            Some("334") if !presented => {
                presented = true;
                connection.send_secret("", &knock.xoauth2()).await?;
            }
            // Details of the refusal; an empty answer ends the exchange.
            Some("334") => connection.send("").await?,
            _ => return Err(MailFault::Refused(text)),
        }
    }
}

/// Says hello; what the server offers, without the codes.
async fn hello(connection: &mut Connection) -> Result<Vec<String>, MailFault> {
    connection.send("EHLO [127.0.0.1]").await?;
    let lines = expect(connection, "250").await?;
    Ok(lines.iter().skip(1).filter_map(|line| line.get(4..)).map(str::to_owned).collect())
}

async fn expect(connection: &mut Connection, code: &str) -> Result<Vec<String>, MailFault> {
    let lines = reply(connection).await?;
    if lines.iter().all(|line| line.starts_with(code)) {
        Ok(lines)
    } else {
        Err(MailFault::Unexpected(lines.join(" ")))
    }
}

/// All lines of a reply (RFC 5321 §4.2).
async fn reply(connection: &mut Connection) -> Result<Vec<String>, MailFault> {
    let mut lines = Vec::new();
    loop {
        let line = connection.line().await?;
        let more = line.as_bytes().get(3) == Some(&b'-');
        lines.push(line);
        if !more {
            return Ok(lines);
        }
    }
}
