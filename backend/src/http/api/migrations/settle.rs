//! Closes the steps whose checks prove them done, one after the other: closing one may free the next.

use shared::api::migration::StepState;

use crate::{
    app::AppState,
    http::{AppError, TenantContext},
    migrations::{
        Run,
        events::{Event, Undo, add},
        steps::{state_name, stored_state},
    },
    store::{
        Tx,
        migration_steps::{self, MigrationStepRow},
    },
};

/// Closes them; tells which, and keeps `run` up to date.
pub(super) async fn settle(
    tx: &mut Tx,
    (app, context): (&AppState, &TenantContext),
    run: &mut Run,
) -> Result<Vec<String>, AppError> {
    let mut closed = Vec::new();
    loop {
        let next = run.own_steps().find(|step| run.closes(step)).map(|step| step.id.clone());
        let Some(id) = next else { return Ok(closed) };
        let state = stored_state(run.steps.get(&id));
        let row = write(tx, (app, context), run, &id, |row| {
            state_name(StepState::Done).clone_into(&mut row.state);
            row.reason = None;
        });
        let row = row.await?;
        let event = Event::new("step_state", Some(&id))
            .with("from", state_name(state))
            .with("to", &row.state)
            .with("by", "checks")
            .undo(Some(Undo::Step { state: state_name(state).to_owned(), reason: None }));
        add(tx, app, (&run.place.tenant, &run.id()), &context.author(), event).await?;
        run.steps.insert(id.clone(), row);
        closed.push(id);
    }
}

/// Writes what becomes of a step, as its next version.
pub(super) async fn write(
    tx: &mut Tx,
    (app, context): (&AppState, &TenantContext),
    run: &Run,
    id: &str,
    change: impl FnOnce(&mut MigrationStepRow),
) -> Result<MigrationStepRow, AppError> {
    let untouched = || MigrationStepRow {
        step_id: id.to_owned(),
        state: state_name(StepState::Open).to_owned(),
        assignee: None,
        note: None,
        reason: None,
        reopened_at: None,
        version: 0,
        updated_at: 0,
        updated_by: String::new(),
    };
    let mut row = run.steps.get(id).cloned().unwrap_or_else(untouched);
    change(&mut row);
    row.version += 1;
    row.updated_at = app.clock.now().as_millis();
    row.updated_by = context.author().name;
    migration_steps::put(tx, &run.place.tenant, &run.id(), &row).await?;
    Ok(row)
}
