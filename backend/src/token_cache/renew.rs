//! Renews one token: lease, look again, ask the provider, commit. No transaction is open while the provider is asked.

use std::{sync::Arc, time::Duration};

use shared::{
    api::token::TokenSource,
    ids::{ResourceId, TenantId, TokenId},
    problem::ProblemCode,
    resource::RecoveryClass,
    secret::SecretText,
    timestamp::Timestamp,
};

use super::{
    Entry, TokenFault, ahead,
    obtained::{ACCESS, Obtained, REFRESH, audit_entry, event, keep, open},
};
use crate::{
    app::AppState,
    audit, credentials,
    domain::resource::{ResourceSettings, Target},
    kept_passwords,
    oauth::{
        client_auth::Prover,
        error::ProviderFault,
        grants::{self, Exchange},
        token_response::TokenAnswer,
    },
    resources,
    store::{
        dialect, token_events,
        tokens::{self, Failure, TokenRow},
    },
};

/// Longer than two attempts at the provider can take.
const LEASE_MILLIS: i64 = 30_000;
/// Between two looks at a lease that another node holds.
const LOOK_AGAIN: Duration = Duration::from_millis(150);
/// Looks at another node's lease before giving up: as long as a lease lasts.
const MOST_LOOKS: usize = 200;
/// Before the only second attempt at the provider.
const SECOND_ATTEMPT_AFTER: Duration = Duration::from_millis(500);
/// Attempts to commit what the provider gave: a rotated refresh token exists nowhere else.
const COMMIT_ATTEMPTS: u32 = 8;

/// What a renewal is to do.
#[derive(Debug, Clone)]
pub(super) struct Errand {
    pub(super) tenant: TenantId,
    pub(super) resource: ResourceId,
    pub(super) token: TokenId,
    pub(super) target: Target,
    /// When the first caller asked: a token obtained after that will do for it.
    pub(super) asked_at: Timestamp,
    /// The life that the first caller needs.
    pub(super) needed_seconds: i64,
    /// Whether the first caller wants the provider asked even if the token would do.
    pub(super) force: bool,
}

/// What a renewal ends in; shared by all who wait for it.
pub(super) type Outcome = Result<(Arc<Entry>, TokenSource), ProviderFault>;

/// What is known once the lease is held, or need not be.
enum Ground {
    /// Another renewal was faster.
    Done(Arc<Entry>),
    /// The lease is ours.
    Leased(Box<Leased>),
    /// Another node is at it.
    Busy,
}

struct Leased {
    settings: ResourceSettings,
    row: TokenRow,
    refresh_token: Option<SecretText>,
    fence: i64,
    /// Whoever held the lease before never came back, so whether the refresh token was used is not known.
    interrupted: bool,
}

/// Renews the token of `errand`.
pub(super) async fn renew(app: &AppState, errand: &Errand) -> Outcome {
    for _ in 0..MOST_LOOKS {
        match lease(app, errand).await.map_err(fault_of)? {
            Ground::Done(entry) => return Ok((entry, TokenSource::Cache)),
            Ground::Leased(leased) => return ask_and_commit(app, errand, &leased).await,
            Ground::Busy => tokio::time::sleep(LOOK_AGAIN).await,
        }
    }
    Err(ProviderFault { retry_after: Some(5), ..ProviderFault::of(ProblemCode::ProviderUnavailable) })
}

/// Looks again under the lease: between the caller's look and this one, somebody may have renewed the token.
async fn lease(app: &AppState, errand: &Errand) -> Result<Ground, TokenFault> {
    let Errand { tenant, resource, token, .. } = errand;
    let mut tx = app.store.write().await?;
    let opened = resources::open(&mut tx, app, tenant, resource).await?.ok_or(TokenFault::NoResource)?;
    // Without the lock another node could commit between this look and the lease, and its refresh token be lost.
    tokens::lock(&mut tx, tenant, token).await?;
    let row = tokens::get(&mut tx, tenant, resource, token).await?.ok_or(TokenFault::NoResource)?;
    let key = app.vault.tenant(&mut tx, tenant).await?;
    let now = app.clock.now();
    if let Some(entry) = entry(&key, &row, now)? {
        let current = row.credential_version == opened.settings.credential_version;
        let fresh = row.obtained_at > errand.asked_at.as_millis();
        if fresh || (current && !errand.force && entry.lives(errand.needed_seconds, now)) {
            return Ok(Ground::Done(Arc::new(entry)));
        }
    }
    let shared_now = dialect::shared_now(&mut tx, now).await?;
    // Without other nodes a lease of another process is one that died.
    let over_at = if dialect::has_other_nodes(&tx) { shared_now } else { i64::MAX };
    let owner = &app.token_cache.owner;
    let Some(fence) = tokens::lease(&mut tx, tenant, token, owner, over_at, shared_now + LEASE_MILLIS).await? else {
        return Ok(Ground::Busy);
    };
    tx.commit().await?;
    let refresh_token = open(&key, &row, REFRESH)?;
    let interrupted = row.lease_owner.is_some();
    Ok(Ground::Leased(Box::new(Leased { settings: opened.settings, row, refresh_token, fence, interrupted })))
}

async fn ask_and_commit(app: &AppState, errand: &Errand, leased: &Leased) -> Outcome {
    match ask(app, errand, leased).await {
        Ok((answer, source)) => commit(app, errand, leased, &answer, source).await,
        Err(fault) => {
            record_failure(app, errand, leased, &fault).await;
            Err(fault)
        }
    }
}

/// Asks the provider, a second time where that is safe and may help.
async fn ask(app: &AppState, errand: &Errand, leased: &Leased) -> Result<(TokenAnswer, TokenSource), ProviderFault> {
    let prover = Prover::new(&app.rng);
    let exchange = Exchange {
        settings: &leased.settings,
        target: &errand.target,
        outbound: &app.outbound,
        catalog: &app.catalog,
        clock: &app.clock,
        prover: &prover,
    };
    if leased.interrupted && leased.refresh_token.is_some() && leased.settings.kind.recovery == RecoveryClass::Strict {
        // Presenting it a second time would revoke everything; only a person can help.
        return Err(ProviderFault::of(ProblemCode::InteractionRequired));
    }
    let attempt = async || match (&leased.refresh_token, grants::find(&leased.settings.grant)) {
        (Some(token), _) => grants::refresh(&exchange, token).await.map(|answer| (answer, TokenSource::Refresh)),
        (None, Some(grant)) => match grant.acquire {
            Some(acquire) => acquire(&exchange).await.map(|answer| (answer, TokenSource::Acquire)),
            None => Err(ProviderFault::of(ProblemCode::InteractionRequired)),
        },
        (None, None) => Err(ProviderFault::of(ProblemCode::GrantUnsupported).arg("grant", &leased.settings.grant)),
    };
    let outcome = match attempt().await {
        Err(fault) if fault.again_at_once && (fault.nothing_was_sent || may_repeat(leased)) => {
            tokio::time::sleep(SECOND_ATTEMPT_AFTER).await;
            attempt().await
        }
        outcome => outcome,
    };
    // A password that somebody asked to keep is what is left when only a sign-in helps.
    let outcome = match outcome {
        Err(fault) => {
            let answer = kept_passwords::instead(app, &exchange, &leased.row.subject, fault).await;
            answer.map(|answer| (answer, TokenSource::Acquire))
        }
        outcome => outcome,
    };
    credentials::remember(app, &leased.settings, &prover).await;
    outcome
}

/// Whether the same request may be made twice: always without a refresh token, else if the provider forgives it.
fn may_repeat(leased: &Leased) -> bool {
    leased.refresh_token.is_none() || leased.settings.kind.recovery != RecoveryClass::Strict
}

async fn commit(
    app: &AppState,
    errand: &Errand,
    leased: &Leased,
    answer: &TokenAnswer,
    source: TokenSource,
) -> Outcome {
    let event = if source == TokenSource::Refresh { "refreshed" } else { "acquired" };
    let obtained = Obtained { settings: &leased.settings, row: &leased.row, fence: leased.fence, answer, event };
    let mut pause = Duration::from_millis(50);
    for attempt in 1..=COMMIT_ATTEMPTS {
        match write(app, errand, &obtained).await {
            Ok(Some(entry)) => {
                app.token_cache.pauses.end(&errand.token);
                return Ok((Arc::new(entry), source));
            }
            // Deleted, or overtaken by whoever took the lease over: the next look finds out which.
            Ok(None) => {
                return Err(ProviderFault {
                    retry_after: Some(1),
                    ..ProviderFault::of(ProblemCode::ProviderUnavailable)
                });
            }
            Err(fault) => {
                tracing::error!(%fault, attempt, token = %errand.token, "a new token could not be stored yet");
                tokio::time::sleep(pause).await;
                pause *= 2;
            }
        }
    }
    Err(ProviderFault { retry_after: Some(5), ..ProviderFault::of(ProblemCode::StorageUnavailable) })
}

async fn write(app: &AppState, errand: &Errand, obtained: &Obtained<'_>) -> Result<Option<Entry>, TokenFault> {
    let mut tx = app.store.write().await?;
    let Some(row) = keep(&mut tx, app, obtained).await? else { return Ok(None) };
    let action = if obtained.event == "refreshed" { "token.refresh" } else { "token.acquire" };
    audit::record(&mut tx, app, audit_entry(&errand.tenant, action, &row)).await?;
    let key = app.vault.tenant(&mut tx, &errand.tenant).await?;
    tx.commit().await?;
    opened(&key, &row, app.clock.now())
}

/// Keeps what went wrong. The tokens that are there stay.
async fn record_failure(app: &AppState, errand: &Errand, leased: &Leased, fault: &ProviderFault) {
    let now = app.clock.now();
    app.token_cache.pauses.begin(&errand.token, leased.settings.credential_version, fault, now);
    if let Err(error) = write_failure(app, errand, leased, fault).await {
        tracing::error!(%error, token = %errand.token, "a failed renewal could not be recorded");
    }
}

async fn write_failure(
    app: &AppState,
    errand: &Errand,
    leased: &Leased,
    fault: &ProviderFault,
) -> Result<(), TokenFault> {
    let failure = Failure {
        at: app.clock.now().as_millis(),
        code: fault.code.as_str(),
        provider_code: fault.provider_code.as_deref(),
        correlation_id: fault.correlation_id.as_deref(),
    };
    let mut tx = app.store.write().await?;
    if tokens::fail(&mut tx, &errand.tenant, &errand.token, leased.fence, &failure).await? {
        let failed = event(app, "refresh_failed", Some(failure.code), failure.provider_code);
        token_events::insert(&mut tx, &errand.tenant, &errand.token, &failed).await?;
        ahead::plan_again(&mut tx, app, &errand.tenant, &errand.token, fault).await?;
        let entry = audit_entry(&errand.tenant, "token.refresh_failed", &leased.row);
        audit::record(&mut tx, app, entry).await?;
    }
    Ok(tx.commit().await?)
}

/// The row's access token, opened, if it has one that is still alive.
pub(super) fn entry(
    key: &crate::vault::HolderKey,
    row: &TokenRow,
    now: Timestamp,
) -> Result<Option<Entry>, TokenFault> {
    if row.expires_at <= now.as_millis() { Ok(None) } else { opened(key, row, now) }
}

/// The row's access token, opened, whatever its life.
fn opened(key: &crate::vault::HolderKey, row: &TokenRow, now: Timestamp) -> Result<Option<Entry>, TokenFault> {
    Ok(open(key, row, ACCESS)?.map(|access_token| Entry {
        token: TokenId::new(&row.id),
        access_token,
        token_type: row.token_type.clone(),
        expires_at: Timestamp::from_millis(row.expires_at),
        subject: Some(row.subject.clone()).filter(|subject| !subject.is_empty()),
        looked_up_at: now,
    }))
}

/// What those who wait can be told about a fault of storage; the log has the rest.
pub(super) fn fault_of(fault: TokenFault) -> ProviderFault {
    match fault {
        TokenFault::Provider(fault) => fault,
        TokenFault::NoResource => ProviderFault::of(ProblemCode::NotFound),
        other => {
            tracing::error!(cause = %other, "a token could not be renewed");
            ProviderFault { retry_after: Some(5), ..ProviderFault::of(ProblemCode::StorageUnavailable) }
        }
    }
}
