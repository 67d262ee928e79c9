//! One variable.

use axum::extract::{Path, State};
use shared::{api::variable::Variable, problem::ProblemCode};

use super::view;
use crate::{
    app::AppState,
    http::{AppError, RequestInfo, Tagged, TenantContext},
    settings,
};

/// `GET …/variables/{name}`.
pub async fn get(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, environment, name)): Path<(String, String, String)>,
) -> Result<Tagged<Variable>, AppError> {
    let mut tx = app.store.read().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let variable = view::one(&mut tx, &app, &place, &name, info.locale).await?;
    Ok(Tagged(variable.version, variable))
}
