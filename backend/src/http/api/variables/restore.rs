//! Makes a variable what it was in one of its versions: a new version like any other. One that was deleted comes back.

use axum::extract::{Path, State};
use shared::{
    api::{
        setting_change::{ChangeOrigin, SettingKind},
        variable::Variable,
    },
    problem::ProblemCode,
    variable::key,
};

use super::view;
use crate::{
    app::AppState,
    http::{AppError, IfMatch, RequestInfo, Tagged, TenantContext, api::settings::save},
    settings::{self, Act, Operation, apply, variables::opened},
    store::variables,
};

/// `POST …/variables/{name}/versions/{version}/restore`.
pub async fn restore(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, environment, name, version)): Path<(String, String, String, String)>,
    seen: IfMatch,
) -> Result<Tagged<Variable>, AppError> {
    let mut tx = app.store.write().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    settings::change::lock(&mut tx, &place).await?;
    let found = variables::find(&mut tx, &place.tenant, &place.environment, &key(&name)).await?;
    let found = found.ok_or(ProblemCode::NotFound)?;
    let version: i64 = version.parse().map_err(|_| ProblemCode::NotFound)?;
    let row = variables::version(&mut tx, &place.tenant, &found.id, version).await?.ok_or(ProblemCode::NotFound)?;
    let newest = variables::version(&mut tx, &place.tenant, &found.id, found.version).await?;
    let sealing = app.vault.tenant(&mut tx, &place.tenant).await?;
    let operation = Operation {
        kind: SettingKind::Variable,
        // A name is not a value: what it is called today stays.
        name: newest.map_or(name, |newest| newest.name),
        expected: seen.expected(),
        act: Act::Become { id: Some(found.id), state: opened(&sealing, row)?.state },
        pointer: String::new(),
    };
    let author = context.author();
    let save = save(&context, &place, &author, ChangeOrigin::Restore, None, false);
    let now_called = operation.name.clone();
    let _ = apply(&mut tx, &app, &save, vec![operation]).await.map_err(seen.refusal())?;
    let variable = view::one(&mut tx, &app, &place, &now_called, info.locale).await?;
    tx.commit().await?;
    Ok(Tagged(variable.version, variable))
}
