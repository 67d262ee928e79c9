//! Changes what was chosen or which resources are meant, gives a migration up, or takes it up again.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use shared::{
    api::migration::{Migration, MigrationState, PatchMigration},
    field::FieldFault,
    ids::{MigrationId, ResourceId},
    problem::ProblemCode,
};

use super::{
    create::{judge_options, judge_roles},
    found::{again, hold, shown},
};
use crate::{
    app::AppState,
    audit::record,
    http::{AppError, Body, IfMatch, Tagged, TenantContext},
    migrations::{
        ABANDONED, RUNNING, Run,
        events::{Event, add},
    },
    store::migration_runs::{self, MigrationRow},
};

/// `PATCH …/migrations/{migration}`.
pub async fn change(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment, id)): Path<(String, String, MigrationId)>,
    seen: IfMatch,
    Body(request): Body<PatchMigration>,
) -> Result<Tagged<Migration>, AppError> {
    let mut tx = app.store.write().await?;
    let run = hold(&mut tx, (&app, &context), &environment, &id).await?;
    seen.check(run.row.version)?;
    if request.version.is_some_and(|version| version != run.row.version) {
        return Err(ProblemCode::PreconditionFailed.into());
    }
    let only_state = request.options.is_empty() && request.resources.is_empty();
    if run.row.state == ABANDONED && !only_state {
        return Err(ProblemCode::MigrationAbandoned.into());
    }
    judge_options(&run.known.playbook, &request.options)?;
    let named: BTreeMap<String, ResourceId> =
        request.resources.iter().filter_map(|(role, id)| Some((role.clone(), id.clone()?))).collect();
    judge_roles(&mut tx, &context, (&run.known.playbook, &run.facts), &named).await?;
    let after = patched(&run, &request)?;
    migration_runs::update(&mut tx, &run.place, &after).await?;
    for event in events(&run, &request, &after) {
        add(&mut tx, &app, (&run.place.tenant, &id), &context.author(), event).await?;
    }
    let entry = context.entry("migration.change").target("migration", id.as_str());
    let detail = serde_json::json!({
        "options": request.options, "resources": request.resources, "state": after.state,
    });
    record(&mut tx, &app, entry.detail(detail)).await?;
    let run = again(&mut tx, &app, &run).await?;
    let answer = shown(&mut tx, &app, &run).await?;
    tx.commit().await?;
    Ok(Tagged(answer.version, answer))
}

fn patched(run: &Run, request: &PatchMigration) -> Result<MigrationRow, AppError> {
    let mut options: BTreeMap<String, String> = serde_json::from_str(&run.row.options)?;
    options.extend(request.options.clone());
    let mut roles = run.roles.clone();
    for (role, id) in &request.resources {
        match id {
            Some(id) => drop(roles.insert(role.clone(), id.clone())),
            None => drop(roles.remove(role)),
        }
    }
    let state = match request.state {
        None => run.row.state.clone(),
        Some(MigrationState::Running) => RUNNING.to_owned(),
        Some(MigrationState::Abandoned) => ABANDONED.to_owned(),
        // That it is completed follows from its steps.
        Some(MigrationState::Completed) => return Err(AppError::field("/state", FieldFault::Choice)),
    };
    Ok(MigrationRow {
        options: serde_json::to_string(&options)?,
        resources: serde_json::to_string(&roles)?,
        state,
        version: run.row.version + 1,
        ..run.row.clone()
    })
}

fn events(run: &Run, request: &PatchMigration, after: &MigrationRow) -> Vec<Event<'static>> {
    let mut events = Vec::new();
    if !request.options.is_empty() {
        let mut event = Event::new("options_changed", None);
        event.detail = request.options.clone();
        events.push(event);
    }
    if !request.resources.is_empty() {
        let mut event = Event::new("resources_changed", None);
        let name = |id: &Option<ResourceId>| id.as_ref().map(ToString::to_string).unwrap_or_default();
        event.detail = request.resources.iter().map(|(role, id)| (role.clone(), name(id))).collect();
        events.push(event);
    }
    if after.state != run.row.state {
        let what = if after.state == ABANDONED { "abandoned" } else { "resumed" };
        events.push(Event::new(what, None));
    }
    events
}
