//! Copies settings from another environment of the tenant.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::setting_change::{ChangeOrigin, CopySettings, SettingsChanged},
    field::FieldFault,
    problem::ProblemCode,
};

use super::save;
use crate::{
    app::AppState,
    http::{AppError, Body, LARGE_KIB, TenantContext},
    settings::{self, copy::copy as copy_from, restore::Choice},
};

/// `POST …/copy`.
pub async fn copy(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment)): Path<(String, String)>,
    Body(request): Body<CopySettings, LARGE_KIB>,
) -> Result<Json<SettingsChanged>, AppError> {
    let mut tx = app.store.write().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let nowhere = || AppError::field("/from", FieldFault::NoSuchThing);
    let (from, _) = settings::place(&mut tx, &context.tenant, &request.from).await?.ok_or_else(nowhere)?;
    if from == place {
        return Err(AppError::field("/from", FieldFault::Taken));
    }
    let author = context.author();
    let save = save(&context, &place, &author, ChangeOrigin::Copy, request.note.as_deref(), request.dry_run);
    let choice = Choice { names: request.names.as_deref(), kinds: request.kinds.as_deref() };
    let changed = copy_from(&mut tx, &app, &save, &from, choice, request.overwrite).await?;
    tx.commit().await?;
    Ok(Json(changed))
}
