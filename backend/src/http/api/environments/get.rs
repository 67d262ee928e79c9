//! One environment.

use axum::extract::{Path, State};
use shared::{api::environment::Environment, problem::ProblemCode};

use crate::{
    app::AppState,
    http::{AppError, Tagged, TenantContext},
    store::environments,
};

/// `GET /tenants/{tenant}/environments/{environment}`.
pub async fn get(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment)): Path<(String, String)>,
) -> Result<Tagged<Environment>, AppError> {
    let mut tx = app.store.read().await?;
    let found = environments::get(&mut tx, &context.tenant, &environment).await?;
    let (environment, version) = found.ok_or(ProblemCode::NotFound)?;
    Ok(Tagged(version, environment))
}
