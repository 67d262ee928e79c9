//! Creates a variable or changes it: what is absent keeps what is stored.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::StatusCode;
use shared::{
    api::{
        setting_change::{ChangeOrigin, Outcome, SettingKind},
        variable::PutVariable,
    },
    problem::ProblemCode,
};

use super::view;
use crate::{
    app::AppState,
    http::{
        AppError, Body, IfMatch, RequestInfo, Tagged, TenantContext,
        api::settings::{patch, save},
    },
    settings::{self, Act, Operation, apply},
};

/// `PUT …/variables/{name}`.
pub async fn put(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, environment, name)): Path<(String, String, String)>,
    seen: IfMatch,
    Body(request): Body<PutVariable>,
) -> Result<Response, AppError> {
    let mut tx = app.store.write().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let operation = Operation {
        kind: SettingKind::Variable,
        name: name.clone(),
        expected: seen.expected(),
        act: Act::Put(patch(request), None),
        pointer: String::new(),
    };
    let author = context.author();
    let save = save(&context, &place, &author, ChangeOrigin::Edit, None, false);
    let changed = apply(&mut tx, &app, &save, vec![operation]).await.map_err(seen.refusal())?;
    let new = changed.items.iter().any(|item| item.outcome == Outcome::New);
    let variable = view::one(&mut tx, &app, &place, &name, info.locale).await?;
    tx.commit().await?;
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Tagged(variable.version, variable)).into_response())
}
