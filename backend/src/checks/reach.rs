//! How far an application permission reaches: fine once a limit is recorded and a mailbox that had to be refused was.

use shared::{
    api::reach::ReachState::{Nothing, Opened, Outdated, Proved, SignedInOnly, Unproved, Unscoped},
    check::Finding,
    text::Locale,
};

use super::{Check, Context, Running};
use crate::{reach, vault::VaultError};

pub(super) const CHECK: Check = Check { id: "reach", run: begin };

fn begin<'a>(context: &'a Context<'a>) -> Running<'a> {
    Box::pin(run(context))
}

async fn run(context: &Context<'_>) -> Result<Vec<Finding>, VaultError> {
    let Some(settings) = &context.resource else { return Ok(Vec::new()) };
    let mut tx = context.app.store.read().await?;
    let reach = reach::look(&mut tx, context.app, settings, Locale::En).await?;
    drop(tx);
    let say = match reach.state {
        SignedInOnly => context.say("signed_in_only"),
        Nothing => context.say("nothing"),
        Unscoped => context.say("unscoped"),
        Outdated => context.say("outdated"),
        Unproved => context.say("unproved"),
        Opened => context.say("opened"),
        Proved => context.say("proved"),
    };
    let names: Vec<&str> = reach.permissions.iter().map(|one| one.name.as_str()).collect();
    let (policy, scope) = reach.policy.map(|policy| (policy.name, policy.scope)).unwrap_or_default();
    let mailbox = reach.proof.map(|proof| proof.mailbox).unwrap_or_default();
    let say = say.with("permissions", names.join(", ")).with("policy", policy).with("scope", scope);
    Ok(vec![say.with("refused", mailbox).done()])
}
