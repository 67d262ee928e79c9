//! Renews one token that is due.

use shared::{provider_error::ErrorClass, timestamp::Timestamp};

use super::{board::Work, numbers::Numbers};
use crate::{
    app::AppState,
    store::{StoreError, dialect, token_renewals},
    token_cache::{Circuit, renew_ahead},
};

/// Those that wait for the same provider do not all come back at once.
const SPREAD_SECONDS: i64 = 30;

pub(super) async fn renew(app: &AppState, work: &Work, numbers: &Numbers) {
    let circuit = Circuit { tenant: work.tenant.clone(), provider: work.provider.clone() };
    // Looked at here as well, so that a provider that is left alone costs neither leases nor events.
    if let Some(seconds) = app.token_cache.breakers().refuses(&circuit, app.clock.now()) {
        numbers.put_off();
        let chance = i64::from(u32::from_be_bytes(app.rng.bytes()));
        let spread = chance * SPREAD_SECONDS / i64::from(u32::MAX);
        if let Err(error) = put_off(app, work, i64::from(seconds) + spread).await {
            tracing::warn!(%error, token = %work.token, "a renewal could not be put off; it is due again soon");
        }
        return;
    }
    match renew_ahead(app, &work.tenant, &work.resource, &work.token, work.taken_up_at).await {
        Ok(()) => numbers.done(),
        Err(fault) => {
            numbers.failed(&fault);
            let class = ErrorClass::of(fault.code).as_str();
            tracing::info!(token = %work.token, code = fault.code.as_str(), class, "a token could not be renewed ahead");
        }
    }
}

async fn put_off(app: &AppState, work: &Work, seconds: i64) -> Result<(), StoreError> {
    let mut tx = app.store.write().await?;
    let now = Timestamp::from_millis(dialect::shared_now(&mut tx, app.clock.now()).await?);
    token_renewals::put_off(&mut tx, &work.tenant, &work.token, now.plus_seconds(seconds).as_millis()).await?;
    tx.commit().await
}
