//! What the checks of an environment found before.

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use shared::{
    api::{check::CheckRun, page::Page},
    problem::ProblemCode,
};

use crate::{
    app::AppState,
    checks,
    http::{AppError, Query, TenantContext, page_request},
    settings,
    store::check_runs::{self, CheckRunRow, Filter},
};

/// Which runs; `of` names one, and means those that asked the same question.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Wanted {
    check: Option<String>,
    resource: Option<String>,
    of: Option<String>,
    limit: Option<u32>,
    cursor: Option<String>,
}

/// `GET …/checks/history`.
pub async fn history(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<CheckRun>>, AppError> {
    let request = page_request(wanted.limit, wanted.cursor.as_deref())?;
    let mut tx = app.store.read().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let subject = match &wanted.of {
        Some(run) => Some(check_runs::subject_of(&mut tx, &place, run).await?.ok_or(ProblemCode::NotFound)?),
        None => None,
    };
    let filter = Filter { check: wanted.check, resource: wanted.resource, subject };
    let rows = check_runs::history(&mut tx, &place, &filter, request.after.as_deref(), request.rows()).await?;
    let Page { items, next_cursor } = request.page(rows, |row: &CheckRunRow| &row.id);
    let items = items.into_iter().map(checks::stored).collect::<Result<_, _>>()?;
    Ok(Json(Page { items, next_cursor }))
}
