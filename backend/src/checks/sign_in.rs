//! What the sign-ins over the mail protocols have in common.

use shared::check::Finding;

use super::{
    Context,
    doors::{Outcome, sign_in},
    token_of::obtain,
};
use crate::{mail::Protocol, vault::VaultError};

/// Obtains the token, signs in to the mailbox, and says what happened.
pub(super) async fn over(context: &Context<'_>, protocol: Protocol) -> Result<Vec<Finding>, VaultError> {
    let Some(settings) = &context.resource else { return Ok(Vec::new()) };
    let mailbox = context.argument("mailbox").unwrap_or_default();
    let held = match obtain(context, settings, (context.argument("subject"), Some(mailbox)), false).await? {
        Ok(held) => held,
        Err(finding) => return Ok(vec![finding]),
    };
    Ok(vec![match sign_in(context, settings, protocol, (mailbox, &held)).await {
        Outcome::Open => context.say("let_in").done(),
        Outcome::Denied(finding) | Outcome::Otherwise(finding) => *finding,
    }])
}
