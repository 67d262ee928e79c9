//! Runs the checks of steps, and closes the steps that they prove done.

use std::{collections::BTreeSet, time::Duration};

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{
        check::CheckRequest,
        migration::{MigrationChecked, RunMigrationChecks, StepState},
    },
    field::FieldFault,
    ids::MigrationId,
    permission::Permission,
    problem::ProblemCode,
};

use super::{
    found::{find, work_on},
    settle::settle,
    write_values::may,
};
use crate::{
    app::AppState,
    audit::record,
    checks::{CheckFault, Origin, run as run_check, tells_where_a_token_goes},
    http::{AppError, Body, TenantContext},
    migrations::{
        ABANDONED, Run,
        events::{Event, add},
    },
};

/// After that no further check is begun: the answer must be there before the time of the request is up. Whoever asked
/// sees in the answer which were made.
const LONGEST: Duration = Duration::from_secs(40);

/// `POST …/migrations/{migration}/checks`.
pub async fn checks(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment, id)): Path<(String, String, MigrationId)>,
    Body(request): Body<RunMigrationChecks>,
) -> Result<Json<MigrationChecked>, AppError> {
    let mut tx = app.store.read().await?;
    let run = find(&mut tx, (&app, &context), &environment, &id).await?;
    drop(tx);
    if run.row.state == ABANDONED {
        return Err(ProblemCode::MigrationAbandoned.into());
    }
    let asked = asked(&run, &request)?;
    // Somebody fills the host that a token is presented to: whoever may do both could have the token.
    if asked.iter().any(|(_, check)| tells_where_a_token_goes(&app, check)) {
        may(&context, Permission::TokenIssue)?;
    }
    let author = context.author();
    let mut items = Vec::with_capacity(asked.len());
    let watch = app.clock.stopwatch();
    // Each check is a transaction of its own: none is open while somebody outside is asked.
    for (step, check) in &asked {
        if watch.elapsed() > LONGEST {
            break;
        }
        let origin = Origin::Migration { id: id.as_str(), step: Some(step) };
        match run_check(&app, &run.place, &author, check, origin).await {
            Ok(found) => items.push(found),
            Err(CheckFault::Vault(error)) => return Err(error.into()),
            Err(CheckFault::Said(faults)) => {
                let at = |(pointer, fault)| (format!("/checks/{}{pointer}", check.check), fault);
                return Err(AppError::fields(faults.into_iter().map(at).collect()));
            }
        }
    }
    let mut tx = app.store.write().await?;
    let mut run = work_on(&mut tx, (&app, &context), &environment, &id).await?;
    let step = if request.steps.len() == 1 { request.steps.first().map(String::as_str) } else { None };
    let count = |state| items.iter().filter(|item| item.state == state).count().to_string();
    let mut event = Event::new("checks_run", step).with("checks", items.len().to_string());
    for state in shared::check::CheckState::ALL {
        event = event.with(state.as_str(), count(state));
    }
    add(&mut tx, &app, (&run.place.tenant, &id), &author, event).await?;
    let closed = settle(&mut tx, (&app, &context), &mut run).await?;
    let entry = context.entry("migration.checks").target("migration", id.as_str());
    record(&mut tx, &app, entry.detail(serde_json::json!({ "checks": items.len(), "closed": closed }))).await?;
    tx.commit().await?;
    let checked: BTreeSet<&str> = asked.iter().map(|(step, _)| step.as_str()).collect();
    let waits = run.own_steps().filter(|step| checked.contains(step.id.as_str()));
    let waits = waits.filter(|step| run.step_state(step) == StepState::Waiting);
    let waiting = waits.map(|step| (step.id.clone(), run.blocked_by(step))).collect();
    Ok(Json(MigrationChecked { items, closed, waiting }))
}

/// The checks that can be made now, each with its step. One that lacks something is left out: its step says what.
fn asked(run: &Run, request: &RunMigrationChecks) -> Result<Vec<(String, CheckRequest)>, AppError> {
    let named: Vec<_> = request.steps.iter().enumerate().map(|(at, id)| (at, run.own_step(id))).collect();
    if let Some((at, _)) = named.iter().find(|(_, step)| step.is_none()) {
        return Err(AppError::field(format!("/steps/{at}"), FieldFault::NoSuchThing));
    }
    let of = |id: &String| request.steps.is_empty() || request.steps.contains(id);
    let mut asked = Vec::new();
    for step in run.own_steps().filter(|step| of(&step.id)) {
        let all = run.checks_of(step);
        if request.index.is_some_and(|index| !all.iter().any(|check| check.index == index)) {
            return Err(AppError::field("/index", FieldFault::NoSuchThing));
        }
        let meant = all.into_iter().filter(|check| request.index.is_none_or(|index| index == check.index));
        let ready = meant.filter(|check| check.missing.is_empty());
        asked.extend(ready.map(|check| (step.id.clone(), check.request)));
    }
    Ok(asked)
}
