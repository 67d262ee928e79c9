//! Writes down how a renewal ended: the new tokens, or why there are none.

use std::{sync::Arc, time::Duration};

use shared::{api::token::TokenSource, problem::ProblemCode};

use super::{
    Entry, TokenFault, ahead,
    entry::opened,
    held_back,
    lease::Leased,
    obtained::{Kept, Obtained, audit_entry, event, keep},
    renew::{Errand, Outcome},
};
use crate::{
    app::AppState,
    audit,
    oauth::{error::ProviderFault, token_response::TokenAnswer},
    store::{
        token_events,
        tokens::{self, Failure},
    },
};

/// Attempts to commit what the provider gave: a rotated refresh token exists nowhere else.
const COMMIT_ATTEMPTS: u32 = 8;

/// Commits the answer, however long the database takes.
pub(super) async fn commit(
    app: &AppState,
    errand: &Errand,
    leased: &Leased,
    answer: &TokenAnswer,
    source: TokenSource,
) -> Outcome {
    let event = if source == TokenSource::Refresh { "refreshed" } else { "acquired" };
    let obtained =
        Obtained { settings: &leased.settings, row: &leased.row, fence: leased.fence, answer, event, signed_in: false };
    let mut pause = Duration::from_millis(50);
    for attempt in 1..=COMMIT_ATTEMPTS {
        match write(app, errand, &obtained).await {
            Ok(Some(entry)) => {
                app.token_cache.pauses.end(&errand.root);
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
    let row = match keep(&mut tx, app, obtained).await? {
        Kept::Row(row) => row,
        Kept::BranchGone => {
            tx.commit().await?;
            return Ok(None);
        }
        Kept::Overtaken => return Ok(None),
    };
    let action = if obtained.event == "refreshed" { "token.refresh" } else { "token.acquire" };
    audit::record(&mut tx, app, audit_entry(&errand.tenant, action, &row)).await?;
    let key = app.vault.tenant(&mut tx, &errand.tenant).await?;
    tx.commit().await?;
    opened(&key, &row, app.clock.now())
}

/// Keeps what went wrong. The tokens that are there stay.
pub(super) async fn record_failure(app: &AppState, errand: &Errand, leased: &Leased, fault: &ProviderFault) {
    let now = app.clock.now();
    let family = (&errand.token, &errand.root);
    app.token_cache.pauses.begin(family, leased.settings.credential_version, fault, now);
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
    // What was in doubt before is settled by a token only.
    let in_doubt = leased.unanswered_since.or(fault.unanswered.then_some(leased.now));
    let mut tx = app.store.write().await?;
    if tokens::fail(&mut tx, &errand.tenant, &leased.row, leased.fence, &failure, in_doubt).await? {
        let presented = leased.refresh_token.is_some();
        if !(presented && held_back::set_aside(&mut tx, app, errand, fault).await?) {
            let failed = event(app, "refresh_failed", Some(failure.code), failure.provider_code);
            token_events::insert(&mut tx, &errand.tenant, &errand.token, &failed).await?;
        }
        ahead::plan_again(&mut tx, app, &errand.tenant, &errand.token, fault).await?;
        let entry = audit_entry(&errand.tenant, "token.refresh_failed", &leased.row);
        audit::record(&mut tx, app, entry).await?;
    }
    Ok(tx.commit().await?)
}
