//! What a migration came to: a page for print in the caller's language, or the same as JSON. No secret is in either.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
    response::{Html, IntoResponse, Response},
};
use http::header;
use shared::{
    api::{
        migration::{MigrationEvent, MigrationReport, ReportQuery, ReportedChange},
        setting_change::SettingKind,
    },
    ids::MigrationId,
    problem::ProblemCode,
    routes,
    text::LocalizedText,
};

use super::found::{find, shown};
use crate::{
    app::AppState,
    http::{AppError, Query, RequestInfo, TenantContext},
    migrations::{
        Run, events,
        report::{named, page},
        steps::is_over,
    },
    settings::{SettingsFault, history},
    store::{Tx, environments, migration_events},
};

/// The most events, and the most changes, in a report.
const MOST: i64 = 2000;
/// What the API's paths begin with and the pages' do not: they are alike behind it.
const API: &str = "/api/v1";

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
    let changes = changes(&mut tx, &app, &run, &events).await?;
    let (name, slug) = found.map(|(environment, _)| (environment.name, environment.slug)).unwrap_or_default();
    let back = routes::migration(&run.tenant.slug, &slug, id.as_str());
    let report = MigrationReport {
        at: app.clock.now(),
        by: context.author().name,
        tenant: run.tenant.name.clone(),
        environment: name,
        left: migration.steps.iter().filter(|step| !is_over(step.state)).map(|step| step.id.clone()).collect(),
        tally: migration.tally(),
        watch: migration.watch(),
        deadlines: named(&migration.deadlines, &app.catalog.deadlines().deadlines),
        types: run.types.iter().map(|(id, known)| (id.clone(), known.name.clone())).collect(),
        kinds: kinds(&app, &changes),
        changes,
        migration,
        events,
    };
    drop(tx);
    if as_json {
        return Ok(Json(report).into_response());
    }
    let back = back.strip_prefix(API).unwrap_or(&back);
    let printed =
        page(&report, back, info.locale).map_err(|fault| AppError::new(ProblemCode::Internal).cause(fault))?;
    Ok(([(header::CONTENT_SECURITY_POLICY, printed.policy)], Html(printed.html)).into_response())
}

/// What the kinds of the connection strings among them are called.
fn kinds(app: &AppState, changes: &[ReportedChange]) -> BTreeMap<String, LocalizedText> {
    let items = changes.iter().flat_map(|change| &change.items);
    let strings = items.filter(|item| item.kind == SettingKind::ConnectionString);
    let shown = strings.flat_map(|item| item.before.iter().chain(&item.after));
    let named =
        shown.filter_map(|one| Some((one.kind.clone(), app.catalog.connection_kinds().find(&one.kind)?.name.clone())));
    named.collect()
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
