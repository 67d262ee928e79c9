//! Runs checks. All are judged before the first one runs; then several run at once, and each is kept as it ends.

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

use super::together::together;
use crate::{
    app::AppState,
    checks::{self, CheckFault},
    http::{AppError, Body, TenantContext},
    settings,
};

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
    let asked = request.checks.into_iter().map(|check| (place.clone(), check)).collect();
    let mut items: Vec<CheckRun> = Vec::new();
    for (at, outcome) in together(&app, context.author(), asked).await?.into_iter().enumerate() {
        items.push(outcome.map_err(|fault| problem(at, fault))?);
    }
    Ok((StatusCode::CREATED, Json(CheckRuns { items })))
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
