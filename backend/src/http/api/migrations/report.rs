//! What a migration came to: a page for print in the caller's language, or the same as JSON. No secret is in either.

use axum::{
    Json,
    extract::{Path, State},
    response::{Html, IntoResponse, Response},
};
use http::header;
use shared::{
    api::migration::{MigrationEvent, MigrationReport, ReportQuery, ReportedChange},
    ids::MigrationId,
    problem::ProblemCode,
};

use super::found::{find, shown};
use crate::{
    app::AppState,
    http::{AppError, Query, RequestInfo, TenantContext},
    migrations::{
        Run, events,
        report::{page, policy},
        steps::is_over,
    },
    settings::{SettingsFault, history},
    store::{Tx, environments, migration_events},
};

/// The most events, and the most changes, in a report.
const MOST: i64 = 2000;

/// `GET …/migrations/{migration}/report`.
pub async fn report(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, environment, id)): Path<(String, String, MigrationId)>,
    Query(query): Query<ReportQuery>,
) -> Result<Response, AppError> {
    let as_json = match query.format.as_deref() {
        None | Some("html") => false,
        Some("json") => true,
        Some(_) => return Err(AppError::new(ProblemCode::InvalidQuery).arg("reason", "format must be html or json")),
    };
    let mut tx = app.store.read().await?;
    let run = find(&mut tx, (&app, &context), &environment, &id).await?;
    let rows = migration_events::list(&mut tx, &run.place.tenant, &id, "", MOST).await?;
    let mut events = rows.into_iter().map(|row| events::shown(row, &[])).collect::<Result<Vec<_>, _>>()?;
    events.reverse();
    let found = environments::get(&mut tx, &run.place.tenant, run.place.environment.as_str()).await?;
    let migration = shown(&mut tx, &app, &run).await?;
    let report = MigrationReport {
        at: app.clock.now(),
        by: context.author().name,
        tenant: run.tenant.name.clone(),
        environment: found.map(|(environment, _)| environment.name).unwrap_or_default(),
        changes: changes(&mut tx, &app, &run, &events).await?,
        left: migration.steps.iter().filter(|step| !is_over(step.state)).map(|step| step.id.clone()).collect(),
        migration,
        events,
    };
    drop(tx);
    if as_json {
        return Ok(Json(report).into_response());
    }
    let page = page(&report, &app.catalog.deadlines().deadlines, info.locale)
        .map_err(|fault| AppError::new(ProblemCode::Internal).cause(fault))?;
    Ok(([(header::CONTENT_SECURITY_POLICY, policy())], Html(page)).into_response())
}

/// The changes of settings that the timeline names.
async fn changes(
    tx: &mut Tx,
    app: &AppState,
    run: &Run,
    events: &[MigrationEvent],
) -> Result<Vec<ReportedChange>, AppError> {
    let mut found = Vec::new();
    let numbers = events.iter().filter_map(|event| event.detail.get("change")?.parse::<i64>().ok());
    for number in numbers {
        match history::get(tx, app, &run.place, number).await {
            Ok((change, items)) => found.push(ReportedChange { change, items }),
            Err(SettingsFault::NotFound) => {}
            Err(fault) => return Err(fault.into()),
        }
    }
    Ok(found)
}
