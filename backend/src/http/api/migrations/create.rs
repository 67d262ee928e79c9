//! Begins a migration.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::StatusCode;
use shared::{
    api::migration::CreateMigration,
    field::FieldFault,
    ids::{MigrationId, ResourceId},
    playbook::{Playbook, PlaybookFacts, applies},
    problem::ProblemCode,
};

use super::found::{find, shown};
use crate::{
    app::AppState,
    audit::record,
    http::{AppError, Body, Tagged, TenantContext},
    migrations::{
        RUNNING, chosen,
        events::{Event, add},
        today,
    },
    playbooks, settings,
    store::{
        Tx,
        migration_runs::{self, MigrationRow},
        playbooks as rows, resources,
    },
};

/// `POST …/migrations`.
pub async fn create(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment)): Path<(String, String)>,
    Body(request): Body<CreateMigration>,
) -> Result<Response, AppError> {
    let mut tx = app.store.write().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    // Whoever deletes it meanwhile finds it in use, or it is gone before it is looked for.
    rows::hold(&mut tx, &request.playbook).await?;
    let known = playbooks::find(&mut tx, &app, &request.playbook).await?;
    let known = known.ok_or_else(|| AppError::field("/playbook", FieldFault::NoSuchThing))?;
    let now = app.clock.now();
    judge_options(&known.playbook, &request.options)?;
    let options = chosen(&known.playbook, &request.options, &today(now));
    let facts = PlaybookFacts { options, today: today(now), ..PlaybookFacts::default() };
    judge_roles(&mut tx, &context, (&known.playbook, &facts), &request.resources).await?;
    let row = MigrationRow {
        id: app.new_id(),
        playbook: known.playbook.id.clone(),
        playbook_version: i64::from(known.playbook.version),
        options: serde_json::to_string(&request.options)?,
        resources: serde_json::to_string(&request.resources)?,
        state: RUNNING.to_owned(),
        version: 1,
        created_at: now.as_millis(),
        created_by: context.author().name,
        updated_at: now.as_millis(),
        ..MigrationRow::default()
    };
    migration_runs::insert(&mut tx, &place, &row).await?;
    let id = MigrationId::new(&row.id);
    let event = Event::new("created", None).with("playbook", &row.playbook);
    add(&mut tx, &app, (&place.tenant, &id), &context.author(), event).await?;
    let entry = context.entry("migration.create").target("migration", id.as_str());
    let detail = serde_json::json!({
        "playbook": row.playbook, "version": row.playbook_version, "environment": place.environment,
    });
    record(&mut tx, &app, entry.detail(detail)).await?;
    let run = find(&mut tx, (&app, &context), &environment, &id).await?;
    let answer = shown(&mut tx, &app, &run).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Tagged(answer.version, answer)).into_response())
}

/// Options that the playbook has, and choices that they have.
pub(super) fn judge_options(playbook: &Playbook, given: &BTreeMap<String, String>) -> Result<(), AppError> {
    let mut faults = Vec::new();
    for (id, choice) in given {
        match playbook.option(id) {
            None => faults.push((format!("/options/{id}"), FieldFault::Unknown)),
            Some(option) if !option.choices.contains(choice) => {
                faults.push((format!("/options/{id}"), FieldFault::Choice));
            }
            Some(_) => {}
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(AppError::fields(faults)) }
}

/// Roles that the playbook has, and resources of the tenant of the type that is needed.
pub(super) async fn judge_roles(
    tx: &mut Tx,
    context: &TenantContext,
    (playbook, facts): (&Playbook, &PlaybookFacts),
    given: &BTreeMap<String, ResourceId>,
) -> Result<(), AppError> {
    let mut faults = Vec::new();
    for (role, id) in given {
        let pointer = format!("/resources/{role}");
        let mut needs = playbook.resources.iter().filter(|need| need.id == *role);
        let Some(first) = needs.clone().next() else {
            faults.push((pointer, FieldFault::Unknown));
            continue;
        };
        let need = needs.find(|need| applies(&need.when, facts)).unwrap_or(first);
        match resources::get(tx, &context.tenant, id).await? {
            None => faults.push((pointer, FieldFault::NoSuchThing)),
            Some(row) if row.type_id != need.kind => faults.push((pointer, FieldFault::Choice)),
            Some(_) => {}
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(AppError::fields(faults)) }
}
