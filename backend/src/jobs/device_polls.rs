//! Asks providers whether device codes were entered (RFC 8628 §3.4, §3.5). What waits is in the database, so it goes
//! on when the browser has left and after a restart; each is asked about by one node at a time, under a lease.

use std::time::Duration;

use shared::{
    api::device_authorization::DeviceAuthorizationState as State,
    ids::{ResourceId, TenantId, TokenId},
    problem::ProblemCode,
    secret::SecretText,
};

use super::claim;
use crate::{
    app::AppState,
    audit::{self, Author, Entry},
    credentials,
    domain::resource::{ResourceSettings, Target},
    oauth::{
        client_auth::Prover,
        error::ProviderFault,
        grants::{Exchange, Polled, judge_poll, poll_device},
        token_response::TokenAnswer,
    },
    resources,
    store::{
        StoreError,
        device_authorizations::{self as store, DeviceAuthorizationRow as Row},
        dialect,
        tokens::Failure,
    },
    token_cache::{TokenFault, keep_sign_in},
    vault::Place,
};

/// Longer than a question to the provider and writing its answer down can take.
const LEASE_MILLIS: i64 = 30_000;
/// Questions begun in one go.
const MOST_AT_ONCE: i64 = 32;
/// Attempts to commit what the provider gave: a device code brings a token once.
const COMMIT_ATTEMPTS: u32 = 6;

/// Where a sealed device code belongs.
pub fn code_place(device_authorization: &str) -> Place<'_> {
    Place { table: "device_authorizations", row: device_authorization, column: "device_code" }
}

/// Begins the questions that are due; each goes on in a task of its own.
pub(super) async fn run(app: AppState) -> Result<(), StoreError> {
    let mut tx = app.store.read().await?;
    let now = dialect::shared_now(&mut tx, app.clock.now()).await?;
    if !store::any_due(&mut tx, now).await? {
        return Ok(());
    }
    drop(tx);
    let mut tx = app.store.write().await?;
    let claim = claim(&app, &tx, now, (LEASE_MILLIS, MOST_AT_ONCE));
    let due = store::claim(&mut tx, &claim).await?;
    tx.commit().await?;
    for row in due {
        let worker = app.clone();
        app.tasks.spawn(async move {
            if let Err(fault) = ask(&worker, &row, now).await {
                tracing::error!(%fault, device_authorization = row.id, "a device authorization could not go on yet");
            }
        });
    }
    Ok(())
}

async fn ask(app: &AppState, row: &Row, now: i64) -> Result<(), TokenFault> {
    if now >= row.expires_at {
        return end(app, row, State::Expired, &ProviderFault::of(ProblemCode::DeviceCodeExpired)).await;
    }
    let Some((settings, device_code)) = open(app, row).await? else {
        // Whoever changed the resource may have changed where the code would be sent.
        return end(app, row, State::Failed, &ProviderFault::of(ProblemCode::DeviceCodeRefused)).await;
    };
    let prover = Prover::new(&app.rng);
    let exchange = Exchange {
        settings: &settings,
        target: &Target::default(),
        outbound: &app.outbound,
        catalog: &app.catalog,
        clock: &app.clock,
        prover: &prover,
    };
    let outcome = poll_device(&exchange, &device_code).await;
    credentials::remember(app, &settings, &prover).await;
    match judge_poll(outcome, row.interval_seconds) {
        Polled::Token(answer) => keep(app, row, &settings, &answer).await,
        Polled::Wait { interval, seconds } => wait(app, row, interval, seconds).await,
        Polled::Over(state, fault) => end(app, row, state, &fault).await,
    }
}

/// The resource and the code, if the resource is as it was and whoever began may still do so.
async fn open(app: &AppState, row: &Row) -> Result<Option<(ResourceSettings, SecretText)>, TokenFault> {
    let (tenant, resource) = (TenantId::new(&row.tenant_id), ResourceId::new(&row.resource_id));
    let mut tx = app.store.read().await?;
    let opened = resources::open(&mut tx, app, &tenant, &resource).await?.ok_or(TokenFault::NoResource)?;
    let key = app.vault.tenant(&mut tx, &tenant).await?;
    let unchanged = opened.row.version == row.resource_version;
    // Whoever signed out, or lost the key, wants no token of it any more.
    let stands = store::starter_stands(&mut tx, &row.begun_by, app.clock.now().as_millis()).await?;
    let Some(sealed) = row.device_code.as_ref().filter(|_| unchanged && stands) else {
        return Ok(None);
    };
    let device_code = key.open_text(code_place(&row.id), sealed).map_err(|fault| TokenFault::Vault(fault.into()))?;
    Ok(Some((opened.settings, device_code)))
}

async fn wait(app: &AppState, row: &Row, interval: i64, seconds: i64) -> Result<(), TokenFault> {
    let mut tx = app.store.write().await?;
    let now = dialect::shared_now(&mut tx, app.clock.now()).await?;
    let next_poll_at = now.saturating_add(seconds * 1000).min(row.expires_at);
    store::wait(&mut tx, &Row { interval_seconds: interval, next_poll_at, ..row.clone() }).await?;
    Ok(tx.commit().await?)
}

async fn end(app: &AppState, row: &Row, state: State, fault: &ProviderFault) -> Result<(), TokenFault> {
    let failure = Failure {
        at: app.clock.now().as_millis(),
        code: fault.code.as_str(),
        provider_code: fault.provider_code.as_deref(),
        correlation_id: fault.correlation_id.as_deref(),
    };
    let mut tx = app.store.write().await?;
    if store::fail(&mut tx, row, state, &failure).await? {
        let entry = entry(row, "device_authorization.fail").target("resource", row.resource_id.as_str());
        let detail = serde_json::json!({ "device_authorization": row.id, "state": state, "code": failure.code });
        audit::record(&mut tx, app, entry.detail(detail)).await?;
    }
    Ok(tx.commit().await?)
}

/// Commits the token, more than once if need be.
async fn keep(app: &AppState, row: &Row, settings: &ResourceSettings, answer: &TokenAnswer) -> Result<(), TokenFault> {
    let mut pause = Duration::from_millis(50);
    for attempt in 1..COMMIT_ATTEMPTS {
        match write(app, row, settings, answer).await {
            Err(fault) if !matches!(fault, TokenFault::NoResource) => {
                tracing::error!(%fault, attempt, device_authorization = row.id, "a new token could not be stored yet");
                tokio::time::sleep(pause).await;
                pause *= 2;
            }
            outcome => return outcome,
        }
    }
    write(app, row, settings, answer).await
}

async fn write(app: &AppState, row: &Row, settings: &ResourceSettings, answer: &TokenAnswer) -> Result<(), TokenFault> {
    let mut tx = app.store.write().await?;
    let kept = keep_sign_in(&mut tx, app, settings, &row.subject, answer).await?;
    store::complete(&mut tx, row, &kept.id, app.clock.now().as_millis()).await?;
    let entry = entry(row, "device_authorization.complete").target("token", kept.id.as_str());
    let detail =
        serde_json::json!({ "resource": row.resource_id, "device_authorization": row.id, "subject": row.subject });
    audit::record(&mut tx, app, entry.detail(detail)).await?;
    tx.commit().await?;
    app.token_cache.signed_in(&settings.tenant, &settings.id, &TokenId::new(kept.id));
    Ok(())
}

fn entry(row: &Row, action: &'static str) -> Entry {
    Entry::new(Author::system("token engine"), action).tenant(&TenantId::new(&row.tenant_id))
}

#[cfg(test)]
mod tests;
