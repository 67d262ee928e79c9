//! One renewal of a token at a time in this process. It runs as a task of its own: callers wait for its outcome and
//! may leave; what the provider gave is committed all the same.

use std::{collections::HashMap, sync::Mutex};

use shared::{ids::TokenId, problem::ProblemCode};
use tokio::sync::watch;

use super::renew::{Errand, Outcome, renew};
use crate::{app::AppState, oauth::error::ProviderFault};

type Awaited = watch::Receiver<Option<Outcome>>;

/// The renewals under way, by token.
#[derive(Debug, Default)]
pub(super) struct Flights(Mutex<HashMap<TokenId, Awaited>>);

/// Joins the renewal that is under way, or begins one, and waits for its outcome.
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
    if let Some(awaited) = flights.get(&errand.token) {
        return Some(awaited.clone());
    }
    let (sender, awaited) = watch::channel(None);
    flights.insert(errand.token.clone(), awaited.clone());
    let landing = Landing { app: app.clone(), token: errand.token.clone() };
    app.tasks.spawn(async move {
        let outcome = renew(&landing.app, &errand).await;
        // Later callers find the token in the store; only then is the flight over.
        drop(landing);
        sender.send_replace(Some(outcome));
    });
    Some(awaited)
}

/// Takes the flight off the list, even after a panic.
struct Landing {
    app: AppState,
    token: TokenId,
}

impl Drop for Landing {
    fn drop(&mut self) {
        if let Ok(mut flights) = self.app.token_cache.flights.0.lock() {
            flights.remove(&self.token);
        }
    }
}
