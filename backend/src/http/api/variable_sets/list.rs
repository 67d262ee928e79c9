//! Lists the sets of variables and how an environment stands with each.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{page::Page, variable_set::VariableSetSummary},
    problem::ProblemCode,
    resource::LintLevel,
    variable_set::judge,
};

use crate::{
    app::AppState,
    config_files::Values,
    http::{AppError, TenantContext},
    settings,
};

/// `GET …/variable-sets`.
pub async fn list(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment)): Path<(String, String)>,
) -> Result<Json<Page<VariableSetSummary>>, AppError> {
    let mut tx = app.store.read().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let values = Values::load(&mut tx, &app, &place).await?.judged();
    let sets = &app.catalog.settings().variable_sets;
    let items = sets.iter().map(|set| {
        let verdict = judge(set, &values, &BTreeMap::new());
        let count = |level| verdict.findings.iter().filter(|finding| finding.level == level).count();
        VariableSetSummary {
            id: set.id.clone(),
            name: set.name.clone(),
            description: set.description.clone(),
            present: verdict.parameters.iter().filter(|state| state.variable.is_some()).count(),
            errors: count(LintLevel::Error),
            warnings: count(LintLevel::Warning),
        }
    });
    Ok(Json(Page { items: items.collect(), next_cursor: None }))
}
