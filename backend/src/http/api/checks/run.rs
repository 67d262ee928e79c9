//! Runs checks. All are judged before the first one runs; then several run at once, and each is kept as it ends.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use http::StatusCode;
use shared::{
    api::check::{CheckRun, CheckRuns, RunChecks},
    permission::Permission,
    problem::ProblemCode,
};
use tokio::{sync::Semaphore, task::JoinSet};

use crate::{
    app::AppState,
    checks::{self, CheckFault, Origin},
    http::{AppError, Body, TenantContext},
    settings,
};

/// How many run at once: those of a full request end before the request's time does.
const AT_ONCE: usize = 16;

/// `POST …/checks`.
pub async fn run(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment)): Path<(String, String)>,
    Body(request): Body<RunChecks>,
) -> Result<(StatusCode, Json<CheckRuns>), AppError> {
    let mut tx = app.store.read().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let mut faults = Vec::new();
    for (at, check) in request.checks.iter().enumerate() {
        let found = checks::judge(&mut tx, &app, &place, check).await?;
        faults.extend(found.into_iter().map(|(pointer, fault)| (format!("/checks/{at}{pointer}"), fault)));
    }
    drop(tx);
    if !faults.is_empty() {
        return Err(AppError::fields(faults));
    }
    // A check presents a token to the address that it is told: whoever tells one has the token.
    let tells = request.checks.iter().any(|check| checks::tells_where_a_token_goes(&app, check));
    if tells && !context.may(Permission::TokenIssue) {
        return Err(ProblemCode::Forbidden.into());
    }
    let (place, author, room) = (Arc::new(place), Arc::new(context.author()), Arc::new(Semaphore::new(AT_ONCE)));
    let mut running = JoinSet::new();
    for (at, check) in request.checks.into_iter().enumerate() {
        let (app, place, author, room) = (app.clone(), Arc::clone(&place), Arc::clone(&author), Arc::clone(&room));
        running.spawn(async move {
            let _room = room.acquire().await;
            (at, checks::run(&app, &place, &author, &check, Origin::Hand).await)
        });
    }
    let mut items: Vec<(usize, CheckRun)> = Vec::new();
    while let Some(ended) = running.join_next().await {
        let (at, outcome) = ended.map_err(|error| AppError::new(ProblemCode::Internal).cause(error.to_string()))?;
        items.push((at, outcome.map_err(|fault| problem(at, fault))?));
    }
    items.sort_by_key(|(at, _)| *at);
    Ok((StatusCode::CREATED, Json(CheckRuns { items: items.into_iter().map(|(_, run)| run).collect() })))
}

/// Something changed since it was judged.
fn problem(at: usize, fault: CheckFault) -> AppError {
    match fault {
        CheckFault::Said(faults) => {
            let pointed = faults.into_iter().map(|(pointer, fault)| (format!("/checks/{at}{pointer}"), fault));
            AppError::fields(pointed.collect())
        }
        CheckFault::Vault(fault) => fault.into(),
    }
}
