//! The broker's question, answered: from memory, from the store, or by a renewal.

use std::sync::Arc;

use shared::{
    api::token::TokenSource,
    ids::{ResourceId, TenantId, TokenId},
    problem::ProblemCode,
    timestamp::Timestamp,
};

use super::{
    Entry, TokenFault,
    flight::fly,
    renew::{Errand, entry},
};
use crate::{
    app::AppState,
    domain::resource::{ResourceSettings, Target},
    oauth::{error::ProviderFault, grants},
    resources,
    store::tokens::{self, TokenRow},
};

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
    pub warning: Option<ProblemCode>,
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
    let epoch = cache.memory.epoch();
    let seen = look(app, wanted, now).await?;
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

/// What the store has.
struct Seen {
    token: TokenId,
    credential_version: i64,
    /// Good for the caller as it is.
    usable: Option<Arc<Entry>>,
    /// Alive, if not as the caller wants it: better than nothing.
    alive: Option<Arc<Entry>>,
}

async fn look(app: &AppState, wanted: &Wanted<'_>, now: Timestamp) -> Result<Seen, TokenFault> {
    let mut tx = app.store.read().await?;
    let opened = resources::open(&mut tx, app, wanted.tenant, wanted.resource).await?;
    let settings = opened.ok_or(TokenFault::NoResource)?.settings;
    check_target(&settings, &wanted.target)?;
    let found = tokens::of_target(&mut tx, wanted.tenant, wanted.resource, wanted.subject, &wanted.target).await?;
    let key = app.vault.tenant(&mut tx, wanted.tenant).await?;
    drop(tx);
    let mut found = found.into_iter();
    let row = match (found.next(), found.next()) {
        // The token of nobody in particular is the one that is meant when nobody is named.
        (Some(row), _) if row.subject.is_empty() => row,
        (Some(row), None) => row,
        (Some(_), Some(_)) => return Err(TokenFault::SubjectMissing),
        (None, _) => first_row(app, wanted, &settings).await?,
    };
    let alive = entry(&key, &row, now)?.map(Arc::new);
    let current = row.credential_version == settings.credential_version && !wanted.force;
    let usable = alive.clone().filter(|entry| current && entry.lives(wanted.needed_seconds, now));
    Ok(Seen { token: TokenId::new(row.id), credential_version: settings.credential_version, usable, alive })
}

fn check_target(settings: &ResourceSettings, target: &Target) -> Result<(), TokenFault> {
    if target.audience.is_some() && !settings.accepts("resource") {
        return Err(TokenFault::NoParameter("audience"));
    }
    if target.scope.is_some() && !settings.accepts("scope") {
        return Err(TokenFault::NoParameter("scope"));
    }
    Ok(())
}

/// A row for a token that nobody asked for before. Only an application gets one: anybody else has to sign in first.
async fn first_row(app: &AppState, wanted: &Wanted<'_>, settings: &ResourceSettings) -> Result<TokenRow, TokenFault> {
    let needs_somebody = || TokenFault::Provider(ProviderFault::of(ProblemCode::InteractionRequired));
    let grant = grants::find(&settings.grant).ok_or_else(needs_somebody)?;
    if grant.acquire.is_none() {
        return Err(needs_somebody());
    }
    let row = TokenRow {
        id: app.rng.id(&app.clock),
        resource_id: wanted.resource.to_string(),
        subject: wanted.subject.unwrap_or_default().to_owned(),
        audience: wanted.target.audience.clone().unwrap_or_default(),
        scope: wanted.target.scope.clone().unwrap_or_default(),
        created_at: app.clock.now().as_millis(),
        ..TokenRow::default()
    };
    let mut tx = app.store.write().await?;
    let row = tokens::ensure(&mut tx, wanted.tenant, &row).await?;
    tx.commit().await?;
    Ok(row)
}

async fn renewed(app: &AppState, wanted: &Wanted<'_>, seen: &Seen, asked_at: Timestamp) -> Result<Served, TokenFault> {
    let held =
        if wanted.force { None } else { app.token_cache.pauses.get(&seen.token, seen.credential_version, asked_at) };
    let outcome = match held {
        Some(fault) => Err(fault),
        None => {
            let errand = Errand {
                tenant: wanted.tenant.clone(),
                resource: wanted.resource.clone(),
                token: seen.token.clone(),
                target: wanted.target.clone(),
                asked_at,
                needed_seconds: wanted.needed_seconds,
                force: wanted.force,
            };
            fly(app, errand).await
        }
    };
    match (outcome, &seen.alive) {
        (Ok((entry, source)), _) => Ok(Served { entry, source, warning: None }),
        (Err(fault), _) if fault.code == ProblemCode::NotFound => Err(TokenFault::NoResource),
        (Err(fault), Some(entry)) if entry.lives(0, app.clock.now()) => {
            Ok(Served { entry: Arc::clone(entry), source: TokenSource::Cache, warning: Some(fault.code) })
        }
        (Err(fault), _) => Err(TokenFault::Provider(fault)),
    }
}

/// Renews the token of `row` whatever its life, and says so when that fails.
///
/// # Errors
/// Why the provider gave none.
pub async fn renew_now(app: &AppState, tenant: &TenantId, row: &TokenRow) -> Result<(), TokenFault> {
    let resource = ResourceId::new(&row.resource_id);
    let errand = Errand {
        tenant: tenant.clone(),
        resource: resource.clone(),
        token: TokenId::new(&row.id),
        target: Target::new(Some(&row.audience), Some(&row.scope)),
        asked_at: app.clock.now(),
        needed_seconds: 0,
        force: true,
    };
    let outcome = fly(app, errand).await;
    app.token_cache.forget(tenant, &resource);
    match outcome {
        Ok(_) => Ok(()),
        Err(fault) if fault.code == ProblemCode::NotFound => Err(TokenFault::NoResource),
        Err(fault) => Err(TokenFault::Provider(fault)),
    }
}
