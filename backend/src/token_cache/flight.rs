//! One renewal of a token at a time in this process. It runs as a task of its own: callers wait for its outcome and
//! may leave; what the provider gave is committed all the same.

#[cfg(test)]
mod tests;

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
    /// Whether a refresh token is presented also from quarantine.
    insists: bool,
    landed_at: Option<Timestamp>,
}

impl Flight {
    /// Whether its outcome is news to somebody who asked at that time.
    fn is_news(&self, asked_at: Timestamp) -> bool {
        self.landed_at.is_none_or(|landed_at| landed_at > asked_at)
    }

    /// Whether its outcome will do for an errand. Whoever insists is not served by a flight that did not.
    fn serves(&self, errand: &Errand) -> bool {
        self.is_news(errand.asked_at) && (self.insists || !errand.insist)
    }
}

/// A place in a flight, or word of the one that has to land first.
enum Place {
    Aboard(Awaited),
    After(Awaited),
}

/// Joins the renewal that is under way, or begins one, and waits for its outcome. Whoever asked before the last one
/// landed, and was held up on the way, shares that one's outcome, good or bad.
pub(super) async fn fly(app: &AppState, errand: Errand) -> Outcome {
    let failed = || Err(ProviderFault::of(ProblemCode::Internal));
    let mut awaited = loop {
        match join_or_begin(app, &errand) {
            Some(Place::Aboard(awaited)) => break awaited,
            Some(Place::After(mut other)) => {
                // How it ends is not this errand's business.
                let _ = other.wait_for(Option::is_some).await;
            }
            None => return failed(),
        }
    };
    match awaited.wait_for(Option::is_some).await {
        Ok(outcome) => outcome.clone().unwrap_or_else(failed),
        // The task ended without a word: it panicked.
        Err(_) => failed(),
    }
}

fn join_or_begin(app: &AppState, errand: &Errand) -> Option<Place> {
    let mut flights = app.token_cache.flights.0.lock().ok()?;
    match flights.get(&errand.token) {
        Some(flight) if flight.serves(errand) => return Some(Place::Aboard(flight.awaited.clone())),
        Some(flight) if flight.landed_at.is_none() => return Some(Place::After(flight.awaited.clone())),
        _ => {}
    }
    let errand = errand.clone();
    let long_ago = app.clock.now().plus_seconds(-REMEMBERED_SECONDS);
    flights.retain(|_, flight| flight.is_news(long_ago));
    let (sender, awaited) = watch::channel(None);
    flights.insert(errand.token.clone(), Flight { awaited: awaited.clone(), insists: errand.insist, landed_at: None });
    let mut landing = Landing { app: app.clone(), token: errand.token.clone(), landed: false };
    app.tasks.spawn(async move {
        let outcome = renew(&landing.app, &errand).await;
        // Before anybody hears of it: whoever asks again after an answer must not be given that answer once more.
        landing.land();
        sender.send_replace(Some(outcome));
    });
    Some(Place::Aboard(awaited))
}

/// Notes that a flight is over, even after a panic.
struct Landing {
    app: AppState,
    token: TokenId,
    landed: bool,
}

impl Landing {
    /// From here on new callers find the token in the store.
    fn land(&mut self) {
        let now = self.app.clock.now();
        if let Ok(mut flights) = self.app.token_cache.flights.0.lock()
            && let Some(flight) = flights.get_mut(&self.token)
        {
            flight.landed_at = Some(now);
        }
        self.landed = true;
    }
}

impl Drop for Landing {
    fn drop(&mut self) {
        // One without an outcome is of no use to anybody. After landing the place may be another flight's.
        if !self.landed
            && let Ok(mut flights) = self.app.token_cache.flights.0.lock()
        {
            flights.remove(&self.token);
        }
    }
}
