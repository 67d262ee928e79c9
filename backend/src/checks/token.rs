//! Whether the provider gives a token now: it is asked, whatever is at hand.

use shared::check::Finding;

use super::{Check, Context, Running, token_of::obtain};
use crate::vault::VaultError;

pub(super) const CHECK: Check = Check { id: "token", run: begin };

fn begin<'a>(context: &'a Context<'a>) -> Running<'a> {
    Box::pin(run(context))
}

async fn run(context: &Context<'_>) -> Result<Vec<Finding>, VaultError> {
    let Some(settings) = &context.resource else { return Ok(Vec::new()) };
    let found = match obtain(context, settings, (context.argument("subject"), None), true).await? {
        Err(finding) => finding,
        Ok(held) => {
            let seconds = held.entry.expires_at.seconds_since(context.now());
            let say = if held.application { context.say("given_to_application") } else { context.say("given") };
            say.with("minutes", seconds / 60).done()
        }
    };
    Ok(vec![found])
}
