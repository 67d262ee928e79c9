//! Switches production to the new way and back, in one change of settings each.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{
        migration::{CutoverSide, Migration, SwitchOver},
        setting_change::{ChangeOrigin, ChangedSetting},
    },
    ids::MigrationId,
    permission::Permission,
    playbook::StepAction,
    problem::ProblemCode,
};

use super::{
    actions::written,
    found::{again, note, shown, work_on},
    settle::settle,
    write_values::may,
};
use crate::{
    app::AppState,
    audit::record,
    http::{AppError, Body, RequestInfo, TenantContext, api::settings::save},
    migrations::{
        Run,
        cutover::{WayBack, put_back},
        events::{Event, add},
    },
    store::{
        Tx,
        migration_runs::{self, MigrationRow},
    },
};

/// `POST …/migrations/{migration}/cutover`.
pub async fn cutover(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, environment, id)): Path<(String, String, MigrationId)>,
    Body(request): Body<SwitchOver>,
) -> Result<Json<Migration>, AppError> {
    let by = (&app, &context);
    may(&context, Permission::SettingsWrite)?;
    let mut tx = app.store.write().await?;
    let run = work_on(&mut tx, by, &environment, &id).await?;
    let note = note(&run, info.locale);
    let (change, items) = match request.to {
        CutoverSide::New => forth(&mut tx, by, &run, &note, request.dry_run).await?,
        CutoverSide::Old => back(&mut tx, by, &run, &note, &request).await?,
    };
    if request.dry_run {
        let mut answer = shown(&mut tx, &app, &run).await?;
        if let Some(cutover) = &mut answer.cutover {
            cutover.items = items;
        }
        return Ok(Json(answer));
    }
    let to_new = request.to == CutoverSide::New;
    let row = MigrationRow {
        // A switch that found everything in place already has changed nothing: its way back is none either.
        cutover_change: to_new.then_some(change.unwrap_or_default()),
        cutover_at: to_new.then(|| app.clock.now().as_millis()),
        cutover_by: to_new.then(|| context.author().name),
        version: run.row.version + 1,
        ..run.row.clone()
    };
    migration_runs::update(&mut tx, &run.place, &row).await?;
    let step = run.own_steps().find(|step| step.actions.contains(&StepAction::Cutover)).map(|step| step.id.clone());
    let number = change.map(|number| number.to_string()).unwrap_or_default();
    let event = Event::new("switched", step.as_deref()).with("to", if to_new { "new" } else { "old" });
    add(&mut tx, &app, (&run.place.tenant, &id), &context.author(), event.with("change", number)).await?;
    let entry = context.entry("migration.switch").target("migration", id.as_str());
    let detail = serde_json::json!({ "to": request.to, "change": change, "forced": request.force });
    record(&mut tx, &app, entry.detail(detail)).await?;
    let mut run = again(&mut tx, &app, &run).await?;
    settle(&mut tx, by, &mut run).await?;
    let answer = shown(&mut tx, &app, &run).await?;
    tx.commit().await?;
    Ok(Json(answer))
}

type Switched = (Option<i64>, Vec<ChangedSetting>);

async fn forth(
    tx: &mut Tx,
    by: (&AppState, &TenantContext),
    run: &Run,
    note: &str,
    dry_run: bool,
) -> Result<Switched, AppError> {
    if !run.has_cutover() {
        return Err(ProblemCode::MigrationActionUnavailable.into());
    }
    if run.row.cutover_change.is_some() {
        return Err(ProblemCode::MigrationCutoverDone.into());
    }
    let done = written(tx, by, run, (true, note), dry_run).await?;
    Ok((done.change, done.items))
}

async fn back(
    tx: &mut Tx,
    (app, context): (&AppState, &TenantContext),
    run: &Run,
    note: &str,
    request: &SwitchOver,
) -> Result<Switched, AppError> {
    let change = run.row.cutover_change.ok_or(ProblemCode::MigrationCutoverDone)?;
    if change == 0 {
        return Ok((None, Vec::new()));
    }
    let author = context.author();
    let save = save(context, &run.place, &author, ChangeOrigin::Restore, Some(note), request.dry_run);
    match put_back(tx, app, &save, change, request.force).await? {
        WayBack::Gone(changed) => Ok((changed.change, changed.items)),
        WayBack::Changed(names) => {
            Err(AppError::new(ProblemCode::MigrationCutoverChanged).arg("names", names.join(", ")))
        }
    }
}
