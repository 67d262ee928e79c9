//! A set of variables, the state of each, and what the rules say.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use shared::{
    api::variable_set::VariableSetState, problem::ProblemCode, resource::Value, variable::Resolved, variable_set::judge,
};

use crate::{
    app::AppState,
    http::{AppError, Query, RequestInfo, TenantContext, api::variables::shown},
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
    info: RequestInfo,
    Path((_, environment, id)): Path<(String, String, String)>,
    Query(said): Query<Said>,
) -> Result<Json<VariableSetState>, AppError> {
    let mut tx = app.store.read().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let set = app.catalog.settings().variable_sets.iter().find(|set| set.id == id).ok_or(ProblemCode::NotFound)?;
    let pairs = said.choose.as_deref().unwrap_or_default().split(',').filter_map(|pair| pair.split_once(':'));
    let choices: BTreeMap<String, String> =
        pairs.map(|(choice, option)| (choice.trim().to_owned(), option.trim().to_owned())).collect();
    let stored = settings::variables(&mut tx, &app, &place).await?;
    let resolution = settings::resolve(&mut tx, &app, &place, &stored, &[]).await?;
    let of_set =
        stored.iter().zip(&resolution.variables).filter(|(variable, _)| set.parameter(&variable.name).is_some());
    let (mut variables, mut values) = (Vec::new(), Vec::new());
    for (variable, resolved) in of_set {
        values.push((variable.name.clone(), value(resolved)));
        variables.push(shown(&app, variable, resolved, info.locale));
    }
    let verdict = judge(set, &values, &choices);
    Ok(Json(VariableSetState { set: set.clone(), verdict, variables }))
}

/// Secrets too are judged: no finding shows a value.
fn value(resolved: &Resolved) -> Value {
    resolved.text.as_ref().map_or(Value::Hidden, |text| Value::Known(text.expose().to_owned()))
}
