//! Takes back what happened: of each step the newest first.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{migration::Migration, setting_change::ChangeOrigin},
    ids::MigrationId,
    permission::Permission,
    problem::ProblemCode,
    secret::SecretText,
};

use super::{
    found::{again, note, shown, work_on},
    settle::write,
    write_values::may,
};
use crate::{
    app::AppState,
    audit::record,
    http::{AppError, RequestInfo, TenantContext, api::settings::save},
    migrations::{
        Run,
        cutover::{WayBack, put_back},
        drop_value,
        events::{Event, Undo, add, undo_of},
        keep_value,
        steps::{is_over, stored_state},
    },
    store::{
        Tx,
        migration_events::{self, MigrationEventRow},
    },
};

/// `POST …/migrations/{migration}/events/{event}/undo`.
pub async fn undo(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, environment, id, event)): Path<(String, String, MigrationId, String)>,
) -> Result<Json<Migration>, AppError> {
    let by = (&app, &context);
    let mut tx = app.store.write().await?;
    let run = work_on(&mut tx, by, &environment, &id).await?;
    let row = migration_events::get(&mut tx, &run.place.tenant, &id, &event).await?.ok_or(ProblemCode::NotFound)?;
    let newest = migration_events::undoable(&mut tx, &run.place.tenant, &id).await?;
    let before = undo_of(&mut tx, &app, &run.place.tenant, &row).await?.filter(|_| newest.contains(&row.id));
    let before = before.ok_or(ProblemCode::MigrationNotUndoable)?;
    let note = note(&run, info.locale);
    let change = take_back(&mut tx, by, &run, (&row, before), &note).await?;
    let undone = Event::new("undone", row.step_id.as_deref()).with("event", &row.id).with("what", &row.what);
    let undone = if let Some(change) = change { undone.with("change", change.to_string()) } else { undone };
    let new = add(&mut tx, &app, (&run.place.tenant, &id), &context.author(), undone).await?;
    migration_events::undone(&mut tx, &run.place.tenant, &id, (&row.id, &new)).await?;
    let entry = context.entry("migration.undo").target("migration", id.as_str());
    let detail = serde_json::json!({ "event": row.id, "what": row.what, "step": row.step_id, "change": change });
    record(&mut tx, &app, entry.detail(detail)).await?;
    let run = again(&mut tx, &app, &run).await?;
    let answer = shown(&mut tx, &app, &run).await?;
    tx.commit().await?;
    Ok(Json(answer))
}

async fn take_back(
    tx: &mut Tx,
    by: (&AppState, &TenantContext),
    run: &Run,
    (row, before): (&MigrationEventRow, Undo),
    note: &str,
) -> Result<Option<i64>, AppError> {
    match before {
        Undo::Step { state, reason } => {
            let step = row.step_id.as_deref().ok_or(ProblemCode::MigrationNotUndoable)?;
            let now = by.0.clock.now().as_millis();
            let back = |row: &mut crate::store::migration_steps::MigrationStepRow| {
                let was_over = is_over(stored_state(Some(row)));
                (row.state, row.reason) = (state, reason);
                if was_over && !is_over(stored_state(Some(row))) {
                    row.reopened_at = Some(now);
                }
            };
            write(tx, by, run, step, back).await?;
            Ok(None)
        }
        Undo::Values { values, change } => {
            values_back(tx, by.0, run, values).await?;
            match change {
                Some(change) => settings_back(tx, by, run, change, note).await,
                None => Ok(None),
            }
        }
        Undo::Change(change) => settings_back(tx, by, run, change, note).await,
    }
}

async fn values_back(
    tx: &mut Tx,
    app: &AppState,
    run: &Run,
    values: BTreeMap<String, Option<String>>,
) -> Result<(), AppError> {
    for (id, text) in values {
        match text {
            Some(text) => keep_value(tx, app, &run.place.tenant, &run.id(), (&id, &SecretText::new(text))).await?,
            None => drop_value(tx, &run.place.tenant, &run.id(), &id).await?,
        }
    }
    Ok(())
}

async fn settings_back(
    tx: &mut Tx,
    (app, context): (&AppState, &TenantContext),
    run: &Run,
    change: i64,
    note: &str,
) -> Result<Option<i64>, AppError> {
    may(context, Permission::SettingsWrite)?;
    let author = context.author();
    let save = save(context, &run.place, &author, ChangeOrigin::Restore, Some(note), false);
    match put_back(tx, app, &save, change, false).await? {
        WayBack::Gone(changed) => Ok(changed.change),
        WayBack::Changed(_) => Err(ProblemCode::MigrationNotUndoable.into()),
    }
}
