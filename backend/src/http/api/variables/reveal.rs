//! A variable's value in clear, and what it resolves to. People give their password once more; the trail says who.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{api::variable::RevealedVariable, problem::ProblemCode};

use super::view::position;
use crate::{
    app::AppState,
    audit::record,
    http::{AppError, TenantContext, api::settings::step_up},
    settings,
};

/// `POST …/variables/{name}/reveal`.
pub async fn reveal(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment, name)): Path<(String, String, String)>,
) -> Result<Json<RevealedVariable>, AppError> {
    let mut tx = app.store.write().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let variables = settings::variables(&mut tx, &app, &place).await?;
    let at = position(&variables, &name)?;
    step_up(&context, app.clock.now())?;
    let mut resolution = settings::resolve(&mut tx, &app, &place, &variables, &[]).await?;
    let found = &variables[at];
    let entry = context.entry("variable.reveal").target("variable", &found.id);
    let detail = serde_json::json!({ "name": found.name, "environment": environment, "version": found.version });
    record(&mut tx, &app, entry.detail(detail)).await?;
    tx.commit().await?;
    let resolved = resolution.variables.swap_remove(at).text;
    Ok(Json(RevealedVariable { value: found.state.value.clone(), resolved }))
}
