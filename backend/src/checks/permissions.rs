//! Whether the resource's tokens carry the permissions that it needs, API by API, proved with new tokens.

use shared::{api::permission::PermissionState as State, check::Finding, problem::ProblemCode};

use super::{Check, Context, Running, Say, token_of::explain};
use crate::{
    domain::permission::Proof,
    oauth::error::ProviderFault,
    permissions::{Need, need, prove},
    token_cache::TokenFault,
    vault::VaultError,
};

pub(super) const CHECK: Check = Check { id: "permissions", run: begin };

fn begin<'a>(context: &'a Context<'a>) -> Running<'a> {
    Box::pin(run(context))
}

async fn run(context: &Context<'_>) -> Result<Vec<Finding>, VaultError> {
    let Some(settings) = &context.resource else { return Ok(Vec::new()) };
    let mut tx = context.app.store.read().await?;
    let need = need(&mut tx, context.app, settings).await?;
    drop(tx);
    match prove(context.app, settings, &need, context.argument("subject")).await {
        Ok(proofs) => Ok(proofs.apis.iter().map(|proof| say(context, &need, proof)).collect()),
        Err(TokenFault::SubjectMissing) => Ok(vec![context.say("several_signed_in").done()]),
        Err(TokenFault::NoResource | TokenFault::NoParameter(_)) => Ok(vec![context.say("resource_gone").done()]),
        Err(TokenFault::Provider(fault)) => Ok(vec![without(context, context.say("no_token"), &fault).done()]),
        Err(TokenFault::Vault(fault)) => Err(fault),
    }
}

fn say(context: &Context<'_>, need: &Need, proof: &Proof) -> Finding {
    let known = context.app.catalog.permissions().api(&proof.api);
    let api = known.map_or_else(|| proof.api.clone(), |known| known.name.clone());
    let say = match proof.state {
        State::Granted if proof.granted.is_empty() => context.say("nothing_needed"),
        State::Granted => context.say("granted"),
        State::Partly => context.say("partly"),
        State::Missing => context.say("missing"),
        State::Waiting => context.say("nobody_signed_in"),
        State::Unreadable => context.say("unreadable"),
        State::OtherApi => context.say("other_api"),
        State::OtherDirectory => context.say("other_directory"),
        State::NoToken => {
            let fault = proof.fault.as_ref();
            let code = fault.and_then(|fault| ProblemCode::parse(&fault.code)).unwrap_or(ProblemCode::ProviderRefused);
            let fault = ProviderFault {
                provider_code: fault.and_then(|fault| fault.provider_code.clone()),
                correlation_id: fault.and_then(|fault| fault.correlation_id.clone()),
                ..ProviderFault::of(code)
            };
            without(context, context.say("no_token"), &fault)
        }
    };
    say.with("api", api)
        .with("granted", proof.granted.join(", "))
        .with("missing", proof.missing.join(", "))
        .with("audience", proof.audience.as_deref().unwrap_or("–"))
        .with("directory", proof.directory_id.as_deref().unwrap_or("–"))
        .with("wanted", need.directory_id().unwrap_or("–"))
        .done()
}

fn without<'a>(context: &Context<'_>, say: Say<'a>, fault: &ProviderFault) -> Say<'a> {
    let told = explain(context.app, fault);
    say.text("cause", told.cause)
        .text("cure", told.remedy)
        .who(told.who)
        .code(fault.provider_code.clone().or_else(|| Some(fault.code.as_str().to_owned())))
        .correlation(fault.correlation_id.clone())
}
