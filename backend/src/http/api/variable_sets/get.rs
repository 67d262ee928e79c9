//! A set of variables, the state of each, and what the rules say.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use shared::{api::variable_set::VariableSetState, problem::ProblemCode, variable_set::judge};

use crate::{
    app::AppState,
    config_files::Values,
    http::{AppError, Query, TenantContext},
    settings,
};

/// What somebody says about the choices: `permission_model:application,account_mode:MIX`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    choose: Option<String>,
}

/// `GET …/variable-sets/{variable_set}?choose=`.
pub async fn get(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment, id)): Path<(String, String, String)>,
    Query(said): Query<Said>,
) -> Result<Json<VariableSetState>, AppError> {
    let mut tx = app.store.read().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let set = app.catalog.settings().variable_sets.iter().find(|set| set.id == id).ok_or(ProblemCode::NotFound)?;
    let pairs = said.choose.as_deref().unwrap_or_default().split(',').filter_map(|pair| pair.split_once(':'));
    let choices: BTreeMap<String, String> =
        pairs.map(|(choice, option)| (choice.trim().to_owned(), option.trim().to_owned())).collect();
    let values = Values::load(&mut tx, &app, &place).await?;
    let verdict = judge(set, &values.judged(), &choices);
    Ok(Json(VariableSetState { set: set.clone(), verdict }))
}
