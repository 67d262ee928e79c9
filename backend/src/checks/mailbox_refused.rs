//! The other way round: a mailbox that must stay shut. It passes only on the refusal that means just that; whatever
//! else keeps the door shut proves nothing.

use shared::check::{CheckState, Finding, Owner};

use super::{
    Check, Context, Running, Say,
    doors::{Door, Outcome, knock},
    token_of::{Held, obtain},
};
use crate::{mail::Protocol, vault::VaultError};

pub(super) const CHECK: Check = Check { id: "mailbox_refused", run: begin };

fn begin<'a>(context: &'a Context<'a>) -> Running<'a> {
    Box::pin(run(context))
}

async fn run(context: &Context<'_>) -> Result<Vec<Finding>, VaultError> {
    let Some(settings) = &context.resource else { return Ok(Vec::new()) };
    let mailbox = context.argument("mailbox").unwrap_or_default();
    let control = context.argument("control");
    if control.is_some_and(|control| control.eq_ignore_ascii_case(mailbox)) {
        return Ok(vec![context.say("same_mailbox").done()]);
    }
    let whose = (context.argument("subject"), control);
    let held = match obtain(context, settings, whose, false).await? {
        // Of a person's token no mailbox that is named here is taken for their own.
        Ok(held) => Held { own: false, ..held },
        Err(finding) => return Ok(vec![finding]),
    };
    let door = match context.argument("protocol") {
        Some("ews") => Door::Ews,
        Some("imap") => Door::Mail(Protocol::Imap),
        _ => Door::Graph,
    };
    let mut opens = false;
    if let Some(control) = control {
        match knock(context, settings, door, (control, &held)).await {
            Outcome::Open => opens = matches!(door, Door::Mail(_)),
            Outcome::Denied(finding) | Outcome::Otherwise(finding) => {
                return Ok(vec![unclear(context.say("control_shut"), *finding)]);
            }
        }
    }
    Ok(vec![match knock(context, settings, door, (mailbox, &held)).await {
        Outcome::Open => context.say("opened").done(),
        Outcome::Denied(finding) => {
            context.say("refused").code(finding.code).correlation(finding.correlation_id).done()
        }
        // Mail servers do not say why. But the same token opened another mailbox there, so that this one is meant.
        Outcome::Otherwise(finding) if opens && finding.state == CheckState::Failed => {
            context.say("refused_beside").text("said", finding.found.clone()).code(finding.code.clone()).done()
        }
        Outcome::Otherwise(finding) => unclear(context.say("unclear"), *finding),
    }])
}

fn unclear(say: Say<'_>, found: Finding) -> Finding {
    let say = say.text("said", found.found).text("cure", found.remedy.unwrap_or_default());
    say.who(found.who.unwrap_or(Owner::Customer)).code(found.code).correlation(found.correlation_id).done()
}
