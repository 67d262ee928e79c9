//! A mail server that is asked to let a mailbox in with a token.

use super::{Context, Outcome, cloud, explained};
use crate::{
    checks::token_of::Held,
    domain::resource::ResourceSettings,
    mail::{Knock, MailFault, MailServer, Protocol, Security},
    oauth::error::clean,
    outbound::OutboundError,
};

/// A token that was taken while the mailbox stayed shut.
const NOT_CONNECTED: &str = "IMAP_NOT_CONNECTED";

/// Signs in to `mailbox`.
pub(super) async fn sign_in(
    context: &Context<'_>,
    settings: &ResourceSettings,
    protocol: Protocol,
    (mailbox, held): (&str, &Held),
) -> Outcome {
    let Some(host) = context.argument("host").map(str::to_owned).or_else(|| usual_host(context, settings, protocol))
    else {
        return Outcome::otherwise(context.say("mail_no_host").done());
    };
    let port = context.argument("port").and_then(|port| port.parse().ok()).unwrap_or_else(|| protocol.usual_port());
    let security = match context.argument("security") {
        Some("tls") => Security::Tls,
        Some("starttls") => Security::StartTls,
        _ => protocol.usual_security(port),
    };
    let server = MailServer { host: &host, port, security };
    let knock = Knock { mailbox, access_token: &held.entry.access_token };
    match protocol.sign_in(&context.app.outbound, server, knock).await {
        Ok(()) => Outcome::Open,
        Err(fault) => shut(context, held, &format!("{host}:{port}"), fault),
    }
}

/// Where Exchange Online of the resource's cloud takes the protocol.
pub(super) fn usual_host(context: &Context<'_>, settings: &ResourceSettings, protocol: Protocol) -> Option<String> {
    let role = match protocol {
        Protocol::Imap | Protocol::Pop => "exchange",
        Protocol::Smtp => "smtp",
    };
    cloud(context, settings)?.hosts.get(role).cloned()
}

fn shut(context: &Context<'_>, held: &Held, server: &str, fault: MailFault) -> Outcome {
    let tidy = |text: &str| clean(text, &[&held.entry.access_token]);
    let say = match fault {
        MailFault::Outbound(OutboundError::AddressRefused(refusal)) => {
            context.say("mail_address_refused").with("why", refusal)
        }
        MailFault::Outbound(_) | MailFault::Interrupted => context.say("mail_unreachable"),
        MailFault::TimedOut => context.say("mail_slow"),
        MailFault::Tls(why) => context.say("mail_tls").with("why", tidy(&why)),
        MailFault::NoStartTls => context.say("mail_no_starttls"),
        MailFault::NoXoauth2(offered) => context.say("mail_no_xoauth2").with("offered", tidy(&offered)),
        MailFault::TooMuch => context.say("mail_unexpected").with("said", "…"),
        MailFault::Unexpected(said) => context.say("mail_unexpected").with("said", tidy(&said)),
        MailFault::Refused(said) => return refused(context, server, &tidy(&said), false),
        MailFault::NotOpened(said) => return refused(context, server, &tidy(&said), true),
    };
    Outcome::otherwise(say.with("server", server).done())
}

fn refused(context: &Context<'_>, server: &str, said: &str, signed_in: bool) -> Outcome {
    if let Some((code, say)) = explained(context, context.say("mail_explained"), &[], said) {
        let finding = say.with("server", server).with("said", said).done();
        return if code == NOT_CONNECTED { Outcome::denied(finding) } else { Outcome::otherwise(finding) };
    }
    let say = if signed_in { context.say("mail_not_opened") } else { context.say("mail_refused") };
    Outcome::otherwise(say.with("server", server).with("said", said).done())
}
