//! One renewal of a token at a time in this process. It runs as a task of its own: callers wait for its outcome and
//! may leave; what the provider gave is committed all the same.

use std::{collections::HashMap, sync::Mutex};

use shared::{ids::TokenId, problem::ProblemCode, timestamp::Timestamp};
use tokio::sync::watch;

use super::renew::{Errand, Outcome, renew};
use crate::{app::AppState, oauth::error::ProviderFault};

type Awaited = watch::Receiver<Option<Outcome>>;

/// How long a flight that has landed is remembered for callers who set out before that.
const REMEMBERED_SECONDS: i64 = 60;

/// The renewals under way or just done, by token.
#[derive(Debug, Default)]
pub(super) struct Flights(Mutex<HashMap<TokenId, Flight>>);

#[derive(Debug)]
struct Flight {
    awaited: Awaited,
    landed_at: Option<Timestamp>,
}

impl Flight {
    /// Whether its outcome is news to somebody who asked at that time.
    fn serves(&self, asked_at: Timestamp) -> bool {
        self.landed_at.is_none_or(|landed_at| landed_at > asked_at)
    }
}

/// Joins the renewal that is under way, or begins one, and waits for its outcome. Whoever asked before the last one
/// landed, and was held up on the way, shares that one's outcome, good or bad.
pub(super) async fn fly(app: &AppState, errand: Errand) -> Outcome {
    let failed = || Err(ProviderFault::of(ProblemCode::Internal));
    let Some(mut awaited) = join_or_begin(app, errand) else { return failed() };
    match awaited.wait_for(Option::is_some).await {
        Ok(outcome) => outcome.clone().unwrap_or_else(failed),
        // The task ended without a word: it panicked.
        Err(_) => failed(),
    }
}

fn join_or_begin(app: &AppState, errand: Errand) -> Option<Awaited> {
    let mut flights = app.token_cache.flights.0.lock().ok()?;
    if let Some(flight) = flights.get(&errand.token).filter(|flight| flight.serves(errand.asked_at)) {
        return Some(flight.awaited.clone());
    }
    let long_ago = app.clock.now().plus_seconds(-REMEMBERED_SECONDS);
    flights.retain(|_, flight| flight.serves(long_ago));
    let (sender, awaited) = watch::channel(None);
    flights.insert(errand.token.clone(), Flight { awaited: awaited.clone(), landed_at: None });
    let landing = Landing { app: app.clone(), token: errand.token.clone() };
    app.tasks.spawn(async move {
        let outcome = renew(&landing.app, &errand).await;
        sender.send_replace(Some(outcome));
        // From here on new callers find the token in the store.
        drop(landing);
    });
    Some(awaited)
}

/// Notes that a flight is over, even after a panic.
struct Landing {
    app: AppState,
    token: TokenId,
}

impl Drop for Landing {
    fn drop(&mut self) {
        let now = self.app.clock.now();
        if let Ok(mut flights) = self.app.token_cache.flights.0.lock() {
            // One without an outcome is of no use to anybody.
            let panicked = flights.get(&self.token).is_some_and(|flight| flight.awaited.borrow().is_none());
            if panicked {
                flights.remove(&self.token);
            } else if let Some(flight) = flights.get_mut(&self.token) {
                flight.landed_at = Some(now);
            }
        }
    }
}
