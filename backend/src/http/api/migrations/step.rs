//! Changes a step: how far it is, who is at it, what somebody wrote down.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::migration::{MigrationStep, PatchStep, StepState},
    field::FieldFault,
    ids::MigrationId,
    playbook::PlaybookStep,
    problem::ProblemCode,
};

use super::{
    found::{missing, work_on},
    settle::{settle, write},
};
use crate::{
    app::AppState,
    audit::record,
    http::{AppError, Body, TenantContext},
    migrations::{
        self, Run,
        events::{Event, Undo, add},
        steps::{is_over, state_name, stored_state},
    },
    store::migration_steps::MigrationStepRow,
};

/// `PATCH …/migrations/{migration}/steps/{step}`.
pub async fn step(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment, id, step)): Path<(String, String, MigrationId, String)>,
    Body(request): Body<PatchStep>,
) -> Result<Json<MigrationStep>, AppError> {
    let mut tx = app.store.write().await?;
    let mut run = work_on(&mut tx, (&app, &context), &environment, &id).await?;
    let own = run.own_step(&step).ok_or(ProblemCode::NotFound)?.clone();
    let before = run.steps.get(&step).cloned();
    let version = before.as_ref().map_or(0, |row| row.version);
    if request.version.is_some_and(|seen| seen != version) {
        let current = migrations::step(&app, &run, &own);
        return Err(AppError::new(ProblemCode::MigrationConflict).step(current));
    }
    judge(&run, &own, request.state)?;
    let now = app.clock.now().as_millis();
    let row = write(&mut tx, (&app, &context), &run, &step, |row| patch(row, &request, now)).await?;
    for event in events(&own, before.as_ref(), &row) {
        add(&mut tx, &app, (&run.place.tenant, &id), &context.author(), event).await?;
    }
    let entry = context.entry("migration.step").target("migration", id.as_str());
    let from = before.as_ref().map_or(state_name(StepState::Open), |row| row.state.as_str());
    let detail = serde_json::json!({
        "step": step, "from": from, "to": row.state, "note": request.note.is_some(), "assignee": row.assignee,
    });
    record(&mut tx, &app, entry.detail(detail)).await?;
    run.steps.insert(step, row);
    // Steps that only waited for this one, and whose checks are green already.
    if matches!(request.state, Some(StepState::Done | StepState::Skipped)) {
        settle(&mut tx, (&app, &context), &mut run).await?;
    }
    tx.commit().await?;
    Ok(Json(migrations::step(&app, &run, &own)))
}

/// Whether the step may become what was asked for.
fn judge(run: &Run, step: &PlaybookStep, to: Option<StepState>) -> Result<(), AppError> {
    let waiting = || {
        let before = run.blocked_by(step);
        let refused = || AppError::new(ProblemCode::MigrationStepWaiting).phrase("steps", run.titled(&before));
        if before.is_empty() { Ok(()) } else { Err(refused()) }
    };
    match to {
        None | Some(StepState::Open | StepState::Skipped) => Ok(()),
        Some(StepState::Waiting) => Err(AppError::field("/state", FieldFault::Choice)),
        Some(StepState::InProgress) => waiting(),
        Some(StepState::Done) if is_over(stored_state(run.steps.get(&step.id))) => Ok(()),
        Some(StepState::Done) => {
            waiting()?;
            missing(run, &run.inputs_missing(step))?;
            if run.is_by_hand(step) || run.closes(step) { Ok(()) } else { Err(ProblemCode::MigrationChecksOpen.into()) }
        }
    }
}

fn patch(row: &mut MigrationStepRow, request: &PatchStep, now: i64) {
    let text = |given: &String| Some(given.trim().to_owned()).filter(|text| !text.is_empty());
    let was_over = is_over(stored_state(Some(row)));
    if let Some(state) = request.state {
        state_name(state).clone_into(&mut row.state);
        if was_over && !is_over(state) {
            row.reopened_at = Some(now);
        }
        if state != StepState::Skipped {
            row.reason = None;
        }
    }
    if row.state == state_name(StepState::Skipped)
        && let Some(reason) = &request.reason
    {
        row.reason = text(reason);
    }
    if let Some(note) = &request.note {
        row.note = text(note);
    }
    if let Some(assignee) = &request.assignee {
        row.assignee = text(assignee);
    }
}

fn events<'a>(step: &'a PlaybookStep, before: Option<&MigrationStepRow>, after: &MigrationStepRow) -> Vec<Event<'a>> {
    let state = before.map_or(state_name(StepState::Open), |row| row.state.as_str());
    let reason = before.and_then(|row| row.reason.clone());
    let mut events = Vec::new();
    if state != after.state || reason != after.reason {
        let undo = Undo::Step { state: state.to_owned(), reason };
        let event = Event::new("step_state", Some(&step.id)).with("from", state).with("to", &after.state);
        events.push(event.undo(Some(undo)));
    }
    if before.and_then(|row| row.note.as_ref()) != after.note.as_ref() {
        events.push(Event::new("step_note", Some(&step.id)));
    }
    let assignee = before.and_then(|row| row.assignee.as_ref());
    if assignee != after.assignee.as_ref() {
        let event = Event::new("step_assigned", Some(&step.id));
        events.push(event.with("to", after.assignee.clone().unwrap_or_default()));
    }
    events
}
