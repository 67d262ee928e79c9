//! An environment's settings as a file, references resolved. With secrets in it people give their password once more, and
//! the trail says who had it; without them, whoever may read settings may have it.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::header;
use shared::{
    api::import::{RenderFormat, RenderQuery, RenderSecrets},
    field::{Report, Validate},
    permission::Permission,
    problem::ProblemCode,
    settings_file::{Setting, SettingKind, WriteFault, Writer, sql::Table, write},
    variable::Fault,
};

use super::settings::step_up;
use crate::{
    app::AppState,
    audit::record,
    http::{AppError, Query, RequestInfo, TenantContext},
    migrations::{self, NeededNames},
    settings::{
        self, Place,
        rendered::{Rendered, render},
    },
    store::{Tx, migration_runs},
};

/// The most settings that a refusal names.
const MOST_NAMED: usize = 10;

/// `GET …/rendered?format=…`.
pub async fn rendered(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, environment)): Path<(String, String)>,
    Query(query): Query<RenderQuery>,
) -> Result<Response, AppError> {
    let mut report = Report::default();
    query.validate(&mut report);
    AppError::check(report)?;
    if query.secrets == RenderSecrets::Include {
        if !context.may(Permission::SettingsReveal) {
            return Err(ProblemCode::Forbidden.into());
        }
        step_up(&context, app.clock.now())?;
    }
    let mut tx = app.store.write().await?;
    let (place, found) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let mut rendered = render(&mut tx, &app, &place).await?;
    if let Some(playbook) = &query.playbook {
        let needed = of_playbook(&mut tx, &app, &place, playbook).await?;
        rendered.retain(|setting| needed.has(setting.kind, &setting.name));
    }
    let settings = given_out(rendered, query.secrets)?;
    let sheet = app.catalog.settings_files().sheet(info.locale);
    let table = table_of(&query);
    let (writer, media_type, ending) = match query.format {
        RenderFormat::Env => (Writer::Env, "text/plain", "env"),
        RenderFormat::Json => (Writer::Json, "application/json", "json"),
        RenderFormat::Xml => (Writer::Xml, "application/xml", "config"),
        RenderFormat::Sql => (Writer::Sql(&table), "application/sql", "sql"),
        RenderFormat::Csv => (Writer::Csv(&sheet), "text/csv", "csv"),
    };
    let text = write(&settings, writer).map_err(unwritable)?;
    let counted = |kind| settings.iter().filter(|setting| setting.kind == kind).count();
    let entry = context.entry("settings.render").target("environment", place.environment.as_str());
    let detail = serde_json::json!({
        "format": query.format, "secrets": query.secrets, "variables": counted(SettingKind::Variable),
        "connection_strings": counted(SettingKind::ConnectionString),
    });
    record(&mut tx, &app, entry.detail(detail)).await?;
    tx.commit().await?;
    let file = format!("attachment; filename=\"{}-{}.{ending}\"", context.slug, found.slug);
    let headers = [
        (header::CONTENT_TYPE, format!("{media_type}; charset=utf-8")),
        (header::CONTENT_DISPOSITION, file),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, text).into_response())
}

/// What the newest migration of the environment with that playbook needs.
async fn of_playbook(tx: &mut Tx, app: &AppState, place: &Place, playbook: &str) -> Result<NeededNames, AppError> {
    let unknown = || AppError::new(ProblemCode::InvalidQuery).arg("reason", "no migration here follows this playbook");
    let row = migration_runs::of_playbook(tx, place, playbook).await?.ok_or_else(unknown)?;
    let run = migrations::load(tx, app, place, row).await?.ok_or_else(unknown)?;
    Ok(run.needed_names())
}

fn table_of(query: &RenderQuery) -> Table {
    let or = |given: &Option<String>, usual: &str| given.clone().unwrap_or_else(|| usual.to_owned());
    Table {
        dialect: query.dialect,
        table: or(&query.table, "Parameters"),
        name_column: or(&query.name_column, "Name"),
        value_column: or(&query.value_column, "Value"),
    }
}

/// What goes into the file. Nothing does while anything in it leads nowhere: half a file is worse than none.
fn given_out(rendered: Vec<Rendered>, secrets: RenderSecrets) -> Result<Vec<Setting>, AppError> {
    let mut unresolved: Vec<String> = Vec::new();
    let mut settings = Vec::with_capacity(rendered.len());
    for Rendered { kind, name, description, value, secret, problems } in rendered {
        if value.is_none() {
            let about = problems
                .iter()
                .filter(|(fault, _)| *fault != Fault::Malformed)
                .map(|(_, reference)| reference.trim_start_matches("${").trim_end_matches('}'));
            unresolved.push(format!("{name} ({})", about.collect::<Vec<_>>().join(", ")));
        }
        let left_out = secret && secrets == RenderSecrets::Omit;
        settings.push(Setting { kind, name, description, value: value.filter(|_| !left_out) });
    }
    if unresolved.is_empty() {
        return Ok(settings);
    }
    let more = if unresolved.len() > MOST_NAMED { ", …" } else { "" };
    unresolved.truncate(MOST_NAMED);
    Err(AppError::new(ProblemCode::RenderedUnresolved).arg("names", format!("{}{more}", unresolved.join(", "))))
}

fn unwritable(fault: WriteFault) -> AppError {
    match fault {
        WriteFault::Name { name } | WriteFault::Character { name } => {
            AppError::new(ProblemCode::RenderedUnwritable).arg("name", name)
        }
        WriteFault::Identifier { identifier } => AppError::new(ProblemCode::InvalidQuery)
            .arg("reason", format!("{identifier} is not the name of a table or column")),
    }
}
