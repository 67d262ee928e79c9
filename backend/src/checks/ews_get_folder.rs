//! Opens the inbox of a mailbox over Exchange Web Services with the token of the resource.

use shared::check::Finding;

use super::{
    Check, Context, Running,
    doors::{Outcome, get_folder},
    token_of::obtain,
};
use crate::vault::VaultError;

pub(super) const CHECK: Check = Check { id: "ews_get_folder", run: begin };

fn begin<'a>(context: &'a Context<'a>) -> Running<'a> {
    Box::pin(run(context))
}

async fn run(context: &Context<'_>) -> Result<Vec<Finding>, VaultError> {
    let Some(settings) = &context.resource else { return Ok(Vec::new()) };
    let mailbox = context.argument("mailbox").unwrap_or_default();
    let held = match obtain(context, settings, (context.argument("subject"), Some(mailbox)), false).await? {
        Ok(held) => held,
        Err(finding) => return Ok(vec![finding]),
    };
    Ok(vec![match get_folder(context, settings, mailbox, &held).await {
        Outcome::Open if held.application => context.say("opened_as_application").done(),
        Outcome::Open => context.say("opened").done(),
        Outcome::Denied(finding) | Outcome::Otherwise(finding) => *finding,
    }])
}
