//! Renews tokens before anybody needs them, keeps sign-ins from lapsing, and takes up what a crash left. See decision
//! 46.
//!
//! The list of what is due is in the database. A little of it is claimed at a time, spread over the tenants, and
//! renewed through the same flights and leases as for callers, a few at once.

mod board;
mod fill;
mod numbers;
mod uses;
mod work;

use std::time::Duration;

use tokio::{
    sync::mpsc,
    time::{MissedTickBehavior, interval},
};

pub(super) use uses::write as write_uses;

use crate::app::AppState;
use board::Board;
use fill::fill;
use numbers::Numbers;
use work::renew;

/// Between two looks at the database when nothing else happens.
const PERIOD: Duration = Duration::from_secs(1);
/// Between two counts of all tokens.
const COUNT_PERIOD: Duration = Duration::from_mins(1);

/// Starts, unless this node only serves. Ends when the process stops.
pub(super) fn start(app: &AppState) {
    if !app.config.renewals.on {
        tracing::info!("this node renews tokens only for those who ask");
        return;
    }
    let numbers = Numbers::shown_in(&app.metrics);
    super::every(app, "count of tokens", COUNT_PERIOD, {
        let numbers = numbers.clone();
        move |app| fill::count(app, numbers.clone())
    });
    tokio::spawn(run(app.clone(), numbers));
}

async fn run(app: AppState, numbers: Numbers) {
    let mut board = Board::default();
    let (over, mut ended) = mpsc::unbounded_channel();
    let mut ticks = interval(PERIOD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut more, mut failing) = (false, false);
    loop {
        let look = tokio::select! {
            () = app.stopping.cancelled() => return,
            _ = ticks.tick() => true,
            Some(work) = ended.recv() => {
                board.ended(&work);
                more && board.runs_low()
            }
        };
        if look {
            match fill(&app, &mut board, &numbers).await {
                Ok(left) => (more, failing) = (left, false),
                Err(error) => {
                    if !failing {
                        tracing::warn!(%error, "what is due could not be read; it will be tried again");
                    }
                    (more, failing) = (false, true);
                }
            }
        }
        while let Some(work) = board.next() {
            let (app, numbers, over) = (app.clone(), numbers.clone(), over.clone());
            tokio::spawn(async move {
                // Said also after a panic, or its place would be taken for ever.
                let said = work.clone();
                let outcome = tokio::spawn(async move { renew(&app, &work, &numbers).await }).await;
                if let Err(error) = outcome {
                    tracing::error!(%error, token = %said.token, "a renewal broke off");
                }
                let _ = over.send(said);
            });
        }
    }
}
