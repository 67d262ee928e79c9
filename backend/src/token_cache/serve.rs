//! The broker's question, answered: from memory, from the store, or by a renewal.

#[cfg(test)]
pub(super) mod tests;

use std::sync::Arc;

use shared::{
    api::token::TokenSource,
    ids::{ResourceId, TenantId},
    problem::ProblemCode,
    timestamp::Timestamp,
};

use super::{
    Entry, TokenFault,
    flight::fly,
    look::{Seen, look},
    renew::Errand,
};
use crate::{app::AppState, domain::resource::Target, oauth::error::ProviderFault, store::tokens::TokenRow};

/// What a caller wants.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// The tenant.
    pub tenant: &'a TenantId,
    /// The resource.
    pub resource: &'a ResourceId,
    /// The mailbox or user; `None`: the only one there is, or the application.
    pub subject: Option<&'a str>,
    /// What is asked for beyond what is configured.
    pub target: Target,
    /// The life that is needed, in seconds.
    pub needed_seconds: i64,
    /// Ask the provider even if the token at hand would do.
    pub force: bool,
}

/// A token for a caller.
#[derive(Debug, Clone)]
pub struct Served {
    /// The token.
    pub entry: Arc<Entry>,
    /// Where it came from.
    pub source: TokenSource,
    /// Why it has less life than was asked for, when it has.
    pub warning: Option<Box<ProviderFault>>,
}

/// Serves a token.
///
/// # Errors
/// Why there is none.
pub async fn serve(app: &AppState, wanted: &Wanted<'_>) -> Result<Served, TokenFault> {
    let cache = &app.token_cache;
    let (now, identity) = (app.clock.now(), app.identity.epoch());
    if !wanted.force {
        let moment = (now, identity);
        let found = cache.memory.get(wanted.tenant, wanted.resource, wanted.subject, &wanted.target, moment);
        if let Some(entry) = found.filter(|entry| entry.lives(wanted.needed_seconds, now)) {
            return Ok(Served { entry, source: TokenSource::Cache, warning: None });
        }
    }
    // On the heap: a hit would otherwise carry, from layer to layer, the room that a renewal may need.
    Box::pin(fetched(app, wanted, (now, identity))).await
}

/// From the store, or from the provider.
async fn fetched(app: &AppState, wanted: &Wanted<'_>, (now, identity): (Timestamp, u64)) -> Result<Served, TokenFault> {
    let cache = &app.token_cache;
    let epoch = cache.memory.epoch();
    let seen = look(app, wanted, now).await?;
    cache.uses.note(wanted.tenant, &seen.token, now);
    let served = match seen.usable {
        Some(entry) => Served { entry, source: TokenSource::Cache, warning: None },
        None => renewed(app, wanted, &seen, now).await?,
    };
    // A stopgap is not worth remembering: the next caller deserves another try.
    if served.warning.is_none() {
        let place = (wanted.tenant, wanted.resource);
        cache.memory.put((epoch, identity), place, wanted.subject, &wanted.target, &served.entry);
    }
    Ok(served)
}

async fn renewed(app: &AppState, wanted: &Wanted<'_>, seen: &Seen, asked_at: Timestamp) -> Result<Served, TokenFault> {
    let held =
        if wanted.force { None } else { app.token_cache.pauses.get(&seen.token, seen.credential_version, asked_at) };
    let outcome = if let Some(fault) = held {
        Err(fault)
    } else {
        let errand = Errand {
            tenant: wanted.tenant.clone(),
            resource: wanted.resource.clone(),
            token: seen.token.clone(),
            root: seen.root.clone(),
            target: wanted.target.clone(),
            asked_at,
            needed_seconds: wanted.needed_seconds,
            force: wanted.force,
            insist: false,
        };
        fly(app, errand).await
    };
    match (outcome, &seen.alive) {
        (Ok((entry, source)), _) => Ok(Served { entry, source, warning: None }),
        (Err(fault), _) if fault.code == ProblemCode::NotFound => Err(TokenFault::NoResource),
        (Err(fault), Some(entry)) if entry.lives(0, app.clock.now()) => {
            Ok(Served { entry: Arc::clone(entry), source: TokenSource::Cache, warning: Some(Box::new(fault)) })
        }
        (Err(fault), _) => Err(TokenFault::Provider(fault)),
    }
}

/// Renews the token of `row` whatever its life, and says so when that fails. Whoever insists has a refresh token
/// presented also when the provider refused it before.
///
/// # Errors
/// Why the provider gave none.
pub async fn renew_now(app: &AppState, tenant: &TenantId, row: &TokenRow, insist: bool) -> Result<(), TokenFault> {
    let resource = ResourceId::new(&row.resource_id);
    let errand = Errand { force: true, insist, ..Errand::of(tenant, row, app.clock.now()) };
    let outcome = fly(app, errand).await;
    app.token_cache.forget(tenant, &resource);
    match outcome {
        Ok(_) => Ok(()),
        Err(fault) if fault.code == ProblemCode::NotFound => Err(TokenFault::NoResource),
        Err(fault) => Err(TokenFault::Provider(fault)),
    }
}
