//! Runs the checks of environments that have a schedule, as they were run last. One node at a time takes an
//! environment, under a lease; whatever was cut short is done again.

use shared::api::check::CheckRequest;

use crate::{
    app::AppState,
    audit::Author,
    checks::{CheckFault, Origin, run as run_check, stored},
    settings::Place,
    store::{StoreError, check_runs, check_schedules, check_schedules::Claim, dialect},
};

/// Longer than the checks of an environment can take.
const LEASE_MILLIS: i64 = 30 * 60 * 1000;
/// Environments begun in one go.
const MOST_AT_ONCE: i64 = 4;
/// Checks of an environment, the ones that were run last first.
const MOST_CHECKS: usize = 100;

/// Begins what is due; each environment goes on in a task of its own.
pub(super) async fn run(app: AppState) -> Result<(), StoreError> {
    let mut tx = app.store.read().await?;
    let now = dialect::shared_now(&mut tx, app.clock.now()).await?;
    if !check_schedules::any_due(&mut tx, now).await? {
        return Ok(());
    }
    drop(tx);
    let mut tx = app.store.write().await?;
    let alone = !dialect::has_other_nodes(&tx);
    let owner = app.token_cache.owner();
    let claim = Claim { owner, now, until: now + LEASE_MILLIS, alone, most: MOST_AT_ONCE };
    let due = check_schedules::claim(&mut tx, &claim).await?;
    tx.commit().await?;
    for place in due {
        let worker = app.clone();
        app.tasks.spawn(async move {
            if let Err(fault) = check(&worker, &place).await {
                tracing::error!(%fault, environment = %place.environment, "the checks of an environment could not be run");
            }
        });
    }
    Ok(())
}

async fn check(app: &AppState, place: &Place) -> Result<(), CheckFault> {
    let mut tx = app.store.read().await?;
    let latest = check_runs::latest(&mut tx, place).await?;
    drop(tx);
    let author = Author::system("schedule");
    for row in latest.into_iter().take(MOST_CHECKS) {
        if app.stopping.is_cancelled() {
            // The lease ends by itself, and the next process begins again.
            return Ok(());
        }
        let run = stored(row)?;
        let request = CheckRequest { check: run.check, resource: run.resource, arguments: run.arguments };
        match run_check(app, place, &author, &request, Origin::Schedule).await {
            // What it asks about may be gone, or a newer version asks for more.
            Ok(_) | Err(CheckFault::Said(_)) => {}
            Err(fault) => return Err(fault),
        }
    }
    let mut tx = app.store.write().await?;
    let now = dialect::shared_now(&mut tx, app.clock.now()).await?;
    check_schedules::done(&mut tx, place, app.token_cache.owner(), now).await?;
    Ok(tx.commit().await?)
}
