//! POP (RFC 1939, RFC 5034): signs in and asks how many mails there are.

use super::{Knock, MailFault, MailServer, Security, connection::Connection};

/// Signs in to the mailbox.
pub(super) async fn sign_in(
    mut connection: Connection,
    server: MailServer<'_>,
    knock: Knock<'_>,
) -> Result<(), MailFault> {
    positive(&mut connection).await?.map_err(MailFault::Unexpected)?;
    if server.security == Security::StartTls {
        connection.send("STLS").await?;
        positive(&mut connection).await?.map_err(|_| MailFault::NoStartTls)?;
        connection = connection.encrypted(server.host).await?;
    }
    let offered = mechanisms(&mut connection).await?;
    if !offered.iter().any(|word| word == "XOAUTH2") {
        return Err(MailFault::NoXoauth2(offered.join(", ")));
    }
    // A token does not fit into the line of the command (RFC 5034 §4).
    connection.send("AUTH XOAUTH2").await?;
    let mut presented = false;
    loop {
        let line = connection.line().await?;
        if line.starts_with("+OK") {
            break;
        } else if line.starts_with('+') && !presented {
            presented = true;
            connection.send_secret("", &knock.xoauth2()).await?;
        } else if line.starts_with('+') {
            // Details of the refusal; an empty answer ends the exchange.
            connection.send("").await?;
        } else {
            return Err(MailFault::Refused(line));
        }
    }
    connection.send("STAT").await?;
    positive(&mut connection).await?.map_err(MailFault::NotOpened)?;
    // Whether the farewell arrives matters to nobody.
    let _ = connection.send("QUIT").await;
    Ok(())
}

async fn positive(connection: &mut Connection) -> Result<Result<(), String>, MailFault> {
    let line = connection.line().await?;
    Ok(if line.starts_with("+OK") { Ok(()) } else { Err(line) })
}

/// What `CAPA` says about signing in.
async fn mechanisms(connection: &mut Connection) -> Result<Vec<String>, MailFault> {
    connection.send("CAPA").await?;
    if positive(connection).await?.is_err() {
        return Ok(Vec::new());
    }
    let mut words = Vec::new();
    loop {
        let line = connection.line().await?;
        if line == "." {
            return Ok(words);
        }
        if let Some(rest) = line.to_ascii_uppercase().strip_prefix("SASL ") {
            words.extend(rest.split_whitespace().map(str::to_owned));
        }
    }
}
