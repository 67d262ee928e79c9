//! The checks of a whole tenant: what each found last in every environment, and all of them once more.

use axum::{Json, extract::State};
use shared::{
    api::{
        check::{AllCheckRuns, CheckRequest, CheckRun, RunAllChecks},
        page::Page,
    },
    permission::Permission,
    problem::ProblemCode,
};

use super::together::{AT_ONCE, together};
use crate::{
    app::AppState,
    checks::{self, CheckFault},
    http::{AppError, Body, TenantContext},
    settings::{self, Place},
    store::check_runs,
};

/// `GET /tenants/{tenant}/checks`.
pub async fn latest_of_tenant(
    State(app): State<AppState>,
    context: TenantContext,
) -> Result<Json<Page<CheckRun>>, AppError> {
    let mut tx = app.store.read().await?;
    let rows = check_runs::latest_of_tenant(&mut tx, &context.tenant).await?;
    let items = rows.into_iter().map(checks::stored).collect::<Result<_, _>>()?;
    Ok(Json(Page { items, next_cursor: None }))
}

/// `POST /tenants/{tenant}/checks`. As many as run at once, the ones that ran longest ago first: whoever asks shows how
/// many are left, and asks again.
pub async fn run_all(
    State(app): State<AppState>,
    context: TenantContext,
    Body(request): Body<RunAllChecks>,
) -> Result<Json<AllCheckRuns>, AppError> {
    let before = request.before.unwrap_or_else(|| app.clock.now());
    let mut tx = app.store.read().await?;
    let only = match &request.environment {
        Some(named) => {
            let found = settings::place(&mut tx, &context.tenant, named).await?;
            Some(found.ok_or(ProblemCode::NotFound)?.0.environment)
        }
        None => None,
    };
    let rows = check_runs::latest_of_tenant(&mut tx, &context.tenant).await?;
    let (mut asked, mut skipped) = (Vec::new(), 0);
    for row in rows.into_iter().rev() {
        let run = checks::stored(row)?;
        if run.started_at >= before || only.as_ref().is_some_and(|only| *only != run.environment) {
            continue;
        }
        let place = Place { tenant: context.tenant.clone(), environment: run.environment };
        let check = CheckRequest { check: run.check, resource: run.resource, arguments: run.arguments };
        // What it asks about may be gone, and to present a token somewhere needs the permission for tokens.
        let may = context.may(Permission::TokenIssue) || !checks::tells_where_a_token_goes(&app, &check);
        if may && checks::judge(&mut tx, &app, &place, &check).await?.is_empty() {
            asked.push((place, check));
        } else {
            skipped += 1;
        }
    }
    drop(tx);
    let left = asked.len().saturating_sub(AT_ONCE);
    asked.truncate(AT_ONCE);
    let mut items = Vec::new();
    for outcome in together(&app, context.author(), asked).await? {
        match outcome {
            Ok(run) => items.push(run),
            Err(CheckFault::Said(_)) => skipped += 1,
            Err(CheckFault::Vault(fault)) => return Err(fault.into()),
        }
    }
    Ok(Json(AllCheckRuns { items, left, skipped, before }))
}
