//! What happens by itself: small, bounded, and harmless when it happens twice or on several nodes at once.

mod checks;
mod clean_up;
mod device_polls;
mod identity;
mod key_uses;
mod renewals;

pub use device_polls::code_place as device_code_place;

use std::{future::Future, time::Duration};

use tokio::time::{MissedTickBehavior, interval};

use crate::{
    app::{App, AppState},
    store::{StoreError, Tx, dialect, lease::Claim},
};

/// Starts every job; they end when the process stops.
pub fn start(app: &AppState) {
    every(app, "identity", Duration::from_millis(500), identity::confirm);
    every(app, "device polls", Duration::from_secs(1), device_polls::run);
    every(app, "key uses", Duration::from_secs(30), key_uses::write);
    every(app, "token uses", Duration::from_secs(30), renewals::write_uses);
    every(app, "checks", Duration::from_secs(30), checks::run);
    every(app, "clean-up", Duration::from_mins(10), clean_up::run);
    renewals::start(app);
}

/// Runs a job now and then, until the process stops. One that fails tries again next time.
pub fn every<F>(app: &AppState, name: &'static str, period: Duration, job: impl Fn(AppState) -> F + Send + 'static)
where
    F: Future<Output = Result<(), StoreError>> + Send,
{
    let app = app.clone();
    tokio::spawn(async move {
        let mut ticks = interval(period);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut failing = false;
        loop {
            tokio::select! {
                () = app.stopping.cancelled() => return,
                _ = ticks.tick() => {}
            }
            match job(app.clone()).await {
                Ok(()) => failing = false,
                Err(error) if !failing => {
                    failing = true;
                    tracing::warn!(job = name, %error, "a job failed; it will be tried again");
                }
                Err(_) => {}
            }
        }
    });
}

/// What this process takes of what is due at `now`: for how many milliseconds, and how many at most.
fn claim<'a>(app: &'a App, tx: &Tx, now: i64, (millis, most): (i64, i64)) -> Claim<'a> {
    Claim { owner: app.token_cache.owner(), now, until: now + millis, alone: !dialect::has_other_nodes(tx), most }
}
