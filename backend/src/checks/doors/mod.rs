//! Doors behind which a mailbox is: a mail server, Exchange Web Services, Microsoft Graph. Each is knocked at in one way,
//! whoever asks: the checks that want it to open, and the one that wants it to stay shut.

mod ews;
mod graph;
mod mail;
mod web;

use shared::{
    check::{Finding, Owner},
    resource::{NationalCloud, Phase, cloud::cloud_of},
};

use super::{
    Context, Say,
    token_of::{Held, obtain, owner},
};
use crate::{catalog::Reported, domain::resource::ResourceSettings, mail::Protocol, vault::VaultError};

use self::{ews::get_folder, graph::inbox, mail::sign_in};

/// A door.
#[derive(Debug, Clone, Copy)]
pub(super) enum Door {
    /// Exchange Web Services.
    Ews,
    /// Microsoft Graph.
    Graph,
    /// A mail server.
    Mail(Protocol),
}

/// What happened at a door.
pub(super) enum Outcome {
    /// It opened.
    Open,
    /// It stayed shut for this mailbox, and for no other reason.
    Denied(Box<Finding>),
    /// Something else is the matter.
    Otherwise(Box<Finding>),
}

impl Outcome {
    fn denied(finding: Finding) -> Self {
        Self::Denied(Box::new(finding))
    }

    fn otherwise(finding: Finding) -> Self {
        Self::Otherwise(Box::new(finding))
    }
}

/// Knocks at the door of `mailbox` with a token.
pub(super) async fn knock(
    context: &Context<'_>,
    settings: &ResourceSettings,
    door: Door,
    (mailbox, held): (&str, &Held),
) -> Outcome {
    match door {
        Door::Ews => get_folder(context, settings, mailbox, held).await,
        Door::Graph => inbox(context, settings, mailbox, held).await,
        Door::Mail(protocol) => sign_in(context, settings, protocol, (mailbox, held)).await,
    }
}

/// What the checks do that want a door to open: obtain the token, knock for the mailbox, and say what happened.
pub(super) async fn open(context: &Context<'_>, door: Door) -> Result<Vec<Finding>, VaultError> {
    let Some(settings) = &context.resource else { return Ok(Vec::new()) };
    let mailbox = context.argument("mailbox").unwrap_or_default();
    let held = match obtain(context, settings, (context.argument("subject"), Some(mailbox)), false).await? {
        Ok(held) => held,
        Err(finding) => return Ok(vec![finding]),
    };
    Ok(vec![match (knock(context, settings, door, (mailbox, &held)).await, door) {
        (Outcome::Open, Door::Mail(_)) => context.say("let_in").done(),
        (Outcome::Open, _) if held.application => context.say("opened_as_application").done(),
        (Outcome::Open, _) => context.say("opened").done(),
        (Outcome::Denied(finding) | Outcome::Otherwise(finding), _) => *finding,
    }])
}

/// The cloud of the resource; Microsoft's worldwide one where its endpoints do not say.
pub(super) fn cloud<'a>(context: &'a Context<'_>, settings: &ResourceSettings) -> Option<&'a NationalCloud> {
    let clouds = context.app.catalog.national_clouds();
    let ends = &settings.endpoints;
    let endpoints = [&ends.token, &ends.authorization].into_iter().flatten().map(String::as_str);
    let values = ["resource", "scope"].into_iter().filter_map(|name| settings.value(name, Phase::Token));
    let texts: Vec<&str> = endpoints.chain(values).collect();
    let microsoft = settings.kind.directory.is_some();
    cloud_of(texts.into_iter(), clouds).or_else(|| clouds.first().filter(|_| microsoft))
}

/// What a server's words mean, if they are known: fills `{cause}` and `{cure}`, and tells the code.
fn explained<'a>(context: &Context<'_>, say: Say<'a>, words: &[&str], prose: &str) -> Option<(String, Say<'a>)> {
    let reported = Reported { numbers: Vec::new(), words: words.to_vec(), prose };
    let known = context.app.catalog.provider_errors().recognise(&reported).into_iter().next()?;
    let say = say.text("cause", known.entry.cause.clone()).text("cure", known.entry.remedy.clone());
    let who: Owner = owner(known.entry.who);
    Some((known.code.clone(), say.who(who).code(Some(known.code))))
}
