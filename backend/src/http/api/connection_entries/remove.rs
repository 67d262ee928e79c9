//! Deletes a connection entry. Its history stays, and it can come back.

use axum::extract::{Path, State};
use http::StatusCode;
use shared::{
    api::setting_change::{ChangeOrigin, SettingKind},
    ids::ConnectionEntryId,
    problem::ProblemCode,
};

use super::view;
use crate::{
    app::AppState,
    http::{AppError, IfMatch, TenantContext, api::settings::save},
    settings::{self, Act, Operation, apply},
};

/// `DELETE …/connection-strings/{entry}`.
pub async fn remove(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment, id)): Path<(String, String, ConnectionEntryId)>,
    seen: IfMatch,
) -> Result<StatusCode, AppError> {
    let mut tx = app.store.write().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let operation = Operation {
        kind: SettingKind::ConnectionString,
        name: view::find(&mut tx, &app, &place, &id).await?.name,
        expected: seen.expected(),
        act: Act::Delete,
        pointer: String::new(),
    };
    let author = context.author();
    let save = save(&context, &place, &author, ChangeOrigin::Edit, None, false);
    let _ = apply(&mut tx, &app, &save, vec![operation]).await.map_err(seen.refusal())?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
