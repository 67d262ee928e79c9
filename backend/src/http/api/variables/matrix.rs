//! Every variable of a tenant: a row for each name, a cell for each environment that has it.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use shared::{
    api::variable::{MatrixCell, MatrixEnvironment, MatrixRow, VariableMatrix},
    variable::{Resolved, VariableKind, key},
};

use crate::{
    app::AppState,
    http::{AppError, Query, TenantContext},
    settings::{self, Place, Setting, Source as _, resolve::problems, variables::Variables},
    store::{environments, setting_changes},
};

/// What to look for.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MatrixQuery {
    /// Letters of a name, a description or a value that is not secret.
    q: String,
}

/// `GET /tenants/{tenant}/variables`.
pub async fn matrix(
    State(app): State<AppState>,
    context: TenantContext,
    Path(_): Path<String>,
    Query(query): Query<MatrixQuery>,
) -> Result<Json<VariableMatrix>, AppError> {
    let wanted = query.q.to_lowercase();
    let mut tx = app.store.read().await?;
    let all = environments::list(&mut tx, &context.tenant).await?;
    let (mut columns, mut rows) = (Vec::with_capacity(all.len()), BTreeMap::<String, MatrixRow>::new());
    for (column, environment) in all.iter().enumerate() {
        let place = Place { tenant: context.tenant.clone(), environment: environment.id.clone() };
        columns.push(MatrixEnvironment {
            id: environment.id.clone(),
            slug: environment.slug.clone(),
            name: environment.name.clone(),
            change: setting_changes::last(&mut tx, &place.tenant, &place.environment).await?,
        });
        let variables = settings::variables(&mut tx, &app, &place).await?;
        let resolution = settings::resolve(&mut tx, &app, &place, &variables, &[]).await?;
        for (variable, resolved) in variables.into_iter().zip(&resolution.variables) {
            let row = rows
                .entry(key(&variable.name))
                .or_insert_with(|| MatrixRow { name: variable.name.clone(), cells: vec![None; all.len()] });
            row.cells[column] = Some(cell(&variable, resolved));
        }
    }
    let mut rows: Vec<MatrixRow> = rows.into_values().filter(|row| wanted.is_empty() || has(row, &wanted)).collect();
    let truncated = rows.len() > VariableMatrix::MOST_ROWS;
    rows.truncate(VariableMatrix::MOST_ROWS);
    Ok(Json(VariableMatrix { environments: columns, rows, truncated }))
}

fn has(row: &MatrixRow, wanted: &str) -> bool {
    use shared::api::resource::ShownValue;
    let of_cell = |cell: &MatrixCell| {
        let in_value = matches!(&cell.value, ShownValue::Plain(value) if value.to_lowercase().contains(wanted));
        in_value || cell.description.to_lowercase().contains(wanted)
    };
    key(&row.name).contains(wanted) || row.cells.iter().flatten().any(of_cell)
}

fn cell(variable: &Setting, resolved: &Resolved) -> MatrixCell {
    let state = &variable.state;
    let shown = Variables.shown(&variable.name, state, variable.value_at);
    let mut codes: Vec<String> =
        problems(state, resolved).into_iter().map(|(fault, _)| fault.code().to_owned()).collect();
    codes.dedup();
    MatrixCell {
        kind: VariableKind::parse(&state.kind).unwrap_or_default(),
        options: shown.options,
        secret: shown.secret,
        protected: shown.protected,
        description: shown.description,
        value: shown.value,
        problems: codes,
        version: variable.version,
        updated_at: variable.at,
        updated_by: variable.by.clone(),
    }
}
