//! Renewals that nobody asked for: which tokens get them and when, and how the job that sees to them begins one.

use shared::{
    ids::{ResourceId, TenantId, TokenId},
    problem::ProblemCode,
    provider_error::ErrorClass,
    timestamp::Timestamp,
};

use super::{
    flight::fly,
    renew::{Errand, fault_of},
};
use crate::{
    app::{App, AppState},
    domain::{
        renewal::{Life, next_attempt},
        resource::ResourceSettings,
    },
    oauth::{error::ProviderFault, grants, token_response::TokenAnswer},
    store::{
        StoreError, Tx,
        token_renewals::{self, Renewal},
        tokens::{self, TokenRow},
    },
};

/// Renews a token that was taken up at that time, unless somebody has renewed it since.
///
/// # Errors
/// Why it was not renewed. What that means for the next attempt is written down already.
pub async fn renew_ahead(
    app: &AppState,
    tenant: &TenantId,
    resource: &ResourceId,
    token: &TokenId,
    taken_up_at: Timestamp,
) -> Result<(), ProviderFault> {
    let found = async {
        let mut tx = app.store.read().await?;
        tokens::get(&mut tx, tenant, resource, token).await
    };
    let row = found.await.map_err(|error| fault_of(error.into()))?;
    let row = row.ok_or_else(|| ProviderFault::of(ProblemCode::NotFound))?;
    let errand = Errand { force: true, ..Errand::of(tenant, &row, taken_up_at) };
    let outcome = fly(app, errand).await.map(drop);
    match &outcome {
        Ok(()) => app.token_cache.forget(tenant, resource),
        // It was set aside before: then nothing was tried, and nothing is to be tried again.
        Err(fault) if ErrorClass::of(fault.code) == ErrorClass::Interaction => {
            if let Err(error) = end(app, tenant, token).await {
                tracing::warn!(%error, %token, "it could not be written down that a token is no longer renewed");
            }
        }
        Err(_) => {}
    }
    outcome
}

async fn end(app: &AppState, tenant: &TenantId, token: &TokenId) -> Result<(), StoreError> {
    let mut tx = app.store.write().await?;
    token_renewals::end(&mut tx, tenant, token).await?;
    tx.commit().await
}

/// Writes down in `tx` when the token of `row`, just obtained with `answer`, is due. A sign-in counts as a use.
pub(super) async fn plan(
    tx: &mut Tx,
    app: &App,
    settings: &ResourceSettings,
    row: &TokenRow,
    answer: &TokenAnswer,
    signed_in: bool,
) -> Result<(), StoreError> {
    let (tenant, token) = (&settings.tenant, TokenId::new(&row.id));
    let now = app.clock.now();
    let noted = token_renewals::get(tx, tenant, &token).await?.map_or(0, |renewal| renewal.used_at);
    let lately = app.token_cache.uses.last(&token).filter(|_| !signed_in).or(signed_in.then_some(now));
    let used_at = lately.map_or(noted, |lately| lately.as_millis().max(noted));
    let by_itself = grants::find(&settings.grant).is_some_and(|grant| grant.acquire.is_some());
    let renewal = if row.refresh_token.is_some() || row.is_branch() || by_itself {
        let life = Life {
            obtained_at: answer.obtained_at,
            expires_at: answer.expires_at,
            refresh_at: answer.refresh_at,
            refresh_expires_at: row.refresh_expires_at.map(Timestamp::from_millis),
            used_at: Timestamp::from_millis(used_at),
        };
        let plan = life.plan(now, chance(app));
        let millis = |moment: Option<Timestamp>| moment.map(Timestamp::as_millis);
        Renewal { due_at: millis(plan.due_at), fresh_at: millis(plan.fresh_at), used_at }
    } else {
        Renewal { used_at, ..Renewal::default() }
    };
    token_renewals::put(tx, tenant, &token, &renewal).await
}

/// Writes down in `tx` when a token that could not be renewed is tried again by itself, if it is.
pub(super) async fn plan_again(
    tx: &mut Tx,
    app: &App,
    tenant: &TenantId,
    token: &TokenId,
    fault: &ProviderFault,
) -> Result<(), StoreError> {
    let class = ErrorClass::of(fault.code);
    match next_attempt(class, fault.retry_after, app.clock.now(), chance(app)) {
        Some(next) => token_renewals::put_off(tx, tenant, token, next.as_millis()).await,
        None => token_renewals::end(tx, tenant, token).await,
    }
}

fn chance(app: &App) -> u32 {
    u32::from_be_bytes(app.rng.bytes())
}
