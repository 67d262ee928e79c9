//! IMAP (RFC 9051): signs in and looks whether the inbox opens, without changing anything (`EXAMINE`).

use super::{Knock, MailFault, MailServer, Security, connection::Connection};

/// Signs in to the mailbox.
pub(super) async fn sign_in(
    mut connection: Connection,
    server: MailServer<'_>,
    knock: Knock<'_>,
) -> Result<(), MailFault> {
    let greeting = connection.line().await?;
    if !greeting.starts_with("* OK") {
        return Err(MailFault::Unexpected(greeting));
    }
    let mut offered = capabilities(&mut connection, "a1").await?;
    if server.security == Security::StartTls {
        if !has(&offered, "STARTTLS") {
            return Err(MailFault::NoStartTls);
        }
        connection.send("a2 STARTTLS").await?;
        done(&mut connection, "a2").await?.map_err(MailFault::Unexpected)?;
        connection = connection.encrypted(server.host).await?;
        offered = capabilities(&mut connection, "a3").await?;
    }
    if !has(&offered, "AUTH=XOAUTH2") {
        return Err(MailFault::NoXoauth2(mechanisms(&offered)));
    }
    authenticate(&mut connection, has(&offered, "SASL-IR"), knock).await?;
    connection.send("a5 EXAMINE INBOX").await?;
    done(&mut connection, "a5").await?.map_err(MailFault::NotOpened)?;
    // Whether the farewell arrives matters to nobody.
    let _ = connection.send("a6 LOGOUT").await;
    Ok(())
}

async fn authenticate(connection: &mut Connection, at_once: bool, knock: Knock<'_>) -> Result<(), MailFault> {
    let response = knock.xoauth2();
    if at_once {
        connection.send_secret("a4 AUTHENTICATE XOAUTH2 ", &response).await?;
    } else {
        connection.send("a4 AUTHENTICATE XOAUTH2").await?;
    }
    let mut presented = at_once;
    loop {
        let line = connection.line().await?;
        if line.starts_with('+') {
            if presented {
                // Details of the refusal; an empty answer ends the exchange.
                connection.send("").await?;
            } else {
                presented = true;
                connection.send_secret("", &response).await?;
            }
        } else if let Some(rest) = line.strip_prefix("a4 ") {
            return if rest.starts_with("OK") { Ok(()) } else { Err(MailFault::Refused(rest.to_owned())) };
        } else if line.starts_with("* BYE") {
            return Err(MailFault::Refused(line));
        }
    }
}

async fn capabilities(connection: &mut Connection, tag: &str) -> Result<Vec<String>, MailFault> {
    connection.send(&format!("{tag} CAPABILITY")).await?;
    let mut words = Vec::new();
    loop {
        let line = connection.line().await?;
        if let Some(rest) = line.strip_prefix("* CAPABILITY ") {
            words.extend(rest.split_whitespace().map(str::to_ascii_uppercase));
        } else if line.starts_with(&format!("{tag} ")) {
            return Ok(words);
        }
    }
}

/// Reads up to the line with the tag; what it says when it is not OK is the inner error.
async fn done(connection: &mut Connection, tag: &str) -> Result<Result<(), String>, MailFault> {
    loop {
        let line = connection.line().await?;
        if let Some(rest) = line.strip_prefix(&format!("{tag} ")) {
            return Ok(if rest.starts_with("OK") { Ok(()) } else { Err(rest.to_owned()) });
        }
    }
}

fn has(offered: &[String], word: &str) -> bool {
    offered.iter().any(|known| known == word)
}

fn mechanisms(offered: &[String]) -> String {
    offered.iter().filter_map(|word| word.strip_prefix("AUTH=")).collect::<Vec<_>>().join(", ")
}
