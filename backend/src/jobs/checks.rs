//! Runs the checks of environments that have a schedule, as they were run last. One node at a time takes an
//! environment, under a lease; whatever was cut short is done again.

use shared::api::check::CheckRequest;

use super::claim;
use crate::{
    app::AppState,
    audit::Author,
    checks::{CheckFault, Origin, run as run_check, stored},
    settings::Place,
    store::{StoreError, check_runs, check_schedules, dialect},
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
    let claim = claim(&app, &tx, now, (LEASE_MILLIS, MOST_AT_ONCE));
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

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, time::Duration};

    use shared::check::CheckState;

    use super::*;
    use crate::{
        store::{
            check_notices,
            check_runs::{CheckRunRow, tests::place},
        },
        testing::TestApp,
    };

    /// A check that asks nobody and finds nothing to look at.
    fn request() -> CheckRequest {
        let arguments = BTreeMap::from([("set".to_owned(), "wicbox".to_owned())]);
        CheckRequest { check: "variable_set".to_owned(), resource: None, arguments }
    }

    async fn runs(app: &AppState, place: &Place) -> Vec<CheckRunRow> {
        let mut tx = app.store.read().await.expect("read");
        check_runs::history(&mut tx, place, &check_runs::Filter::default(), None, 100).await.expect("history")
    }

    /// How many notices have not ended.
    async fn news(app: &AppState, place: &Place) -> usize {
        let mut tx = app.store.read().await.expect("read");
        let all = check_notices::list(&mut tx, &place.tenant, None, false, 100).await.expect("notices");
        all.iter().filter(|notice| notice.resolved_at.is_none()).count()
    }

    async fn tick(app: &AppState) {
        run(app.clone()).await.expect("the job runs");
        app.tasks.close();
        app.tasks.wait().await;
        app.tasks.reopen();
    }

    #[tokio::test]
    async fn a_schedule_repeats_what_was_asked_and_only_when_it_is_due() {
        let test = TestApp::new().await;
        let app = &test.app;
        let mut tx = app.store.write().await.expect("write");
        let place = place(&mut tx).await;
        app.vault.create_tenant_key(&mut tx, &place.tenant, &app.clock).await.expect("key");
        tx.commit().await.expect("commit");
        let author = Author::system("test");
        let first = run_check(app, &place, &author, &request(), Origin::Hand).await.expect("it runs");
        assert_eq!(first.state, CheckState::Impossible);
        let mut tx = app.store.write().await.expect("write");
        let due = app.clock.now().plus_seconds(3600).as_millis();
        check_schedules::put(&mut tx, &place, 1, due).await.expect("put");
        tx.commit().await.expect("commit");
        tick(app).await;
        assert_eq!(runs(app, &place).await.len(), 1, "it is not due");
        app.clock.advance(Duration::from_hours(1));
        tick(app).await;
        tick(app).await;
        let runs = runs(app, &place).await;
        let origins: Vec<&str> = runs.iter().map(|row| row.origin.as_str()).collect();
        assert_eq!(origins, ["schedule", "hand"]);
        assert_eq!((runs[0].subject.as_str(), runs[0].actor_name.as_str()), (runs[1].subject.as_str(), "schedule"));
        let mut tx = app.store.read().await.expect("read");
        let next = check_schedules::get(&mut tx, &place).await.expect("get").expect("there").next_at;
        assert_eq!(next, app.clock.now().plus_seconds(3600).as_millis());
    }

    #[tokio::test]
    async fn what_turns_red_by_itself_is_told_once_and_what_was_forgotten_is_asked_no_more() {
        let test = TestApp::new().await;
        let app = &test.app;
        let mut tx = app.store.write().await.expect("write");
        let place = place(&mut tx).await;
        app.vault.create_tenant_key(&mut tx, &place.tenant, &app.clock).await.expect("key");
        check_schedules::put(&mut tx, &place, 168, app.clock.now().plus_seconds(7 * 86_400).as_millis())
            .await
            .expect("put");
        tx.commit().await.expect("commit");
        let author = Author::system("test");
        // A service that ends on 31 December 2026 is red the day after, with nobody doing anything.
        let arguments = BTreeMap::from([("deadline".to_owned(), "smtp-auth-basic".to_owned())]);
        let deadline = CheckRequest { check: "deadline".to_owned(), resource: None, arguments };
        let first = run_check(app, &place, &author, &deadline, Origin::Hand).await.expect("it runs");
        assert!(first.state.is_green(), "{first:?}");
        run_check(app, &place, &author, &request(), Origin::Hand).await.expect("it runs");
        let of = |rows: &[CheckRunRow], check: &str| rows.iter().filter(|row| row.check_id == check).count();
        for week in 1..=8_usize {
            app.clock.advance(Duration::from_hours(168));
            tick(app).await;
            let rows = runs(app, &place).await;
            assert_eq!((of(&rows, "deadline"), of(&rows, "variable_set")), (week + 1, week + 1), "week {week}");
            let last = rows.iter().find(|row| row.check_id == "deadline").expect("a run");
            assert_eq!(last.state, if week < 6 { first.state.as_str() } else { "failed" }, "week {week}");
            // Green to red is news once; red to red is none, and a check that cannot look never is.
            assert_eq!(news(app, &place).await, usize::from(week >= 6), "week {week}");
        }
        let before = runs(app, &place).await;
        let last = before.iter().find(|row| row.check_id == "deadline").expect("a run");
        let mut tx = app.store.write().await.expect("write");
        let run = shared::ids::CheckRunId::new(&last.id);
        assert!(crate::checks::forget(&mut tx, app, &place, &author, &run).await.expect("forgotten"));
        tx.commit().await.expect("commit");
        assert_eq!(news(app, &place).await, 0, "the news ends with it");
        app.clock.advance(Duration::from_hours(168));
        tick(app).await;
        let after = runs(app, &place).await;
        assert_eq!((of(&after, "deadline"), of(&after, "variable_set")), (9, 10));
        // A run that had begun when it was forgotten does not bring it back, and somebody who asks does.
        run_check(app, &place, &author, &deadline, Origin::Schedule).await.expect("it runs");
        assert_eq!(of(&runs(app, &place).await, "deadline"), 9);
        run_check(app, &place, &author, &deadline, Origin::Hand).await.expect("it runs");
        app.clock.advance(Duration::from_hours(168));
        tick(app).await;
        assert_eq!(of(&runs(app, &place).await, "deadline"), 11);
    }

    #[tokio::test]
    async fn what_can_no_longer_be_asked_does_not_keep_the_rest_from_running() {
        let test = TestApp::new().await;
        let app = &test.app;
        let mut tx = app.store.write().await.expect("write");
        let place = place(&mut tx).await;
        app.vault.create_tenant_key(&mut tx, &place.tenant, &app.clock).await.expect("key");
        let gone = crate::store::check_runs::tests::row("0", "a", "passed");
        let gone = CheckRunRow { check_id: "forgotten".to_owned(), ..gone };
        check_runs::insert(&mut tx, &place, &gone).await.expect("insert");
        check_schedules::put(&mut tx, &place, 1, 0).await.expect("put");
        tx.commit().await.expect("commit");
        run_check(app, &place, &Author::system("test"), &request(), Origin::Hand).await.expect("it runs");
        // It is given up there, and the rest goes on.
        tick(app).await;
        assert_eq!(runs(app, &place).await.iter().filter(|row| row.origin == "schedule").count(), 1);
    }
}
